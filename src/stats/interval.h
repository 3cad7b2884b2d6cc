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

// The two halves of a percentile bootstrap (Efron, 1979) over clusters drawn with
// replacement: what round `round` draws, as drawn[n_clusters], seeded, so that the same
// data gives the same interval; and the interval of the rounds' results, which are sorted
// in place. NaN among them is left out.
void bootstrap_draw(size_t n_clusters, uint64_t seed, size_t round, uint32_t *drawn);
struct interval interval_percentile(double *results, size_t n);

#endif
