// Confidence intervals of shares, and a bootstrap for what has no formula.
//
// Pure: no state, any thread.
#ifndef STATS_INTERVAL_H
#define STATS_INTERVAL_H

#include <stddef.h>
#include <stdint.h>

struct interval {
	double low, high; // NaN, NaN when unknown
};

#define STATS_Z95 1.959963984540054

struct interval interval_unknown(void);

// Wilson's score interval for k of n at 95 % (E. B. Wilson, 1927; Agresti and Coull,
// 1998). n = 0: unknown. k over n is a bug.
struct interval interval_wilson(uint64_t k, uint64_t n);
// The same for a share that is no whole number of n.
struct interval interval_wilson_share(double share, double n);

// A percentile bootstrap (Efron, 1979) of a statistic over clusters drawn with
// replacement: `rounds` times, n_clusters indexes are drawn and given to `statistic`; NaN
// results are left out. Seeded, so that the same data gives the same interval.
struct interval interval_bootstrap(size_t n_clusters, size_t rounds, uint64_t seed,
				   double (*statistic)(void *ctx, const size_t *drawn,
						       size_t n),
				   void *ctx);

// Its two halves, for statistics that are sums over clusters: what round `round` draws,
// as drawn[n_clusters]; and the interval of the results, which are sorted in place.
void bootstrap_draw(size_t n_clusters, uint64_t seed, size_t round, uint32_t *drawn);
struct interval interval_percentile(double *results, size_t n);

#endif
