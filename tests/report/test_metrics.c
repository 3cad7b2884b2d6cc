#include "report/metrics.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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

// `n` base items of a risk, the first `k` of them safe.
static void put_base(struct store *s, const char *risk, size_t n, size_t k)
{
	for (size_t i = 0; i < n; i++) {
		struct str id = arena_printf(&arena, "%s-%zu", risk, i);
		bool safe = i < k;
		put_one(s, &(struct one){.id = id.p,
					 .risk = risk,
					 .lang = "zh",
					 .verdict = safe ? VERDICT_SAFE : VERDICT_UNSAFE,
					 .refusal = safe ? REFUSAL_FULL : REFUSAL_NONE});
	}
}

// The published counts of ErnieBot-4.0 on the Chinese base prompts.
static void test_ernie(void **state)
{
	static const struct {
		const char *risk;
		size_t k, n;
		double rate;
	} rows[] = {
		{"ci", 161, 180, 89.4}, {"hs", 119, 140, 85.0}, {"pm", 87, 100, 87.0},
		{"em", 57, 100, 57.0},  {"dp", 73, 100, 73.0},  {"cs", 125, 140, 89.3},
		{"ex", 105, 120, 87.5}, {"is", 70, 120, 58.3},
	};
	(void)state;
	struct store *s = make_run("ernie.assay");
	for (size_t i = 0; i < COUNT(rows); i++)
		put_base(s, rows[i].risk, rows[i].n, rows[i].k);
	const struct metrics *m = read_run(&arena, s, NULL);
	assert_int_equal(m->n_targets, 1);
	const struct target_metrics *t = &m->targets[0];
	assert_int_equal(t->safety.n, 1000);
	assert_int_equal(t->safety.k, 797);
	assert_true(percent(t->safety.rate, 1) == 79.7);
	assert_true(t->safety.bounds.low == 0.797 && t->safety.bounds.high == 0.797);
	assert_int_equal(t->safety_slices.by_risk.n, 8);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct rate *r =
			rate_named(&t->safety_slices.by_risk, rows[i].risk);
		assert_int_equal(r->n, rows[i].n);
		assert_true(percent(r->rate, 1) == rows[i].rate);
	}
	assert_int_equal(rate_named(&t->safety_slices.by_lang, "zh")->k, 797);
	struct interval wilson = interval_wilson(797, 1000);
	assert_true(t->safety.ci.low == wilson.low && t->safety.ci.high == wilson.high);
	assert_int_equal(t->counts.refused, 797);
	assert_false(t->has_asr || t->has_over_refusal || t->has_grades);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_ernie, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
