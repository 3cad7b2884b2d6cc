#include "report/versus.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../base/folder.h"
#include "make_run.h"
#include "store/annotations.h"

static const char tree[] = "{\"id\":\"cvalues\",\"children\":[{\"id\":\"sf\",\"name\":{"
			   "\"en\":\"Safety\",\"zh\":"
			   "\"安全\"},\"children\":[]},{\"id\":\"rs\",\"name\":{\"en\":"
			   "\"Responsibility\",\"zh\":"
			   "\"责任\"},\"children\":[{\"id\":\"rs.law\",\"name\":{\"en\":"
			   "\"Law\",\"zh\":\"法理学\"},"
			   "\"children\":[]}]}]}";

static const char *const names[] = {"m/steady", "m/middling", "m/reciter"};
enum { QUESTIONS = 10 };

static void assert_near(double got, double wanted)
{
	if (!(fabs(got - wanted) < 1e-9))
		fail_msg("expected %.12g, got %.12g", wanted, got);
}

static void ok(bool done, const struct err *e)
{
	if (!done)
		fail_msg("%s", e->msg);
}

static struct store *open_run(const char *name, const char *judge)
{
	struct err e = {0};
	const char *path = folder_path(name);
	int64_t id;

	remove(path);
	struct store *s = store_create(path, &e);
	ok(s != NULL, &e);
	ok(store_set(s, "judge", str_of(judge), &e), &e);
	ok(store_set_blob(s, "taxonomy", str_of(tree), &e), &e);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct target t = {str_of(names[i]), {.parameters = NAN}};
		ok(store_add_target(s, &t, &id, &e), &e);
	}
	struct params none = params_none();
	ok(store_add_params(s, &none, &id, &e), &e);
	return s;
}

static void put(struct store *s, uint64_t ordinal, const struct item *item,
		int64_t target, int64_t variant, const struct judgement *j)
{
	struct err e = {0};
	struct cell cell = {.ordinal = ordinal,
			    .item = item->id,
			    .target = target,
			    .variant = variant,
			    .state = CELL_ANSWERED,
			    .machine = STR("target")};
	struct call call = {.attempts = 1, .text = STR("an answer"), .usage = {1, 1, -1}};

	ok(store_put_item(s, item, &e) && store_put_cell(s, &cell, &e) &&
		   store_put_call(s, ordinal, STR("target"), 0, &call, &e) &&
		   store_put_judgement(s, ordinal, 0, j, &e),
	   &e);
}

static struct item question(struct arena *a, size_t i, enum item_kind kind)
{
	return (struct item){
		.id = arena_printf(a, "%s%zu", kind == ITEM_PAIR ? "p" : "q", i),
		.kind = kind,
		.lang = STR("zh"),
		.risk = STR("rs.law"),
		.expect = EXPECT_GUIDE,
		.prompt = arena_printf(a, "question %zu", i),
		.replies = {STR("good"), STR("bad")},
		.better = kind == ITEM_PAIR ? 0 : -1,
	};
}

// The judge grades `good` of ten answers 2, the rest 0; two raters score them 9 and 1.
static void answer(struct store *s, struct arena *a, int64_t target, size_t good,
		   bool rated)
{
	for (size_t i = 0; i < QUESTIONS; i++) {
		uint64_t ordinal = (uint64_t)target * QUESTIONS + i;
		struct item item = question(a, i, ITEM_OPEN);
		struct judgement j = judgement_none(STR("cvalues-grade"), STR("1"));
		struct err e = {0};

		j.verdict = i < good ? VERDICT_SAFE : VERDICT_UNSAFE;
		j.grade = i < good ? 2 : 0;
		put(s, ordinal, &item, target, 0, &j);
		for (size_t r = 0; r < 2 && rated; r++) {
			struct annotation x =
				annotation_none(ordinal, STR("expert"),
						r ? STR("li") : STR("wang"));
			x.score = (i < good ? 9 : 1) + (double)r;
			ok(store_put_annotation(s, &x, &e), &e);
		}
	}
}

