// Adjusting p-values where many things were tested at once.
//
// An adjusted p is to be held against the same level as before. NaN stays NaN and is not
// counted. `adjusted` may be `p` itself. Pure, any thread.
#ifndef STATS_MULTIPLE_H
#define STATS_MULTIPLE_H

#include <stddef.h>

// Holm (1979): the chance of even one false finding stays under the level.
void multiple_holm(const double *p, size_t n, double *adjusted);

#endif
