#include "judge/critic/critic_measure.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

#define QUANTILES 400
#define NEARLY 0.01 // half a point of balanced accuracy

static int by_z(const void *a, const void *b)
{
	const struct critic_scored *x = a, *y = b;

	if (x->z != y->z)
		return x->z < y->z ? -1 : 1;
	return (int)x->positive - (int)y->positive;
}

double critic_auroc(struct critic_scored *s, size_t n)
{
	double ranks = 0;
	size_t positive = 0, j;

	qsort(s, n, sizeof(*s), by_z);
	for (size_t i = 0; i < n; i = j) {
		for (j = i; j < n && s[j].z == s[i].z; j++)
			;
		for (size_t k = i; k < j; k++) {
			ranks += s[k].positive ? (double)(i + j + 1) / 2 : 0;
			positive += s[k].positive;
		}
	}
	if (!positive || positive == n)
		return NAN;
	return (ranks - (double)positive * (double)(positive + 1) / 2) /
	       ((double)positive * (double)(n - positive));
}

double critic_balanced(const struct critic_scored *s, size_t n, double threshold)
{
	size_t all[2] = {0, 0}, right[2] = {0, 0};

	for (size_t i = 0; i < n; i++) {
		all[s[i].positive]++;
		right[s[i].positive] += (s[i].z >= threshold) == s[i].positive;
	}
	if (!all[0] || !all[1])
		return NAN;
	return ((double)right[0] / (double)all[0] + (double)right[1] / (double)all[1]) /
	       2;
}

// What a row counts, so that a set counts its weight and both kinds in it alike: 0 where
// the set has one kind only.
static double *shares(const struct critic_scored *s, size_t n, const double *weights,
		      uint32_t sets)
{
	double *count = mem_zalloc((2 * (size_t)sets + 1) * sizeof(*count));

	for (size_t i = 0; i < n; i++)
		count[2 * s[i].set + s[i].positive]++;
	for (size_t k = 0; k < sets; k++) {
		bool both = count[2 * k] > 0 && count[2 * k + 1] > 0;

		count[2 * k] = both ? weights[k] / count[2 * k] : 0;
		count[2 * k + 1] = both ? weights[k] / count[2 * k + 1] : 0;
	}
	return count;
}

struct cut { // a threshold, and what it gets right, or weighs
	double z, right;
};

// Both kinds' shares that are right at QUANTILES thresholds over the sorted rows.
static size_t try_cuts(const struct critic_scored *s, size_t n, const double *share,
		       struct cut cuts[QUANTILES])
{
	double right = 0;
	size_t i = 0, found = 0;

	for (size_t k = 0; k < n; k++)
		right += s[k].positive ? share[2 * s[k].set + 1] : 0;
	for (size_t q = 1; q < QUANTILES; q++) {
		for (; i < n * q / QUANTILES; i++)
			right += (s[i].positive ? -1 : 1) *
				 share[2 * s[i].set + s[i].positive];
		if (i && i < n && s[i].z > s[i - 1].z)
			cuts[found++] = (struct cut){(s[i].z + s[i - 1].z) / 2, right};
	}
	return found;
}

// The peak is flat and its very top chance, so the mean of the cuts near it. Sorts by z.
static double best_cut(struct critic_scored *s, size_t n, const double *weights,
		       uint32_t sets)
{
	struct cut cuts[QUANTILES];
	double *share = shares(s, n, weights, sets), best = 0, all = 0, sum = 0;
	size_t found, near = 0;

	qsort(s, n, sizeof(*s), by_z);
	found = try_cuts(s, n, share, cuts);
	mem_free(share);
	for (size_t k = 0; k < sets; k++)
		all += weights[k];
	for (size_t k = 0; k < found; k++)
		best = cuts[k].right > best ? cuts[k].right : best;
	for (size_t k = 0; k < found; k++) {
		if (cuts[k].right < best - NEARLY * all)
			continue;
		sum += cuts[k].z;
		near++;
	}
	return near ? sum / (double)near : 0;
}

static bool has_both(const struct critic_scored *s, size_t n)
{
	size_t positive = 0;

	for (size_t i = 0; i < n; i++)
		positive += s[i].positive;
	return positive && positive < n;
}

static int by_cut(const void *a, const void *b)
{
	double x = ((const struct cut *)a)->z, y = ((const struct cut *)b)->z;

	return x < y ? -1 : x > y;
}

static double median(struct cut *cuts, size_t n)
{
	double all = 0, below = 0;

	qsort(cuts, n, sizeof(*cuts), by_cut);
	for (size_t i = 0; i < n; i++)
		all += cuts[i].right;
	for (size_t i = 0; i < n; i++) {
		below += cuts[i].right;
		if (2 * below >= all)
			return cuts[i].z;
	}
	return 0;
}

// The rows of one set, as a set of their own.
static size_t pick(const struct critic_scored *s, size_t n, uint32_t set,
		   struct critic_scored *out)
{
	size_t m = 0;

	for (size_t i = 0; i < n; i++)
		if (s[i].set == set)
			out[m++] = (struct critic_scored){s[i].z, s[i].positive, 0};
	return m;
}

double critic_best_threshold(struct critic_scored *s, size_t n, const double *weights,
			     uint32_t sets)
{
	struct critic_scored *own = mem_resize(NULL, n + 1, sizeof(*own));
	struct cut *cuts = mem_resize(NULL, (size_t)sets + 1, sizeof(*cuts));
	const double one = 1;
	size_t found = 0;
	double middle;

	for (uint32_t set = 0; set < sets; set++) {
		size_t m = pick(s, n, set, own);

		if (has_both(own, m) && weights[set] > 0)
			cuts[found++] =
				(struct cut){best_cut(own, m, &one, 1), weights[set]};
	}
	middle = median(cuts, found);
	mem_free(cuts);
	mem_free(own);
	return (middle + best_cut(s, n, weights, sets)) / 2;
}

// ln of the logistic function.
static double log_sigmoid(double m)
{
	return (m < 0 ? m : 0) - log1p(exp(-fabs(m)));
}

static double likelihood(const struct critic_scored *s, size_t n, const double *share,
			 double threshold, double slope, double doubt)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		double m = slope * (s[i].z - threshold) * (s[i].positive ? 1 : -1);

		sum += share[2 * s[i].set + s[i].positive] * (log_sigmoid(m) - doubt * m);
	}
	return sum;
}

// The likelihood has one peak: thirds are cut off until it is found.
double critic_slope(const struct critic_scored *s, size_t n, const double *weights,
		    uint32_t sets, double threshold, double doubt)
{
	double *share = shares(s, n, weights, sets), low = 0.01, high = 20, all = 0;

	for (size_t k = 0; k < 2 * (size_t)sets; k++)
		all += share[k];
	for (int i = 0; i < 40; i++) {
		double a = low + (high - low) / 3, b = high - (high - low) / 3;

		if (likelihood(s, n, share, threshold, a, doubt) <
		    likelihood(s, n, share, threshold, b, doubt))
			low = a;
		else
			high = b;
	}
	mem_free(share);
	return all > 0 ? (low + high) / 2 : 1;
}
