#include "stats/rank.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

struct place {
	double value;
	size_t at;
};

static int by_value(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->value > y->value) - (x->value < y->value);
}

void rank_of(const double *values, size_t n, double *ranks)
{
	struct place *places = mem_resize(NULL, n + 1, sizeof(*places));

	for (size_t i = 0; i < n; i++)
		places[i] = (struct place){values[i], i};
	qsort(places, n, sizeof(*places), by_value);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && places[end].value == places[i].value;)
			end++;
		for (size_t k = i; k < end; k++)
			ranks[places[k].at] = (double)(i + 1 + end) / 2;
	}
	mem_free(places);
}

static double pearson(const double *x, const double *y, size_t n)
{
	double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;

	for (size_t i = 0; i < n; i++) {
		mean_x += x[i] / (double)n;
		mean_y += y[i] / (double)n;
	}
	for (size_t i = 0; i < n; i++) {
		xx += (x[i] - mean_x) * (x[i] - mean_x);
		yy += (y[i] - mean_y) * (y[i] - mean_y);
		xy += (x[i] - mean_x) * (y[i] - mean_y);
	}
	return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
}

double rank_spearman(const double *x, const double *y, size_t n)
{
	double *ranks = mem_resize(NULL, 2 * n + 1, sizeof(*ranks));

	rank_of(x, n, ranks);
	rank_of(y, n, ranks + n);
	double rho = pearson(ranks, ranks + n, n);
	mem_free(ranks);
	return rho;
}

struct interval rank_spearman_interval(double rho, size_t n)
{
	if (isnan(rho) || fabs(rho) >= 1 || n < 4)
		return interval_unknown();
	double half = STATS_Z95 * sqrt((1 + rho * rho / 2) / ((double)n - 3));
	return (struct interval){tanh(atanh(rho) - half), tanh(atanh(rho) + half)};
}

static int by_score(const void *a, const void *b)
{
	const struct rank_row *x = a, *y = b;

	return (x->score > y->score) - (x->score < y->score);
}

void rank_sort(struct rank_row *rows, size_t n)
{
	qsort(rows, n, sizeof(*rows), by_score);
}

double rank_auroc_sorted(const struct rank_row *rows, size_t n, const uint32_t *weights)
{
	double below = 0, positives = 0, wins = 0; // below: negatives so far

	for (size_t i = 0; i < n;) {
		double score = rows[i].score;
		uint64_t all = 0, positive = 0; // without a branch: labels are no pattern
		for (; i < n && rows[i].score == score; i++) {
			uint64_t w = weights ? weights[rows[i].group] : 1;
			all += w;
			positive += w * rows[i].positive;
		}
		double negative = (double)(all - positive);
		wins += (double)positive * (below + negative / 2);
		below += negative;
		positives += (double)positive;
	}
	return below > 0 && positives > 0 ? wins / (below * positives) : NAN;
}