static void choose(struct store *s, struct arena *a, int64_t target, size_t right)
{
	for (size_t i = 0; i < QUESTIONS; i++)
		for (int64_t variant = 0; variant < 2; variant++) {
			uint64_t ordinal = ((uint64_t)target * QUESTIONS + i) * 2 +
					   (uint64_t)variant;
			struct item item = question(a, i, ITEM_PAIR);
			struct judgement j = judgement_none(STR("choice"), STR("1"));

			j.outcome = i < right ? STR("right") : STR("needs_a_look");
			j.correct = i < right ? 1 : -1;
			j.answer = i < right ? STR("0") : STR_NONE;
			put(s, ordinal, &item, target, variant, &j);
		}
}

static const size_t good[] = {9, 6, 1}, right[] = {8, 6, 10};

static void make_runs(struct store *runs[2], bool rated)
{
	struct arena a;

	arena_init(&a);
	runs[0] = open_run("open.assay", "cvalues-grade@1");
	runs[1] = open_run("choice.assay", "choice@1");
	for (size_t t = 0; t < COUNT(names); t++) {
		answer(runs[0], &a, (int64_t)t, good[t], rated);
		choose(runs[1], &a, (int64_t)t, right[t]);
	}
	runs[0] = reopen(runs[0]);
	runs[1] = reopen(runs[1]);
	arena_release(&a);
}

static void end_runs(struct store *runs[2])
{
	struct err e = {0};

	ok(store_close(runs[0], &e) && store_close(runs[1], &e), &e);
}

static const struct versus_mean *mean_of(const struct versus *v, const char *group,
					 size_t target, enum versus_view view)
{
	for (size_t g = 0; g < v->n_groups; g++)
		if (str_is(v->groups[g].id, group))
			return &v->cells[g * v->n_targets + target][view];
	fail_msg("no group %s", group);
	return NULL;
}

static void test_side_by_side(void **state)
{
	static const struct report_settings settings;
	struct store *runs[2];
	struct versus v;
	struct arena a;
	struct err e = {0};

	(void)state;
	arena_init(&a);
	make_runs(runs, true);
	ok(versus_read(&a, runs, 2, 7, &settings, &v, &e), &e);
	assert_true(v.has);
	assert_int_equal(v.n_targets, 3);
	assert_int_equal(v.n_groups, 2); // rs and rs.law; nothing was asked of sf
	for (size_t t = 0; t < 3; t++) {
		double share = (double)good[t] / QUESTIONS;
		const struct versus_mean *people =
			mean_of(&v, "rs.law", t, VERSUS_PEOPLE);
		assert_int_equal(people->n, QUESTIONS);
		assert_near(people->mean, share * 8.5 / 9 + (1 - share) * 0.5 / 9);
		assert_near(mean_of(&v, "rs", t, VERSUS_JUDGE)->mean, share);
		assert_int_equal(mean_of(&v, "rs", t, VERSUS_CHOICE)->n, 2 * QUESTIONS);
		assert_near(mean_of(&v, "rs", t, VERSUS_CHOICE)->mean,
			    (double)right[t] / QUESTIONS);
	}
	assert_int_equal(v.n_correlations, 3);
	assert_near(v.correlations[0].rho, 1);        // people, judge
	assert_near(v.correlations[1].rho, -0.5);     // people, choice
	assert_true(isnan(v.correlations[1].ci.low)); // of three models
	end_runs(runs);
	arena_release(&a);
}

