// Confidence intervals of shares, and a bootstrap for what has no formula.
#ifndef STATS_INTERVAL_H
#define STATS_INTERVAL_H

#include <stddef.h>
#include <stdint.h>

struct interval {
	double low, high; // NaN, NaN when unknown
};

#define STATS_Z95 1.959963984540054

// Wilson's score interval for k of n at 95 % (E. B. Wilson, 1927; Agresti and Coull, 1998). n = 0: NaN.
struct interval interval_wilson(uint64_t k, uint64_t n);

// A percentile bootstrap (Efron, 1979) of a statistic over clusters drawn with replacement: `rounds` times, n_clusters indexes are drawn and
// given to `statistic`; NaN results are left out. Seeded, so that the same data gives the same interval.
struct interval interval_bootstrap(size_t n_clusters, size_t rounds, uint64_t seed,
				   double (*statistic)(void *ctx, const size_t *drawn, size_t n), void *ctx);

#endif
