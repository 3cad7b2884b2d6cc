#include "stats/interval.h"

#include <math.h>
#include <stdio.h>

#include "base/mem.h"
#include "base/rng.h"
#include "stats/sorted.h"

struct interval interval_unknown(void)
{
	return (struct interval){NAN, NAN};
}

struct interval interval_wilson_share(double share, double n)
{
	const double z2 = STATS_Z95 * STATS_Z95;

	if (!(n > 0) || isnan(share))
		return interval_unknown();
	double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
	double half = STATS_Z95 / (1 + z2 / n) *
		      sqrt(share * (1 - share) / n + z2 / (4 * n * n));
	// At the ends the formula is exact but for rounding.
	return (struct interval){share <= 0 ? 0 : fmax(0, centre - half),
				 share >= 1 ? 1 : fmin(1, centre + half)};
}

struct interval interval_wilson(uint64_t k, uint64_t n)
{
	if (n == 0)
		return interval_unknown();
	invariant(k <= n);
	return interval_wilson_share((double)k / (double)n, (double)n);
}

void bootstrap_draw(size_t n_clusters, uint64_t seed, size_t round, uint32_t *drawn)
{
	char stream[40];
	struct rng rng;

	// A stream for each round: rounds can be made in any order.
	snprintf(stream, sizeof(stream), "bootstrap/%zu", round);
	rng_init(&rng, seed, str_of(stream));
	for (size_t i = 0; i < n_clusters; i++)
		drawn[i] = (uint32_t)rng_below(&rng, n_clusters);
}

// Linear between the two neighbours (Hyndman and Fan, 1996: type 7).
static double quantile(const double *sorted, size_t n, double share)
{
	double at = share * (double)(n - 1);
	size_t below = (size_t)at;

	if (below + 1 >= n)
		return sorted[n - 1];
	return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

struct interval interval_percentile(double *results, size_t n)
{
	size_t known = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(results[i]))
			results[known++] = results[i];
	if (known == 0)
		return interval_unknown();
	sorted_init(results, known);
	return (struct interval){quantile(results, known, 0.025),
				 quantile(results, known, 0.975)};
}
