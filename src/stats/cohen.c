#include "stats/cohen.h"

#include <math.h>

double cohen_kappa(const double *table, size_t k)
{
	double n = 0, apart = 0, expected = 0;

	for (size_t i = 0; i < k * k; i++)
		n += table[i];
	for (size_t i = 0; i < k; i++)
		for (size_t j = 0; j < k; j++) {
			double row = 0, column = 0;
			if (i == j)
				continue;
			for (size_t m = 0; m < k; m++) {
				row += table[i * k + m];
				column += table[m * k + j];
			}
			apart += table[i * k + j];
			expected += row * column / n;
		}
	return n > 0 && expected > 0 ? 1 - apart / expected : NAN;
}
