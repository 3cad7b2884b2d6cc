// Numbers in their order: medians, and the distinct values among them. NaN is not
// ordered: leave it out. Pure, any thread.
#ifndef STATS_SORTED_H
#define STATS_SORTED_H

#include <stddef.h>

void sorted_init(double *list, size_t n); // sorts it
// Sorts it and drops what is there twice. How many stay.
size_t sorted_distinct(double *list, size_t n);
// Sorts it; the mean of the two middle ones where n is even. NaN where n is 0.
double sorted_median(double *list, size_t n);
// The place of a value that is in a sorted list.
size_t sorted_place(const double *sorted, size_t n, double value);

#endif
