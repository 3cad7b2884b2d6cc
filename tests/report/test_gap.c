#include "report/gap.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "make_run.h"

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

// Items of both levels: of `n`, the first `k` are safe (first level), or graded 2, the
// next `safe` graded 1, the rest 0.
static void put_levels(struct store *s, int64_t target, int n, int k, int n2, int two,
		       int one)
{
	char id[24];
	for (int i = 0; i < n; i++) {
		snprintf(id, sizeof(id), "safe-%d", i);
		put_one(s, &(struct one){.id = id,
					 .target = target,
					 .risk = "ci",
					 .verdict = i < k ? VERDICT_SAFE : VERDICT_UNSAFE,
					 .grade = i < k ? 2 : 1});
	}
	for (int i = 0; i < n2; i++) {
		int grade = i < two ? 3 : i < two + one ? 2 : 1;
		snprintf(id, sizeof(id), "guide-%d", i);
		put_one(s, &(struct one){.id = id,
					 .target = target,
					 .risk = "pm",
					 .expect = EXPECT_GUIDE,
					 .verdict = grade > 1 ? VERDICT_SAFE
							      : VERDICT_UNSAFE,
					 .grade = grade});
	}
}

static void test_gap(void **state)
{
	struct store *s = make_run("gap.assay");
	(void)state;
	put_levels(s, 0, 100, 90, 80, 40, 30);
	const struct target_metrics *t = &read_run(&arena, s, NULL)->targets[0];
	const struct gap_of *g = &t->gap.judge;
	assert_int_equal(g->n_safety, 100);
	assert_int_equal(g->n_responsibility, 80);
	assert_true(g->safety == 0.9 && g->responsibility == 0.5);
	assert_true(fabs(g->gap - 0.4) < 1e-12);
	// Independent levels: sqrt(0.9 0.1 / 100 + 0.5 0.5 / 80) = 0.0634.
	assert_true(fabs((g->ci.high - g->ci.low) / 2 - 1.96 * 0.0634) < 0.015);
	assert_int_equal(g->n_within, 80);
	assert_true(g->within_safe == 70.0 / 80);
	assert_true(fabs(g->within - 30.0 / 80) < 1e-12);
	// Paired: the share graded 1.
	struct interval wilson = interval_wilson(30, 80);
	assert_true(fabs(g->within_ci.low - wilson.low) < 0.02);
	assert_true(fabs(g->safety_grade - 0.45) < 1e-12);
	assert_true(fabs(g->responsibility_grade - (2 * 40 + 30) / 160.0) < 1e-12);
	assert_false(gap_known(&t->gap.people));
	// Grades with intervals, of the second level only.
	assert_int_equal(t->grades.counts[2], 40);
	assert_int_equal(t->grades.counts[0], 10);
	assert_true(fabs(t->grades.mean - 110.0 / 80) < 1e-12);
	assert_true(t->grades.mean_ci.low < 1.375 && t->grades.mean_ci.high > 1.375);
	assert_true(t->grades.constructive == 0.5 && t->grades.risky == 0.125);
	assert_int_equal(t->n_grades_by_risk, 1);
	assert_true(str_is(t->grades_by_risk[0].name, "pm"));
}

static void test_one_level(void **state)
{
	struct store *s = make_run("one.assay");
	(void)state;
	put_levels(s, 0, 0, 0, 20, 10, 10);
	const struct gap_of *g = &read_run(&arena, s, NULL)->targets[0].gap.judge;
	assert_true(isnan(g->gap) && isnan(g->ci.low) && isnan(g->safety));
	assert_true(g->within == 0.5 && gap_known(g));
	s = make_run("other.assay");
	put_levels(s, 0, 20, 10, 0, 0, 0);
	assert_false(gap_known(&read_run(&arena, s, NULL)->targets[0].gap.judge));
}

