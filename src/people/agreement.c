#include "people/agreement.h"

#include "base/mem.h"
#include "stats/cohen.h"
#include "stats/resample.h"
#include "stats/sorted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS_MIN 100
#define ROUNDS_MAX 1000
#define SEED 1

enum figure { RAW, KAPPA, ALPHA, AC1, FIGURES };

struct unit {
	size_t from, n; // in `said`
	size_t pair;    // of two raters in all: place in Cohen's table
};

struct table {
	struct raters_said *said;
	struct unit *units; // [n]
	size_t n, k;        // k: categories that were said
	size_t choices;     // that there were to choose from
	double *values;     // [k] of the categories
	enum alpha_level level;
	bool cohen;
	// scratch of one round
	struct raters_sums *sums;
	double *pairs; // [k * k]
};

// --- Reading the ratings.

static int by_unit(const void *a, const void *b)
{
	const struct rating *x = a, *y = b;

	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	return (x->rater > y->rater) - (x->rater < y->rater);
}

// Those of units that two or more rated.
static size_t keep_several(struct rating *list, size_t n)
{
	size_t kept = 0, to;

	for (size_t from = 0; from < n; from = to) {
		for (to = from; to < n && list[to].unit == list[from].unit;)
			to++;
		for (size_t i = from; i < to && to - from > 1; i++)
			list[kept++] = list[i];
	}
	return kept;
}

static uint32_t category_of(const struct table *t, double code)
{
	return (uint32_t)sorted_place(t->values, t->k, code);
}

static size_t count_raters(const struct rating *list, size_t n)
{
	uint32_t most = 0;
	size_t all = 0;
	bool *seen;

	for (size_t i = 0; i < n; i++)
		most = list[i].rater > most ? list[i].rater : most;
	seen = mem_zalloc((size_t)most + 1);
	for (size_t i = 0; i < n; i++) {
		all += !seen[list[i].rater];
		seen[list[i].rater] = true;
	}
	mem_free(seen);
	return all;
}

static void add_said(struct table *t, struct unit *u, uint32_t category)
{
	struct raters_said *said = t->said + u->from;

	for (size_t i = 0; i < u->n; i++) {
		if (said[i].category == category) {
			said[i].count++;
			return;
		}
	}
	said[u->n++] = (struct raters_said){category, 1};
}

static void add_units(struct table *t, const struct rating *list, size_t n)
{
	size_t at = 0, to;

	for (size_t from = 0; from < n; from = to) {
		struct unit u = {.from = at};

		for (to = from; to < n && list[to].unit == list[from].unit; to++)
			add_said(t, &u, category_of(t, list[to].code));
		if (t->cohen)
			u.pair = category_of(t, list[from].code) * t->k +
				 category_of(t, list[from + 1].code);
		at += u.n;
		t->units[t->n++] = u;
	}
}

static void table_init(struct table *t, struct raters_sums *sums, struct rating *list,
		       size_t n, const struct agreement_of *of, struct agreement *out)
{
	*t = (struct table){.level = of->level, .sums = sums};
	out->raters = count_raters(list, n);
	if (n > 0)
		qsort(list, n, sizeof(*list), by_unit);
	n = keep_several(list, n);
	t->values = mem_zalloc((n + 1) * sizeof(*t->values));
	for (size_t i = 0; i < n; i++)
		t->values[i] = list[i].code;
	t->k = sorted_distinct(t->values, n);
	t->choices = of->categories > t->k ? of->categories : t->k;
	out->categories = t->choices;
	out->cohen = t->cohen = count_raters(list, n) == 2;
	t->said = mem_zalloc((n + 1) * sizeof(*t->said));
	t->units = mem_zalloc((n + 1) * sizeof(*t->units));
	raters_sums_init(sums, t->k > AGREEMENT_CATEGORIES ? 0 : t->k);
	if (t->k > AGREEMENT_CATEGORIES)
		return;
	add_units(t, list, n);
	t->pairs = mem_zalloc((t->k * t->k + 1) * sizeof(double));
	out->units = t->n;
}

static void table_release(struct table *t)
{
	raters_sums_release(t->sums);
	mem_free(t->values);
	mem_free(t->said);
	mem_free(t->units);
	mem_free(t->pairs);
}

// --- One round: sums over the units, each as often as it was drawn.

static void measure(const void *ctx, const uint32_t *weights, double *out)
{
	const struct table *t = ctx;

	raters_sums_clear(t->sums);
	memset(t->pairs, 0, t->k * t->k * sizeof(double));
	for (size_t i = 0; i < t->n; i++) {
		const struct unit *u = &t->units[i];

		if (weights[i] == 0)
			continue;
		raters_sums_add(t->sums, t->said + u->from, u->n, weights[i]);
		if (t->cohen)
			t->pairs[u->pair] += weights[i];
	}
	out[RAW] = raters_sums_raw(t->sums);
	out[KAPPA] = t->cohen ? cohen_kappa(t->pairs, t->k) : raters_sums_fleiss(t->sums);
	out[ALPHA] = raters_sums_alpha(t->sums, t->level, t->values);
	out[AC1] = raters_sums_ac1(t->sums, t->choices);
}

// --- All of them.

static double cost_of(const struct table *t)
{
	double cost = (double)(t->k * t->k);

	for (size_t i = 0; i < t->n; i++) {
		double n = (double)t->units[i].n;

		cost += 4 + 2 * n + n * n / 2;
	}
	return t->cohen ? cost + (double)(2 * t->k * t->k * t->k) : cost;
}

static void measure_all(const struct table *t, double budget, struct agreement *out)
{
	uint32_t *once = mem_alloc((t->n + 1) * sizeof(*once));
	double rounds = budget / cost_of(t), figures[FIGURES];
	struct resample r = {
		.groups = t->n,
		.statistics = FIGURES,
		.seed = SEED,
		.statistic = measure,
		.ctx = t,
	};

	r.rounds = rounds > ROUNDS_MAX   ? ROUNDS_MAX
		   : rounds < ROUNDS_MIN ? ROUNDS_MIN
					 : (size_t)rounds;
	for (size_t i = 0; i < t->n; i++)
		once[i] = 1;
	measure(t, once, figures);
	out->raw = figures[RAW];
	out->kappa = figures[KAPPA];
	out->alpha = figures[ALPHA];
	out->ac1 = figures[AC1];
	resample_init(&r);
	resample_rounds(&r, 0, r.rounds);
	out->raw_ci = resample_interval(&r, RAW);
	out->kappa_ci = resample_interval(&r, KAPPA);
	out->alpha_ci = resample_interval(&r, ALPHA);
	out->ac1_ci = resample_interval(&r, AC1);
	resample_release(&r);
	mem_free(once);
}

void agreement_measure(struct rating *list, size_t n, const struct agreement_of *of,
		       struct agreement *out)
{
	struct raters_sums sums;
	struct table t;

	*out = (struct agreement){
		.level = of->level,
		.raw = NAN,
		.kappa = NAN,
		.alpha = NAN,
		.ac1 = NAN,
		.raw_ci = interval_unknown(),
		.kappa_ci = interval_unknown(),
		.alpha_ci = interval_unknown(),
		.ac1_ci = interval_unknown(),
	};
	table_init(&t, &sums, list, n, of, out);
	if (t.n > 0)
		measure_all(&t, of->budget, out);
	table_release(&t);
}
