#include "stats/powered.h"

#include <math.h>

void powered_add_labelled(struct powered_sums *s, double people, double judge)
{
	s->n++;
	s->y += people;
	s->f += judge;
	s->yy += people * people;
	s->yf += people * judge;
	s->ff += judge * judge;
}

void powered_add_rest(struct powered_sums *s, double judge)
{
	s->rest_n++;
	s->rest_f += judge;
	s->rest_ff += judge * judge;
}

static double variance(double n, double sum, double squares)
{
	return fmax(0, squares / n - sum / n * (sum / n));
}

static double tuned(const struct powered_sums *s)
{
	double both = s->n + s->rest_n;
	double covariance = s->yf / s->n - s->y / s->n * (s->f / s->n);
	double spread =
		variance(both, s->f + s->rest_f, s->ff + s->rest_ff) * both / (both - 1);

	if (!(spread > 0) || !(s->rest_n > 0))
		return 0;
	return fmin(1, fmax(0, covariance / ((1 + s->n / s->rest_n) * spread)));
}

static double rest_mean(const struct powered_sums *s)
{
	return s->rest_n > 0 ? s->rest_f / s->rest_n : 0;
}

// Without the interval.
static struct powered mean_of(const struct powered_sums *s, double lambda)
{
	struct powered r = {NAN, NAN, interval_unknown()};

	if (s->n < 2)
		return r;
	r.lambda = isnan(lambda) ? tuned(s) : lambda;
	double l = s->rest_n > 0 ? r.lambda : 0;
	r.mean = (s->y - l * s->f) / s->n + l * rest_mean(s);
	return r;
}

static void put_interval(struct powered *r, double spread)
{
	r->ci = (struct interval){r->mean - STATS_Z95 * sqrt(spread),
				  r->mean + STATS_Z95 * sqrt(spread)};
}

struct powered powered_mean(const struct powered_sums *s, double lambda)
{
	struct powered r = mean_of(s, lambda);

	if (isnan(r.mean))
		return r;
	double l = s->rest_n > 0 ? r.lambda : 0;
	double spread =
		variance(s->n, s->y - l * s->f, s->yy - 2 * l * s->yf + l * l * s->ff) /
		s->n;

	if (s->rest_n > 0)
		spread += l * l * variance(s->rest_n, s->rest_f, s->rest_ff) / s->rest_n;
	put_interval(&r, spread);
	return r;
}

static void add_sums(struct powered_sums *to, const struct powered_sums *x)
{
	to->n += x->n;
	to->y += x->y;
	to->f += x->f;
	to->yy += x->yy;
	to->yf += x->yf;
	to->ff += x->ff;
	to->rest_n += x->rest_n;
	to->rest_f += x->rest_f;
	to->rest_ff += x->rest_ff;
}

struct powered powered_clustered(const struct powered_sums *clusters, size_t n,
				 double lambda)
{
	struct powered_sums s = {0};
	double spread = 0;

	for (size_t i = 0; i < n; i++)
		add_sums(&s, &clusters[i]);
	struct powered r = mean_of(&s, lambda);
	if (isnan(r.mean))
		return r;
	double l = s.rest_n > 0 ? r.lambda : 0;
	double labelled = (s.y - l * s.f) / s.n, rest = rest_mean(&s);
	for (size_t i = 0; i < n; i++) {
		const struct powered_sums *x = &clusters[i];
		double part = (x->y - l * x->f - labelled * x->n) / s.n;
		if (s.rest_n > 0)
			part += l * (x->rest_f - rest * x->rest_n) / s.rest_n;
		spread += part * part;
	}
	put_interval(&r, spread);
	return r;
}

// --- Whether it is a random draw.

#define EXPECTED_LEAST 5
#define Z999 3.090232306167813 // upper 0.1 % of the normal

static double chi_square_999(double freedom)
{
	double part = 2 / (9 * freedom);

	return freedom * pow(1 - part + Z999 * sqrt(part), 3);
}

struct kinds { // labelled of all, over all kinds
	double share, chi;
	size_t n;
};

static void add_kind(struct kinds *k, double labelled, double all)
{
	double off = labelled - k->share * all;

	if (!(all > 0))
		return;
	k->chi += off * off / (k->share * all) + off * off / ((1 - k->share) * all);
	k->n++;
}

bool powered_is_uneven(const double *labelled, const double *all, size_t n)
{
	double few_labelled = 0, few = 0, sum = 0, of = 0;
	struct kinds k = {0};

	for (size_t i = 0; i < n; i++) {
		sum += labelled[i];
		of += all[i];
	}
	if (!(sum > 0) || sum >= of)
		return false;
	k.share = sum / of;
	double rarer = fmin(k.share, 1 - k.share);
	for (size_t i = 0; i < n; i++) {
		if (rarer * all[i] >= EXPECTED_LEAST) {
			add_kind(&k, labelled[i], all[i]);
			continue;
		}
		few_labelled += labelled[i];
		few += all[i];
	}
	add_kind(&k, few_labelled, few);
	return k.n > 1 && k.chi > chi_square_999((double)(k.n - 1));
}