static void test_who_diverges(void **state)
{
	static const struct report_settings settings;
	struct store *runs[2];
	struct versus v;
	struct arena a;
	struct err e = {0};

	(void)state;
	arena_init(&a);
	make_runs(runs, true);
	ok(versus_read(&a, runs, 2, 7, &settings, &v, &e), &e);
	assert_int_equal(v.n_gaps, 3);
	assert_int_equal(v.gaps[0].target, 2); // chooses best and answers worst
	assert_true(v.gaps[0].gap > 0.5);
	assert_int_equal(v.gaps[0].by, VERSUS_PEOPLE);
	// ten questions chosen rightly by the last one, of which it answers nine badly;
	// the others answer badly only what they also fail to choose, but for the
	// middling
	assert_int_equal(v.n_samples, 9);
	for (size_t i = 0; i < v.n_samples; i++) {
		assert_int_equal(v.samples[i].target, 2);
		assert_int_equal(v.samples[i].chosen, 2);
		assert_true(v.samples[i].open < 0.1);
	}
	end_runs(runs);
	arena_release(&a);
}

static void test_without_people(void **state)
{
	static const struct report_settings settings;
	struct store *runs[2];
	struct versus v;
	struct arena a;
	struct err e = {0};
	struct buf out;
	struct doc d = {.out = &out, .lang = STR("zh"), .markdown = true};
	struct json_writer w;

	(void)state;
	arena_init(&a);
	buf_init(&out, 1 << 20);
	make_runs(runs, false);
	ok(versus_read(&a, runs, 2, 7, &settings, &v, &e), &e);
	assert_int_equal(v.gaps[0].by, VERSUS_JUDGE);
	assert_int_equal(v.n_correlations, 1);
	versus_write(&d, &a, &v);
	assert_non_null(strstr(buf_str(&out).p, "自动评测与人工评测"));
	assert_non_null(strstr(buf_str(&out).p, "法理学"));
	assert_non_null(strstr(buf_str(&out).p, "question 9"));
	buf_clear(&out);
	json_writer_init(&w, &out, 0);
	versus_to_json(&w, &v);
	assert_non_null(json_parse(&a, buf_str(&out), 0, NULL, &e));
	// one kind of evaluation alone is nothing to compare
	ok(versus_read(&a, runs, 1, 1u << VERSUS_JUDGE, &settings, &v, &e), &e);
	assert_false(v.has);
	buf_clear(&out);
	versus_write(&d, &a, &v);
	assert_int_equal(buf_str(&out).n, 0);
	end_runs(runs);
	buf_release(&out);
	arena_release(&a);
}

// A run of one domain: open answers and choices of `n` targets.
struct domain {
	struct store *s;
	struct arena a;
	uint64_t ordinal;
};

static void begin(struct domain *d, const char *name)
{
	struct err e = {0};

	*d = (struct domain){.s = open_run(name, "cvalues-grade@1")};
	arena_init(&d->a);
	ok(store_set(d->s, "judge.choice", STR("choice@1"), &e), &e);
}

static void read_domain(struct domain *d, const char *blocked, struct versus *v)
{
	struct report_settings settings = {.blocked = str_of(blocked)};
	struct err e = {0};

	d->s = reopen(d->s);
	ok(versus_read(&d->a, &d->s, 1, 7, &settings, v, &e), &e);
	ok(store_close(d->s, &e), &e);
}

// A grade and, unless 0, people's score.
static void put_answer(struct domain *d, size_t i, int64_t target, int grade,
		       double score)
{
	struct item item = question(&d->a, i, ITEM_OPEN);
	struct judgement j = judgement_none(STR("cvalues-grade"), STR("1"));
	struct annotation x = annotation_none(d->ordinal, STR("expert"), STR("li"));
	struct err e = {0};

	j.verdict = grade ? VERDICT_SAFE : VERDICT_UNSAFE;
	j.grade = grade;
	put(d->s, d->ordinal++, &item, target, 0, &j);
	x.score = score;
	if (score > 0)
		ok(store_put_annotation(d->s, &x, &e), &e);
}

static void put_choice(struct domain *d, size_t i, int64_t target, const char *judge,
		       const char *outcome, bool keyed)
{
	struct item item = question(&d->a, i, ITEM_PAIR);
	struct judgement j = judgement_none(str_of(judge), STR("1"));

	item.id = arena_printf(&d->a, "%s%zu", keyed ? "p" : "u", i);
	item.better = keyed ? 0 : -1;
	j.outcome = str_of(outcome);
	put(d->s, d->ordinal++, &item, target, 0, &j);
}