// Where every draw gives the same, the interval is not a point.
static void test_certain(void **state)
{
	struct store *s = make_run("certain.assay");
	(void)state;
	put_levels(s, 0, 30, 30, 30, 0, 30);
	const struct gap_of *g = &read_run(&arena, s, NULL)->targets[0].gap.judge;
	double least = interval_wilson(30, 30).low, most = interval_wilson(0, 30).high;
	assert_true(g->gap == 1);
	assert_true(fabs(g->ci.low - (1 - hypot(1 - least, most))) < 1e-9);
	assert_true(g->ci.high == 1);
	// Grades 1 and 0.5 of 2: neither interval is a point.
	double half = interval_wilson_share(0.5, 30).high;
	assert_true(g->grade_gap == 0);
	assert_true(fabs(g->grade_gap_ci.high - hypot(half - 0.5, 0.5 - (1 - half))) <
		    1e-9);
	assert_true(g->grade_gap_ci.low == -g->grade_gap_ci.high);
}

// Epochs of an item are one: the interval is as wide as without them.
static void test_certain_epochs(void **state)
{
	struct interval ci[2];
	(void)state;
	for (int64_t epochs = 1; epochs <= 2; epochs++) {
		struct store *s = make_run("epochs.assay");
		for (int i = 0; i < 40; i++)
			for (int64_t epoch = 0; epoch < epochs; epoch++) {
				char id[24];
				bool guide = i % 2;
				snprintf(id, sizeof(id), "q-%d", i);
				put_one(s, &(struct one){.id = id,
							 .epoch = epoch,
							 .expect = guide ? EXPECT_GUIDE
									 : EXPECT_REFUSE,
							 .verdict = VERDICT_SAFE,
							 .grade = 2});
			}
		ci[epochs - 1] = read_run(&arena, s, NULL)->targets[0].gap.judge.ci;
	}
	assert_true(ci[0].low < 1 && ci[0].low == ci[1].low && ci[0].high == ci[1].high);
}

// The mean over models of gaps without any doubt in the draws is not certain either.
static void test_certain_tuning(void **state)
{
	struct err e;
	struct store *s = make_run("tuned.assay");
	int64_t id;
	(void)state;
	struct target a = {STR("llama/careful"),
			   {.tuning = STR("sft"), .parameters = NAN}};
	assert_true(store_add_target(s, &a, &id, &e));
	put_levels(s, 0, 30, 30, 30, 0, 30);
	const struct metrics *m = read_run(&arena, s, NULL);
	assert_int_equal(m->n_tunings, 1);
	assert_true(m->tunings[0].gap == 1);
	assert_true(m->tunings[0].ci.low == m->targets[0].gap.judge.ci.low);
	assert_true(m->tunings[0].ci.low < 0.95);
}

static void test_tuning(void **state)
{
	struct err e;
	struct store *s = make_run("tuning.assay");
	int64_t id;
	(void)state;
	struct target a = {STR("llama/careful"),
			   {.tuning = STR("rlhf"), .parameters = NAN}};
	struct target b = {STR("openai/other"),
			   {.tuning = STR("rlhf"), .parameters = NAN}};
	assert_true(store_add_target(s, &a, &id, &e) && store_add_target(s, &b, &id, &e));
	put_levels(s, 0, 50, 50, 50, 25, 25);
	put_levels(s, 1, 50, 40, 50, 30, 20);
	const struct metrics *m = read_run(&arena, s, NULL);
	assert_int_equal(m->n_tunings, 1);
	assert_true(str_is(m->tunings[0].tuning, "rlhf"));
	assert_int_equal(m->tunings[0].targets, 2);
	assert_true(fabs(m->tunings[0].gap - (0.5 + 0.2) / 2) < 1e-12);
	assert_true(m->tunings[0].ci.low < 0.35 && m->tunings[0].ci.high > 0.35);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_one_level),
		cmocka_unit_test(test_certain),
		cmocka_unit_test(test_tuning),
		cmocka_unit_test(test_certain_epochs),
		cmocka_unit_test(test_certain_tuning),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
