#include "stats/sorted.h"

#include <math.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void sorted_init(double *list, size_t n)
{
	if (n > 0)
		qsort(list, n, sizeof(*list), by_value);
}

size_t sorted_distinct(double *list, size_t n)
{
	size_t kept = 0;

	sorted_init(list, n);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || list[i] != list[kept - 1])
			list[kept++] = list[i];
	return kept;
}

double sorted_median(double *list, size_t n)
{
	sorted_init(list, n);
	return n > 0 ? (list[(n - 1) / 2] + list[n / 2]) / 2 : (double)NAN;
}

size_t sorted_place(const double *sorted, size_t n, double value)
{
	size_t from = 0, to = n;

	while (from < to) {
		size_t at = from + (to - from) / 2;

		if (sorted[at] < value)
			from = at + 1;
		else
			to = at;
	}
	return from;
}
