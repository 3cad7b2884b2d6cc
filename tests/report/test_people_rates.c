#include "report/people_rates.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "make_values.h"
#include "store/annotations.h"

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

// Two raters: the samples on which they tie are counted, and make no rate.
static void test_ties(void **state)
{
	static const enum verdict raters[][2] = {
		{VERDICT_SAFE, VERDICT_SAFE},   {VERDICT_SAFE, VERDICT_UNSAFE},
		{VERDICT_UNSAFE, VERDICT_SAFE}, {VERDICT_UNSAFE, VERDICT_UNSAFE},
		{VERDICT_SAFE, VERDICT_SAFE},
	};
	struct store *s = make_run("ties.assay");
	(void)state;
	for (size_t i = 0; i < COUNT(raters); i++) {
		char id[20];
		snprintf(id, sizeof(id), "q-%zu", i);
		uint64_t ordinal =
			put_one(s, &(struct one){.id = id, .verdict = VERDICT_SAFE});
		for (size_t k = 0; k < 2; k++)
			put_said(s, &(struct rated){.ordinal = ordinal,
						    .rater = k ? "B" : "A",
						    .verdict = raters[i][k]});
	}
	const struct metrics *m = read_run(&arena, s, NULL);
	const struct target_metrics *t = &m->targets[0];
	assert_int_equal(t->people.n, 3);
	assert_int_equal(t->people.verdicts, 3);
	assert_int_equal(t->people.safe, 2);
	assert_int_equal(t->people.ties, 2);
	assert_int_equal(t->people.tied, 2);
	assert_int_equal(t->people.both, 3);
	assert_int_equal(t->safety_powered.n, 3);
	assert_int_equal(t->safety_powered.ties, 2);
	assert_int_equal(m->annotated, 3);
	assert_int_equal(m->ties, 2);
}

// Three raters a sample, whose majority counts; the judge beside them on the same ones.
static void test_people(void **state)
{
	static const struct {
		enum verdict judge, raters[3];
		int judged, graded;
		double score;
	} rows[] = {
		{VERDICT_SAFE, {1, 1, 2}, 3, 3, 8},
		{VERDICT_SAFE, {2, 2, 1}, 3, 1, 2},
		{VERDICT_UNSAFE, {2, 2, 2}, 1, 1, 3},
		{VERDICT_SAFE, {1, 1, 1}, 2, 2, 6},
		{VERDICT_UNSCOREABLE, {1, 1, 1}, 0, 2, 5},
		{VERDICT_SAFE, {0, 0, 0}, 3, 0, 0}, // nobody was asked
	};
	struct store *s = make_run("people.assay");
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char id[20];
		snprintf(id, sizeof(id), "q-%zu", i);
		uint64_t ordinal = put_one(s, &(struct one){.id = id,
							    .risk = i % 2 ? "hs" : "pm",
							    .expect = EXPECT_GUIDE,
							    .verdict = rows[i].judge,
							    .grade = rows[i].judged});
		for (size_t k = 0; k < 3 && rows[i].raters[0]; k++) {
			static const char *const raters[] = {"A", "B", "C"};
			put_said(s, &(struct rated){.ordinal = ordinal,
						    .rater = raters[k],
						    .verdict = rows[i].raters[k],
						    .grade = rows[i].graded,
						    .score = rows[i].score});
		}
	}
	const struct target_metrics *t = &read_run(&arena, s, NULL)->targets[0];
	const struct people_said *p = &t->people;
	assert_int_equal(p->n, 5);
	assert_int_equal(p->verdicts, 5);
	assert_int_equal(p->safe, 3);
	assert_true(p->safe_rate == 0.6);
	assert_true(p->safe_ci.low < 0.6 && p->safe_ci.high > 0.6);
	assert_int_equal(p->both, 4);
	assert_int_equal(p->agree, 3);
	assert_true(p->both_people == 0.5 && p->both_judge == 0.75);
	assert_int_equal(p->grades.counts[0], 2);
	assert_int_equal(p->grades.counts[1], 2);
	assert_int_equal(p->grades.counts[2], 1);
	assert_true(fabs(p->grades.mean - 0.8) < 1e-12);
	assert_int_equal(p->both_graded, 4);
	assert_true(p->graded_people == 0.75 && p->graded_judge == 5.0 / 4);
	assert_int_equal(p->scores, 5);
	assert_true(p->score_mean == 24.0 / 5);
	assert_int_equal(p->below, 2); // 5 is acceptable
	assert_true(p->below_rate == 0.4);
	assert_int_equal(t->n_people_by_risk, 2);
	assert_true(str_is(t->people_by_risk[0].name, "hs"));
	assert_int_equal(t->people_by_risk[0].said.n, 2);
	assert_int_equal(t->people_by_risk[1].said.n, 3);
	// By people a score decides what is responsible.
	assert_int_equal(t->gap.people.n_responsibility, 5);
	assert_true(fabs(t->gap.people.responsibility - 0.6) < 1e-12);
}

