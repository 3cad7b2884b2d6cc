#include "people/agreement.h"

#include "base/mem.h"
#include "stats/cohen.h"
#include "stats/resample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS_MIN 100
#define ROUNDS_MAX 1000
#define SEED 1

enum figure { RAW, KAPPA, ALPHA, AC1, FIGURES };

struct cell { // how many of a unit's raters said a category
	uint32_t category, count;
};
struct unit {
	size_t from, n;  // cells
	uint32_t raters; // how many rated it
	size_t pair;     // of two raters in all: place in Cohen's table, or SIZE_MAX
};

struct table {
	struct cell *cells;
	struct unit *units; // [n]
	size_t n, k;        // k: categories
	double *values;     // [k] of the categories
	enum alpha_level level;
	bool cohen;
	// scratch of one round
	double *shares, *totals, *below; // [k]
	double *apart, *pairs;           // [k * k]
};

// --- Reading the ratings.

static int by_unit(const void *a, const void *b)
{
	const struct rating *x = a, *y = b;

	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	return (x->rater > y->rater) - (x->rater < y->rater);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static size_t distinct(double *values, size_t n)
{
	size_t kept = 0;

	if (n > 0)
		qsort(values, n, sizeof(*values), by_value);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || values[i] != values[kept - 1])
			values[kept++] = values[i];
	return kept;
}

static uint32_t category_of(const struct table *t, double code)
{
	const double *at = bsearch(&code, t->values, t->k, sizeof(code), by_value);

	return (uint32_t)(at - t->values);
}

// The raters in all; of two, which number is the lower.
static size_t count_raters(const struct rating *list, size_t n, uint32_t *first)
{
	uint32_t most = 0;
	size_t all = 0;
	bool *seen;

	for (size_t i = 0; i < n; i++)
		most = list[i].rater > most ? list[i].rater : most;
	seen = mem_zalloc((size_t)most + 1);
	for (size_t i = 0; i < n; i++)
		seen[list[i].rater] = true;
	for (size_t i = most + 1; i-- > 0 && n > 0;) {
		all += seen[i];
		if (seen[i])
			*first = (uint32_t)i;
	}
	mem_free(seen);
	return all;
}

static void add_cell(struct table *t, struct unit *u, uint32_t category)
{
	struct cell *cells = t->cells + u->from;

	for (size_t i = 0; i < u->n; i++) {
		if (cells[i].category == category) {
			cells[i].count++;
			return;
		}
	}
	cells[u->n++] = (struct cell){category, 1};
}

static void add_units(struct table *t, const struct rating *list, size_t n)
{
	size_t cells = 0, to;

	for (size_t from = 0; from < n; from = to) {
		struct unit u = {.from = cells, .pair = SIZE_MAX};

		for (to = from; to < n && list[to].unit == list[from].unit; to++) {
			add_cell(t, &u, category_of(t, list[to].code));
			u.raters++;
		}
		if (t->cohen && u.raters == 2)
			u.pair = category_of(t, list[from].code) * t->k +
				 category_of(t, list[from + 1].code);
		cells += u.n;
		t->units[t->n++] = u;
	}
}

static void table_init(struct table *t, struct rating *list, size_t n,
		       enum alpha_level level, struct agreement *out)
{
	uint32_t first = 0;

	*t = (struct table){.level = level};
	if (n > 0)
		qsort(list, n, sizeof(*list), by_unit);
	t->values = mem_zalloc((n + 1) * sizeof(*t->values));
	for (size_t i = 0; i < n; i++)
		t->values[i] = list[i].code;
	t->k = distinct(t->values, n);
	out->categories = t->k;
	out->raters = count_raters(list, n, &first);
	out->cohen = t->cohen = out->raters == 2;
	t->cells = mem_zalloc((n + 1) * sizeof(*t->cells));
	t->units = mem_zalloc((n + 1) * sizeof(*t->units));
	if (t->k > AGREEMENT_CATEGORIES)
		return;
	add_units(t, list, n);
	t->shares = mem_zalloc((3 * t->k + 1) * sizeof(double));
	t->totals = t->shares + t->k;
	t->below = t->totals + t->k;
	t->apart = mem_zalloc((2 * t->k * t->k + 1) * sizeof(double));
	t->pairs = t->apart + t->k * t->k;
	for (size_t i = 0; i < t->n; i++)
		out->units += t->units[i].raters > 1;
}