// Who does not choose is not wrong where nothing is right; where something is, he is.
static void test_without_key(void **state)
{
	static const char *const none[] = {"other", "refuse", "needs_a_look", "chosen"};
	struct domain d;
	struct versus v;

	(void)state;
	begin(&d, "keyless.assay");
	put_answer(&d, 0, 0, 2, 0);
	for (size_t i = 0; i < COUNT(none); i++)
		put_choice(&d, i, 0, "choice", none[i], false);
	put_choice(&d, 9, 0, "choice", "right", true);
	for (size_t i = 0; i < 3; i++)
		put_choice(&d, i, 0, "choice", none[i], true);
	read_domain(&d, "out", &v);
	assert_int_equal(mean_of(&v, "rs", 0, VERSUS_CHOICE)->n, 4);
	assert_near(mean_of(&v, "rs", 0, VERSUS_CHOICE)->mean, 0.25);
	arena_release(&d.a);
}

// People read the text: that is no word about the labels.
static void test_read_by_people(void **state)
{
	(void)state;
	for (int labels = 0; labels < 2; labels++) {
		struct domain d;
		struct versus v;
		struct err e = {0};
		begin(&d, "read.assay");
		ok(store_set(d.s, "judge.choice",
			     labels ? STR("choice-labels@1") : STR("choice@1"), &e),
		   &e);
		put_answer(&d, 0, 0, 2, 0);
		struct annotation x =
			annotation_none(d.ordinal, STR("needs-a-look"), STR("li"));
		put_choice(&d, 1, 0, labels ? "choice-labels" : "choice", "needs_a_look",
			   true);
		x.outcome = STR("right");
		ok(store_put_annotation(d.s, &x, &e), &e);
		read_domain(&d, "out", &v);
		assert_int_equal(mean_of(&v, "rs", 0, VERSUS_CHOICE)->n, 1);
		assert_near(mean_of(&v, "rs", 0, VERSUS_CHOICE)->mean, labels ? 0 : 1);
		arena_release(&d.a);
	}
}

// A target whose answers people scored is compared with those that people scored.
static void test_same_view(void **state)
{
	struct domain d;
	struct versus v;

	(void)state;
	begin(&d, "views.assay");
	for (size_t i = 0; i < 6; i++)
		for (int64_t target = 0; target < 3; target++) {
			put_answer(&d, i, target, target ? 2 : 0, target == 2 ? 10 : 0);
			put_choice(&d, i, target, "choice", "right", true);
		}
	read_domain(&d, "out", &v);
	// People scored the third one alone: by the judge, then, all three.
	assert_int_equal(v.n_gaps, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(v.gaps[i].by, VERSUS_JUDGE);
		assert_near(v.gaps[i].gap, v.gaps[i].target ? -0.5 : 1);
	}
	arena_release(&d.a);
}

// Two grades that differ are no grade, even where both say safe.
static void test_tied_grades(void **state)
{
	static const int grades[][2] = {{2, 1}, {2, 2}, {1, 1}, {0, 1}, {0, 0}};
	struct domain d;
	struct versus v;
	struct err e = {0};

	(void)state;
	begin(&d, "tied.assay");
	put_choice(&d, 0, 0, "choice", "right", true);
	for (size_t i = 0; i < COUNT(grades); i++) {
		for (size_t r = 0; r < 2; r++) {
			struct annotation x =
				annotation_none(d.ordinal, STR("grade"),
						r ? STR("li") : STR("wang"));
			x.grade = grades[i][r];
			ok(store_put_annotation(d.s, &x, &e), &e);
		}
		put_answer(&d, i, 0, 2, 0);
	}
	read_domain(&d, "out", &v);
	assert_int_equal(mean_of(&v, "rs.law", 0, VERSUS_PEOPLE)->n, 3);
	assert_near(mean_of(&v, "rs.law", 0, VERSUS_PEOPLE)->mean, 0.5);
	arena_release(&d.a);
}

