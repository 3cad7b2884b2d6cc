// Prediction-powered inference: a mean from few rows that people labelled and many that
// only a judge did (Angelopoulos et al., 2023, Science 382, 669-674; tuned as PPI++,
// arXiv 2311.01453).
//
//   mean = mean of people's labels + lambda (mean of the judge's over the rest
//                                            - mean of the judge's over the labelled
//                                            rows)
//   lambda = cov(people, judge) / ((1 + n / N) var(judge)), kept in 0..1
// The labelled rows have to be a random draw from the run; then this holds however wrong
// the judge is, and lambda only decides how much it helps. The interval is normal: fit
// for 50 labelled rows (clusters) and more, of which at least five are of the rarer kind.
//
// Rows of one cluster (epochs and attacks of one base item) are alike. The mean is a sum
// of two ratios of sums, whose variance by clusters is that of its linear part (Cochran,
// Sampling Techniques, 3rd ed., 1977, 6.3 and 9A.2; the sandwich of Liang and Zeger,
// 1986, Biometrika 73, 13-22):
//   d = people - lambda judge over the labelled n, f = judge over the other N
//   var = sum over clusters of (sum (d - mean d) / n + lambda sum (f - mean f) / N)^2
// With one row a cluster that is var(d) / n + lambda^2 var(f) / N, as published.
// Pure, any thread.
#ifndef STATS_POWERED_H
#define STATS_POWERED_H

#include <stdbool.h>

#include "stats/interval.h"

struct powered_sums {
	double n, y, f, yy, yf, ff;     // labelled rows: people's y, the judge's f
	double rest_n, rest_f, rest_ff; // the rows that only the judge saw
};

void powered_add_labelled(struct powered_sums *s, double people, double judge);
void powered_add_rest(struct powered_sums *s, double judge);

struct powered {
	double mean, lambda; // NaN: fewer than two labelled rows
	struct interval ci;
};

// Of independent rows. `lambda` NaN: tuned; 1: as first published; 0: people's labels
// alone.
struct powered powered_mean(const struct powered_sums *s, double lambda);

// The same with the variance by clusters: [n] sums, each of the rows of one.
struct powered powered_clustered(const struct powered_sums *clusters, size_t n,
				 double lambda);

// Whether the labelled ones cannot pass for a random draw of all, by their counts in each
// of [n] kinds: Pearson's chi-square of labelled against not, beyond the upper 0.1 %.
// Kinds with fewer than 5 expected in either are taken as one (Cochran, 1954, Biometrics
// 10, 417-451); the quantile is Wilson and Hilferty's (1931, PNAS 17, 684-688).
bool powered_is_uneven(const double *labelled, const double *all, size_t n);

#endif