static void table_release(struct table *t)
{
	mem_free(t->values);
	mem_free(t->cells);
	mem_free(t->units);
	mem_free(t->shares);
	mem_free(t->apart);
}

// --- One round: sums over the units, each as often as it was drawn.

struct sums {
	double agreeing, pairs, rated; // units: that agree (shares), of two, of any
	double ratings;                // of units of two
};

static void add_unit(const struct table *t, const struct unit *u, double weight,
		     struct sums *sum)
{
	double n = u->raters, agree = 0;
	const struct cell *cells = t->cells + u->from;

	sum->rated += weight;
	for (size_t i = 0; i < u->n; i++)
		t->shares[cells[i].category] += weight * cells[i].count / n;
	if (u->raters < 2)
		return;
	for (size_t i = 0; i < u->n; i++) {
		double count = cells[i].count;

		agree += count * (count - 1);
		t->totals[cells[i].category] += weight * count;
		for (size_t j = 0; j < i; j++) {
			size_t a = cells[i].category, b = cells[j].category;

			t->apart[a < b ? a * t->k + b : b * t->k + a] +=
				weight * count * cells[j].count / (n - 1);
		}
	}
	sum->agreeing += weight * agree / (n * (n - 1));
	sum->pairs += weight;
	sum->ratings += weight * n;
	if (u->pair != SIZE_MAX)
		t->pairs[u->pair] += weight;
}

static double distance(const struct table *t, size_t a, size_t b)
{
	double apart = 1;

	if (t->level == ALPHA_INTERVAL)
		apart = t->values[b] - t->values[a];
	else if (t->level == ALPHA_ORDINAL)
		apart = t->below[b] - t->below[a] + (t->totals[b] - t->totals[a]) / 2;
	return apart * apart;
}

static double alpha_of(const struct table *t, double ratings)
{
	double observed = 0, expected = 0, below = 0;

	for (size_t c = 0; c < t->k; c++) { // ratings in the categories below
		t->below[c] = below;
		below += t->totals[c];
	}
	for (size_t a = 0; a < t->k; a++) {
		for (size_t b = a + 1; b < t->k && t->totals[a] > 0; b++) {
			double apart = distance(t, a, b);

			observed += apart * t->apart[a * t->k + b];
			expected += apart * t->totals[a] * t->totals[b];
		}
	}
	return expected > 0 ? 1 - (ratings - 1) * observed / expected : (double)NAN;
}

static double beyond(double agree, double chance)
{
	return chance < 1 ? (agree - chance) / (1 - chance) : (double)NAN;
}

static void measure(const void *ctx, const uint32_t *weights, double *out)
{
	const struct table *t = ctx;
	struct sums sum = {0};
	double fleiss = 0, spread = 0;

	memset(t->shares, 0, 3 * t->k * sizeof(double));
	memset(t->apart, 0, 2 * t->k * t->k * sizeof(double));
	for (size_t i = 0; i < t->n; i++)
		if (weights[i] > 0)
			add_unit(t, &t->units[i], weights[i], &sum);
	for (size_t c = 0; c < t->k; c++) {
		double share = t->shares[c] / sum.rated;

		fleiss += share * share;
		spread += share * (1 - share);
	}
	out[RAW] = sum.pairs > 0 ? sum.agreeing / sum.pairs : (double)NAN;
	out[KAPPA] = t->cohen ? cohen_kappa(t->pairs, t->k, COHEN_UNWEIGHTED)
			      : beyond(out[RAW], fleiss);
	out[ALPHA] = alpha_of(t, sum.ratings);
	out[AC1] = t->k < 2 ? (double)NAN : beyond(out[RAW], spread / ((double)t->k - 1));
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

void agreement_measure(struct rating *list, size_t n, enum alpha_level level,
		       double budget, struct agreement *out)
{
	struct table t;

	*out = (struct agreement){
		.level = level,
		.raw = NAN,
		.kappa = NAN,
		.alpha = NAN,
		.ac1 = NAN,
		.raw_ci = interval_unknown(),
		.kappa_ci = interval_unknown(),
		.alpha_ci = interval_unknown(),
		.ac1_ci = interval_unknown(),
	};
	table_init(&t, list, n, level, out);
	if (out->units > 0 && t.k <= AGREEMENT_CATEGORIES)
		measure_all(&t, budget, out);
	table_release(&t);
}
