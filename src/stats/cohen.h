// Cohen's kappa of two raters over any number of categories (Cohen, 1960).
//
//   kappa = 1 - apart / expected
// with the share of rows on which they differ, and that which their totals make by
// chance. Pure, any thread.
#ifndef STATS_COHEN_H
#define STATS_COHEN_H

#include <stddef.h>

// table[i * k + j]: rows that the first calls i and the second j. NaN where chance alone
// makes them agree always, or without rows.
double cohen_kappa(const double *table, size_t k);

#endif
