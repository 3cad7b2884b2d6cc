#include "stats/multiple.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

struct place {
	double p;
	size_t at;
};

static int by_p(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->p != y->p)
		return x->p < y->p ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

static struct place *sorted(const double *p, size_t n, size_t *known)
{
	struct place *places = mem_resize(NULL, n + 1, sizeof(*places));

	*known = 0;
	for (size_t i = 0; i < n; i++)
		if (!isnan(p[i]))
			places[(*known)++] = (struct place){p[i], i};
	qsort(places, *known, sizeof(*places), by_p);
	return places;
}

static void copy(const double *p, size_t n, double *adjusted)
{
	for (size_t i = 0; i < n; i++)
		adjusted[i] = p[i];
}

void multiple_holm(const double *p, size_t n, double *adjusted)
{
	size_t known;
	struct place *places = sorted(p, n, &known);
	double largest = 0;

	copy(p, n, adjusted);
	for (size_t i = 0; i < known; i++) {
		largest = fmax(largest, fmin(1, (double)(known - i) * places[i].p));
		adjusted[places[i].at] = largest;
	}
	mem_free(places);
}

void multiple_bh(const double *p, size_t n, double *adjusted)
{
	size_t known;
	struct place *places = sorted(p, n, &known);
	double least = 1;

	copy(p, n, adjusted);
	for (size_t i = known; i-- > 0;) {
		double scaled = (double)known / (double)(i + 1) * places[i].p;
		least = fmin(least, scaled);
		adjusted[places[i].at] = least;
	}
	mem_free(places);
}
