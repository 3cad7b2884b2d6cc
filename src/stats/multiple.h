// Adjusting p-values where many things were tested at once.
//
// An adjusted p is to be held against the same level as before. NaN stays NaN and is not
// counted. `adjusted` may be `p` itself. Pure, any thread.
#ifndef STATS_MULTIPLE_H
#define STATS_MULTIPLE_H

#include <stddef.h>

// Holm (1979): the chance of even one false finding stays under the level.
void multiple_holm(const double *p, size_t n, double *adjusted);
// Benjamini and Hochberg (1995): the expected share of false ones among the findings
// does.
void multiple_bh(const double *p, size_t n, double *adjusted);

#endif
