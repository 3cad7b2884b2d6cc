// Statistics of ranks: Spearman's correlation and the area under the ROC curve.
//
// Ties get the mean of the ranks they share. Pure, any thread.
#ifndef STATS_RANK_H
#define STATS_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "stats/interval.h"

// ranks[i] of values[i], from 1. No value may be NaN.
void rank_of(const double *values, size_t n, double *ranks);
// Spearman (1904): Pearson's correlation of the ranks. NaN where one does not vary.
double rank_spearman(const double *x, const double *y, size_t n);
// Its 95 % interval for n pairs: Fisher's z with the standard error
// sqrt((1 + rho^2 / 2) / (n - 3)) (Bonett and Wright, 2000, Psychometrika 65, 23-28).
// Unknown under four pairs, and at 1 and -1, where z has no end; wide under ten.
struct interval rank_spearman_interval(double rho, size_t n);

struct rank_row {
	double score;
	uint32_t group; // rows that a bootstrap draws together
	bool positive;
};
void rank_sort(struct rank_row *rows, size_t n); // by score
// The chance that a positive row scores above a negative one, ties half: Mann and Whitney
// (1947), Hanley and McNeil (1982). Rows are sorted, and each counts weights[group]
// times; NULL: once. NaN without both kinds.
double rank_auroc_sorted(const struct rank_row *rows, size_t n, const uint32_t *weights);

#endif