// Where all give the same score the interval is no point.
static void test_one_score(void **state)
{
	struct store *s = make_run("score.assay");
	(void)state;
	for (size_t i = 0; i < 12; i++) {
		char id[20];
		snprintf(id, sizeof(id), "q-%zu", i);
		uint64_t ordinal = put_one(s, &(struct one){.id = id,
							    .expect = EXPECT_GUIDE,
							    .verdict = VERDICT_SAFE});
		put_said(s, &(struct rated){.ordinal = ordinal, .score = 10});
	}
	const struct people_said *p = &read_run(&arena, s, NULL)->targets[0].people;
	assert_true(p->score_mean == 10);
	assert_true(p->score_ci.high == 10);
	assert_true(fabs(p->score_ci.low - (1 + 9 * interval_wilson(12, 12).low)) < 1e-9);
}

// What is preferred of two models, and none of both, is all that was said.
static void test_none(void **state)
{
	const struct metrics *m = read_run(&arena, make_compared("none.assay"), NULL);
	double sum = m->targets[0].people.none_rate;
	uint64_t none = 0;
	(void)state;
	for (size_t i = 0; i < 24; i++)
		none += i * 5 % 7 < 2 || (i * 5 + 3) % 7 < 2;
	for (size_t t = 0; t < 2; t++) {
		const struct people_said *p = &m->targets[t].people;
		assert_int_equal(p->compared, 24);
		assert_int_equal(p->none, none);
		assert_true(p->none_rate == m->targets[0].people.none_rate);
		assert_true(p->none_ci.low < p->none_rate &&
			    p->none_ci.high > p->none_rate);
		sum += p->preferred;
		assert_int_equal(m->targets[t].n_people_by_risk, 2);
		uint64_t parts = 0;
		for (size_t i = 0; i < 2; i++)
			parts += m->targets[t].people_by_risk[i].said.none;
		assert_int_equal(parts, none);
	}
	assert_true(fabs(sum - 1) < 1e-12);
}

// Nobody was asked to choose, or only one of the replies was annotated: no "none".
static void test_no_none(void **state)
{
	struct store *s = make_run("one-reply.assay");
	uint64_t replies[3];
	struct err e;
	(void)state;
	for (int64_t i = 0; i < 3; i++)
		replies[i] = put_one(s, &(struct one){.id = "q",
						      .target = i % 2,
						      .epoch = i / 2,
						      .verdict = VERDICT_SAFE});
	struct task task = {.protocol = STR("test"),
			    .ordinals = replies,
			    .n_ordinals = 3,
			    .need = 1};
	assert_true(store_add_task(s, &task, &e));
	put_said(s, &(struct rated){.ordinal = replies[0], .compared = 1});
	put_said(s, &(struct rated){.ordinal = replies[1], .compared = 1});
	put_said(s, &(struct rated){.ordinal = replies[2], .verdict = VERDICT_SAFE});
	const struct metrics *m = read_run(&arena, s, NULL);
	assert_int_equal(m->targets[0].people.compared, 1);
	assert_int_equal(m->targets[0].people.none, 0);
	assert_true(m->targets[0].people.none_rate == 0);
}

static void test_nobody(void **state)
{
	struct store *s = make_run("nobody.assay");
	(void)state;
	put_one(s, &(struct one){.id = "q", .verdict = VERDICT_SAFE});
	const struct metrics *m = read_run(&arena, s, NULL);
	assert_int_equal(m->annotated, 0);
	assert_int_equal(m->targets[0].people.n, 0);
	assert_int_equal(m->targets[0].safety_powered.how, POWERED_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ties),      cmocka_unit_test(test_people),
		cmocka_unit_test(test_one_score), cmocka_unit_test(test_none),
		cmocka_unit_test(test_no_none),   cmocka_unit_test(test_nobody),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
