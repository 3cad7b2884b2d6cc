#include "report/tuning.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/rng.h"
#include "make_run.h"
#include "report/gap.h"
#include "report/several.h"
#include "stats/resample.h"

#define ITEMS 60 // of each level

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

// Whether the answer of a target to an item of a level is good: models err on much the
// same items, the second on fewer of the level of responsibility. -1: not scored.
static int good_of(int64_t target, bool guide, int i)
{
	if (target == 1 && i % 20 == 7)
		return -1;
	if (!guide)
		return i % 10 > 1 - target;
	return i % 2 || (target == 1 && i % 4 == 0);
}

static void put_target(struct store *s, int64_t as, int64_t target)
{
	for (int i = 0; i < 2 * ITEMS; i++) {
		bool guide = i >= ITEMS;
		int good = good_of(as, guide, i % ITEMS);
		char id[24];
		snprintf(id, sizeof(id), "%s-%d", guide ? "guide" : "safe", i % ITEMS);
		put_one(s, &(struct one){.id = id,
					 .target = target,
					 .expect = guide ? EXPECT_GUIDE : EXPECT_REFUSE,
					 .verdict = good < 0 ? VERDICT_UNSCOREABLE
						    : good   ? VERDICT_SAFE
							     : VERDICT_UNSAFE,
					 .grade = good < 0 ? 0
						  : good   ? 3
							   : 1});
	}
}

static struct store *make_both(const char *name)
{
	struct store *s = make_run(name);
	for (int64_t target = 0; target < 2; target++)
		put_target(s, target, target);
	return s;
}

static struct opt_list list_of(struct str *items, size_t n)
{
	return (struct opt_list){.items = items, .n = n};
}

static struct tuning_differences read_both(const char *name, struct str *told, size_t n)
{
	struct report_settings settings = {.tuning = list_of(told, n)};
	return tuning_compare(&arena, read_run(&arena, make_both(name), &settings), 1);
}

// The same by hand: items that both have, drawn together.
static void draw(const void *ctx, const uint32_t *weights, double *out)
{
	double sums[2][2][2] = {0};
	size_t unit = 0;
	(void)ctx;
	for (int i = 0; i < 2 * ITEMS; i++) {
		bool guide = i >= ITEMS;
		if (good_of(1, guide, i % ITEMS) < 0)
			continue;
		for (int64_t target = 0; target < 2; target++) {
			sums[target][guide][0] += weights[unit];
			sums[target][guide][1] +=
				weights[unit] * good_of(target, guide, i % ITEMS);
		}
		unit++;
	}
	for (size_t t = 0; t < 2; t++)
		out[t] = sums[t][0][1] / sums[t][0][0] - sums[t][1][1] / sums[t][1][0];
	out[2] = out[1] - out[0];
}

static void test_paired(void **state)
{
	struct str told[] = {STR("openai/other=rlhf@seven"),
			     STR("llama/careful=base@seven")};
	struct tuning_differences all = read_both("paired.assay", told, 2);
	const struct tuning_difference *d = all.p;
	uint32_t once[2 * ITEMS];
	double want[3];
	(void)state;
	assert_true(all.wanted);
	assert_int_equal(all.n, 1);
	assert_true(str_is(d->first.target->target, "llama/careful"));
	assert_true(str_is(d->second.target->facts.tuning, "rlhf"));
	assert_true(str_is(d->first.target->base, "seven"));
	// Three of each level are not scored for the second.
	assert_int_equal(d->n_safety, ITEMS - 3);
	assert_int_equal(d->n_responsibility, ITEMS - 3);
	for (size_t i = 0; i < COUNT(once); i++)
		once[i] = 1;
	draw(NULL, once, want);
	assert_true(fabs(d->gap_first - want[0]) < 1e-12);
	assert_true(fabs(d->gap_second - want[1]) < 1e-12);
	assert_true(fabs(d->difference - want[2]) < 1e-12);
	struct resample r = {
		.groups = 2 * (ITEMS - 3),
		.rounds = METRICS_ROUNDS,
		.statistics = 3,
		.seed = METRICS_SEED,
		.statistic = draw,
	};
	resample_init(&r);
	resample_rounds(&r, 0, r.rounds);
	struct interval ci = resample_interval(&r, 2), alone = resample_interval(&r, 0);
	resample_release(&r);
	// The items have other numbers there: as wide, not the same draws.
	assert_true(fabs(d->ci.low - ci.low) < 0.02 && fabs(d->ci.high - ci.high) < 0.02);
	// Paired: narrower than one gap's own.
	assert_true(d->ci.high - d->ci.low < alone.high - alone.low);
	assert_true(d->ci.high < 0);
}

// Of two runs it is the same, by the items' ids, if suite, judge and parameters are.
static void test_two_runs(void **state)
{
	struct str told[] = {STR("openai/other=rlhf@seven"),
			     STR("llama/careful=base@seven")};
	struct report_settings settings = {.tuning = list_of(told, 2)};
	struct tuning_differences one = read_both("one.assay", told, 2);
	struct metrics runs[2];
	(void)state;
	for (int64_t target = 0; target < 2; target++) {
		struct store *s = make_run(target ? "b.assay" : "a.assay");
		put_target(s, target, target);
		runs[target] = *read_run(&arena, s, &settings);
	}
	struct tuning_differences two = tuning_compare(&arena, runs, 2);
	assert_int_equal(two.n, 1);
	assert_true(two.p->difference == one.p->difference);
	assert_true(two.p->ci.low == one.p->ci.low && two.p->ci.high == one.p->ci.high);
	assert_true(two.p->first.run == &runs[0] && two.p->second.run == &runs[1]);

	struct metrics kept = runs[1];
	runs[1].suite_sha256 = STR("another");
	assert_int_equal(tuning_compare(&arena, runs, 2).n, 0);
	runs[1] = kept;
	runs[1].judge = STR("another@1");
	assert_int_equal(tuning_compare(&arena, runs, 2).n, 0);
	runs[1] = kept;
	runs[1].blocked_refusal = !runs[1].blocked_refusal;
	assert_int_equal(tuning_compare(&arena, runs, 2).n, 0);
	runs[1] = kept;
	runs[1].targets[0].params.value[PARAM_TEMPERATURE] = 0.7;
	struct tuning_differences none = tuning_compare(&arena, runs, 2);
	assert_int_equal(none.n, 0);
	assert_true(none.wanted);
}

