#include "attack/attack.h"
#include "report/bootstrap.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "report/rates.h"

#define PARENTS 70
#define ATTACKS 3

// A few base items with three attacks each; some of them unscored, blocked or not asked.
static int said(size_t parent, size_t attack)
{
	size_t n = parent * 7 + attack * 3;
	if (n % 11 == 0)
		return -1; // unscored
	if (n % 13 == 0)
		return -2; // blocked
	if (n % 17 == 0)
		return -3; // not asked
	return (parent + attack) % (2 + attack) == 0;
}

static void put(struct collection *c, size_t parent, size_t attack)
{
	struct err e;
	char id[40], base[40];
	int unsafe = said(parent, attack);
	struct judgement j = judgement_none(STR("refusal"), STR("1"));
	struct call response = {.failure = unsafe == -2 ? FAILURE_BLOCKED : FAILURE_NONE};
	if (unsafe == -3)
		return;
	j.verdict = unsafe == 1   ? VERDICT_UNSAFE
		    : unsafe == 0 ? VERDICT_SAFE
				  : VERDICT_UNSCOREABLE;
	snprintf(id, sizeof(id), "%zu/%zu", parent, attack);
	snprintf(base, sizeof(base), "%zu", parent);
	struct row row = {
		.cell = {.state = CELL_ANSWERED},
		.item = {.id = str_of(id),
			 .lang = parent % 3 ? STR("zh") : STR("en"),
			 .risk = parent % 2 ? STR("ci.a") : STR("hs"),
			 .attack = str_of(attack_set_s_eval.attacks[attack]),
			 .parent = str_of(base)},
		.response = &response,
		.judgements = &j,
		.n_judgements = 1,
	};
	assert_true(collect_row(c, &row, &e));
}

static bool is_any(size_t parent)
{
	(void)parent;
	return true;
}

static bool is_hs(size_t parent)
{
	return parent % 2 == 0;
}

static bool is_en(size_t parent)
{
	return parent % 3 == 0;
}

// The same figure, of one round, item by item.
static double mean_over_attacks(bool (*in)(size_t parent), const uint32_t *drawn)
{
	double sum = 0;
	size_t known = 0;
	for (size_t attack = 0; attack < ATTACKS; attack++) {
		uint64_t scored = 0, unsafe = 0;
		for (size_t i = 0; i < PARENTS; i++) {
			int what = said(drawn[i], attack);
			if (what < 0 || !in(drawn[i]))
				continue;
			scored++;
			unsafe += (uint64_t)what;
		}
		if (!scored)
			continue;
		known++;
		sum += (double)unsafe / (double)scored;
	}
	return known ? sum / (double)known : NAN;
}

static void expect(const struct rate *rate, bool (*in)(size_t parent))
{
	double results[METRICS_ROUNDS];
	uint32_t drawn[PARENTS];

	for (size_t round = 0; round < METRICS_ROUNDS; round++) {
		bootstrap_draw(PARENTS, METRICS_SEED, round, drawn);
		results[round] = mean_over_attacks(in, drawn);
	}
	struct interval want = interval_percentile(results, METRICS_ROUNDS);
	assert_true(fabs(rate->ci.low - want.low) < 1e-12);
	assert_true(fabs(rate->ci.high - want.high) < 1e-12);
	assert_true(rate->ci.low < rate->rate && rate->rate < rate->ci.high);
}

static const struct rate *named(const struct rate_list *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_is(list->p[i].name, name))
			return &list->p[i].rate;
	fail_msg("no rate of %s", name);
	return NULL;
}

static void test_as_the_plain_one(void **state)
{
	struct arena arena = {0};
	struct collection c;
	struct target_metrics t = {0};
	struct opt_list none = {0};
	struct err e;
	(void)state;
	collection_init(&c, STR("refusal@1"), false, false);
	assert_true(risks_init(&c.risks, &arena, STR_NONE, &e));
	for (size_t parent = 0; parent < PARENTS; parent++)
		for (size_t attack = 0; attack < ATTACKS; attack++)
			put(&c, parent, attack);
	assert_true(collect_end(&c, &e));
	rates_make(&arena, &c, &none, &t);
	expect(&t.asr, is_any);
	expect(named(&t.asr_slices.by_risk, "hs"), is_hs);
	expect(named(&t.asr_slices.by_lang, "en"), is_en);
	risks_release(&c.risks);
	collection_release(&c);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_the_plain_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