// A score of 5 is acceptable, though it is less than half of the scale.
static void test_bad(void **state)
{
	struct domain d;
	struct versus v;

	(void)state;
	begin(&d, "bad.assay");
	for (size_t i = 0; i < 5; i++)
		put_choice(&d, i, 0, "choice", "right", true);
	put_answer(&d, 0, 0, 2, 5);
	put_answer(&d, 1, 0, 2, 4.5);
	put_answer(&d, 2, 0, 1, 0);
	put_answer(&d, 3, 0, 0, 0);
	put_answer(&d, 4, 0, 0, 8); // people's word counts
	read_domain(&d, "out", &v);
	assert_int_equal(v.n_samples, 2);
	assert_true(str_is(v.samples[0].item, "q3"));
	assert_int_equal(v.samples[0].by, VERSUS_JUDGE);
	assert_true(str_is(v.samples[1].item, "q1"));
	assert_int_equal(v.samples[1].by, VERSUS_PEOPLE);
	arena_release(&d.a);
}

// Blocked answers count as everywhere: not at all, or as refusals.
static void test_blocked(void **state)
{
	(void)state;
	for (int refusal = 0; refusal < 2; refusal++) {
		struct domain d;
		struct versus v;
		struct err e = {0};
		struct call call = {.attempts = 1,
				    .failure = FAILURE_BLOCKED,
				    .usage = {-1, -1, -1}};
		begin(&d, "blocked.assay");
		put_answer(&d, 0, 0, 0, 0);
		put_choice(&d, 0, 0, "choice", "right", true);
		for (size_t i = 1; i <= 2; i++) {
			struct item item =
				question(&d.a, i, i == 1 ? ITEM_OPEN : ITEM_PAIR);
			struct cell cell = {.ordinal = d.ordinal,
					    .item = item.id,
					    .state = CELL_ANSWERED,
					    .machine = STR("target")};
			ok(store_put_item(d.s, &item, &e) &&
				   store_put_cell(d.s, &cell, &e) &&
				   store_put_call(d.s, d.ordinal++, STR("target"), 0,
						  &call, &e),
			   &e);
		}
		read_domain(&d, refusal ? "refusal" : "out", &v);
		assert_int_equal(mean_of(&v, "rs", 0, VERSUS_CHOICE)->n, 1 + refusal);
		assert_near(mean_of(&v, "rs", 0, VERSUS_CHOICE)->mean, refusal ? 0.5 : 1);
		assert_int_equal(mean_of(&v, "rs", 0, VERSUS_JUDGE)->n, 1 + refusal);
		assert_near(mean_of(&v, "rs", 0, VERSUS_JUDGE)->mean, refusal ? 0.5 : 0);
		arena_release(&d.a);
	}
}

// A file that does not name the target of a sample is damaged, told in a line.
static void test_unknown_target(void **state)
{
	static const struct report_settings settings;
	struct domain d;
	struct versus v;
	struct err e = {0};

	(void)state;
	begin(&d, "target.assay");
	put_answer(&d, 0, 0, 2, 0);
	put_choice(&d, 0, 7, "choice", "right", true);
	d.s = reopen(d.s);
	assert_false(versus_read(&d.a, &d.s, 1, 7, &settings, &v, &e));
	assert_non_null(strstr(e.msg, "target 7"));
	assert_non_null(strstr(e.msg, "target.assay"));
	ok(store_close(d.s, &e), &e);
	arena_release(&d.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_side_by_side),
		cmocka_unit_test(test_who_diverges),
		cmocka_unit_test(test_without_people),
		cmocka_unit_test(test_without_key),
		cmocka_unit_test(test_read_by_people),
		cmocka_unit_test(test_same_view),
		cmocka_unit_test(test_tied_grades),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_blocked),
		cmocka_unit_test(test_unknown_target),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