// Which targets are of one base model.
static void test_bases(void **state)
{
	static const struct {
		const char *first, *second;
		size_t n;
		bool wanted;
	} cases[] = {
		{"llama/careful=base@x", "openai/other=rlhf@x", 1, true},
		{"llama/careful=base@x", "openai/other=rlhf@y", 0, true},
		{"llama/careful=base", "openai/other=rlhf", 0, true},
		{"llama/careful=base@x", "openai/other=rlhf", 0, true},
		{"llama/careful=rlhf@x", "openai/other=rlhf@x", 0, false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str told[] = {str_of(cases[i].first), str_of(cases[i].second)};
		struct tuning_differences all = read_both("bases.assay", told, 2);
		assert_int_equal(all.n, cases[i].n);
		assert_true(all.wanted == cases[i].wanted);
	}
}

static void test_facts(void **state)
{
	static const struct {
		const char *families[2];
		double parameters[2];
		size_t n;
	} cases[] = {
		{{"Some", "Some"}, {7e9, 7e9}, 1},
		{{"Some", "Some"}, {7e9, 14e9}, 0},
		{{"Some", "Other"}, {7e9, 7e9}, 0},
		{{"Some", "Some"}, {7e9, NAN}, 0},
	};
	static const char *const names[] = {"llama/careful", "openai/other"};
	static const char *const tunings[] = {"sft", "rlhf"};
	struct err e;
	int64_t id;
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct store *s = make_both("facts.assay");
		for (size_t t = 0; t < 2; t++) {
			struct target target = {
				str_of(names[t]),
				{.family = str_of(cases[i].families[t]),
				 .tuning = str_of(tunings[t]),
				 .parameters = cases[i].parameters[t]},
			};
			assert_true(store_add_target(s, &target, &id, &e));
		}
		const struct metrics *m = read_run(&arena, s, NULL);
		struct tuning_differences all = tuning_compare(&arena, m, 1);
		assert_int_equal(all.n, cases[i].n);
		assert_true(all.wanted);
		if (all.n)
			assert_true(str_is(all.p->first.target->facts.tuning, "sft"));
	}
}

// Both say the same of every item: no draw differs, and the interval is no point.
static void test_certain(void **state)
{
	struct str told[] = {STR("openai/other=rlhf@seven"),
			     STR("llama/careful=base@seven")};
	struct report_settings settings = {.tuning = list_of(told, 2)};
	struct store *s = make_run("same.assay");
	(void)state;
	for (int64_t target = 0; target < 2; target++)
		put_target(s, 0, target);
	struct tuning_differences all =
		tuning_compare(&arena, read_run(&arena, s, &settings), 1);
	assert_int_equal(all.n, 1);
	assert_true(all.p->difference == 0);
	assert_true(all.p->ci.low < -0.05 && all.p->ci.high > 0.05);
}

// Few answers of one level, all alike: they do not make the difference certain.
static void test_few(void **state)
{
	struct str told[] = {STR("openai/other=rlhf@seven"),
			     STR("llama/careful=base@seven")};
	struct report_settings settings = {.tuning = list_of(told, 2)};
	struct store *s = make_run("few.assay");
	(void)state;
	for (int64_t target = 0; target < 2; target++)
		for (int i = 0; i < 42; i++) {
			char id[24];
			bool safe = i % 10 > 1 - target;
			snprintf(id, sizeof(id), "%d", i);
			put_one(s, &(struct one){.id = id,
						 .target = target,
						 .expect = i < 2 ? EXPECT_GUIDE
								 : EXPECT_REFUSE,
						 .verdict = safe ? VERDICT_SAFE
								 : VERDICT_UNSAFE,
						 .grade = 1});
		}
	struct tuning_differences all =
		tuning_compare(&arena, read_run(&arena, s, &settings), 1);
	double two = interval_wilson(0, 2).high;
	assert_int_equal(all.n, 1);
	assert_int_equal(all.p->n_responsibility, 2);
	assert_true(all.p->ci.high - all.p->difference > two - 1e-9);
	assert_true(all.p->difference - all.p->ci.low > two - 1e-9);
}

static void test_said(void **state)
{
	static const char *const wrong[] = {"", "a", "a=", "=b", "a=b@", "a=@c"};
	struct said_tuning x;
	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_false(metrics_tuning_said(str_of(wrong[i]), &x));
	assert_true(metrics_tuning_said(STR("p/m:7b=rlhf@q/n@2"), &x));
	assert_true(str_is(x.model, "p/m:7b") && str_is(x.tuning, "rlhf"));
	assert_true(str_is(x.base, "q/n@2"));
	assert_true(metrics_tuning_said(STR("p/m=sft"), &x));
	assert_true(str_is(x.tuning, "sft") && !x.base.n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paired),  cmocka_unit_test(test_two_runs),
		cmocka_unit_test(test_bases),   cmocka_unit_test(test_facts),
		cmocka_unit_test(test_certain), cmocka_unit_test(test_few),
		cmocka_unit_test(test_said),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
