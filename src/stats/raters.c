#include "stats/raters.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

// --- Sums over units.

void raters_sums_init(struct raters_sums *s, size_t categories)
{
	*s = (struct raters_sums){.categories = categories};
	s->shares = mem_zalloc((3 * categories + 1) * sizeof(double));
	s->totals = s->shares + categories;
	s->below = s->totals + categories;
	s->apart = mem_zalloc((categories * categories + 1) * sizeof(double));
}

void raters_sums_release(struct raters_sums *s)
{
	mem_free(s->shares);
	mem_free(s->apart);
}

void raters_sums_clear(struct raters_sums *s)
{
	s->rated = s->several = s->agreeing = s->ratings = 0;
	memset(s->shares, 0, 3 * s->categories * sizeof(double));
	memset(s->apart, 0, s->categories * s->categories * sizeof(double));
}

// Of all pairs of ratings of one unit, how many are of a and b: each unit's weigh as many
// as it has ratings.
static void add_apart(struct raters_sums *s, uint32_t a, uint32_t b, double pairs)
{
	s->apart[a < b ? a * s->categories + b : b * s->categories + a] += pairs;
}

void raters_sums_add(struct raters_sums *s, const struct raters_said *said, size_t n,
		     double weight)
{
	double all = 0, agree = 0;

	for (size_t i = 0; i < n; i++)
		all += said[i].count;
	if (all < 1)
		return;
	s->rated += weight;
	for (size_t i = 0; i < n; i++)
		s->shares[said[i].category] += weight * said[i].count / all;
	if (all < 2)
		return;
	for (size_t i = 0; i < n; i++) {
		double count = said[i].count;

		agree += count * (count - 1);
		s->totals[said[i].category] += weight * count;
		for (size_t j = 0; j < i; j++)
			add_apart(s, said[i].category, said[j].category,
				  weight * count * said[j].count / (all - 1));
	}
	s->agreeing += weight * agree / (all * (all - 1));
	s->several += weight;
	s->ratings += weight * all;
}

double raters_sums_raw(const struct raters_sums *s)
{
	return s->several > 0 ? s->agreeing / s->several : (double)NAN;
}

static double beyond_chance(double agree, double chance)
{
	return chance < 1 ? (agree - chance) / (1 - chance) : (double)NAN;
}

double raters_sums_fleiss(const struct raters_sums *s)
{
	double chance = 0;

	for (size_t c = 0; c < s->categories; c++) {
		double share = s->shares[c] / s->rated;

		chance += share * share;
	}
	return beyond_chance(raters_sums_raw(s), chance);
}

double raters_sums_ac1(const struct raters_sums *s, size_t choices)
{
	double chance = 0;

	if (choices < 2)
		return NAN;
	for (size_t c = 0; c < s->categories; c++) {
		double share = s->shares[c] / s->rated;

		chance += share * (1 - share);
	}
	return beyond_chance(raters_sums_raw(s), chance / ((double)choices - 1));
}

// How far apart the categories a < b are, squared.
static double distance(const struct raters_sums *s, size_t a, size_t b,
		       enum alpha_level level, const double *values)
{
	double apart = 1;

	if (level == ALPHA_INTERVAL)
		apart = values ? values[b] - values[a] : (double)b - (double)a;
	else if (level == ALPHA_ORDINAL)
		apart = s->below[b] - s->below[a] + (s->totals[b] - s->totals[a]) / 2;
	return apart * apart;
}

double raters_sums_alpha(struct raters_sums *s, enum alpha_level level,
			 const double *values)
{
	double observed = 0, expected = 0, below = 0;
	size_t k = s->categories;

	for (size_t c = 0; c < k; c++) { // ratings in the categories below
		s->below[c] = below;
		below += s->totals[c];
	}
	for (size_t a = 0; a < k; a++) {
		for (size_t b = a + 1; b < k && s->totals[a] > 0; b++) {
			double apart = distance(s, a, b, level, values);

			observed += apart * s->apart[a * k + b];
			expected += apart * s->totals[a] * s->totals[b];
		}
	}
	return expected > 0 ? 1 - (s->ratings - 1) * observed / expected : (double)NAN;
}

// --- Of a table.

static const uint32_t *unit(const struct ratings *r, size_t i)
{
	return &r->counts[i * r->categories];
}

static double total(const struct ratings *r, size_t i)
{
	double sum = 0;

	for (size_t c = 0; c < r->categories; c++)
		sum += unit(r, i)[c];
	return sum;
}

static void sum_up(const struct ratings *r, struct raters_sums *s)
{
	struct raters_said *said = mem_zalloc((r->categories + 1) * sizeof(*said));

	raters_sums_init(s, r->categories);
	for (size_t i = 0; i < r->units; i++) {
		size_t n = 0;

		for (uint32_t c = 0; c < r->categories; c++)
			if (unit(r, i)[c] > 0)
				said[n++] = (struct raters_said){c, unit(r, i)[c]};
		raters_sums_add(s, said, n, 1);
	}
	mem_free(said);
}

double raters_fleiss(const struct ratings *r)
{
	struct raters_sums s;
	double fleiss;

	sum_up(r, &s);
	fleiss = raters_sums_fleiss(&s);
	raters_sums_release(&s);
	return fleiss;
}

double raters_ac1(const struct ratings *r, size_t choices)
{
	struct raters_sums s;
	double ac1;

	sum_up(r, &s);
	ac1 = raters_sums_ac1(&s, choices);
	raters_sums_release(&s);
	return ac1;
}

double raters_alpha(const struct ratings *r, enum alpha_level level, const double *values)
{
	struct raters_sums s;
	double alpha;

	sum_up(r, &s);
	alpha = raters_sums_alpha(&s, level, values);
	raters_sums_release(&s);
	return alpha;
}

double raters_ceiling(const struct ratings *r, size_t *units)
{
	double agree = 0, all = 0;

	*units = 0;
	for (size_t i = 0; i < r->units; i++) {
		uint32_t most = 0;
		size_t with_most = 0;
		if (total(r, i) < 3)
			continue;
		for (size_t c = 0; c < r->categories; c++)
			if (unit(r, i)[c] > most) {
				most = unit(r, i)[c];
				with_most = 1;
			} else if (unit(r, i)[c] == most) {
				with_most++;
			}
		if (with_most != 1)
			continue;
		agree += most;
		all += total(r, i);
		++*units;
	}
	return all > 0 ? agree / all : NAN;
}
