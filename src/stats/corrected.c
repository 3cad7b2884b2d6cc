#include "stats/corrected.h"

#include <math.h>

// A share of which one success and one failure more were seen, and its variance.
struct smoothed {
	double share, variance;
};

static struct smoothed smoothed(double share, double n, double more)
{
	double at = (share * n + more / 2) / (n + more);

	return (struct smoothed){at, at * (1 - at) / (n + more)};
}

static double within(double x)
{
	return fmin(1, fmax(0, x));
}

// --- The error rates.

struct ratio { // k of n rows of one kind, over clusters
	double k, n;
	size_t clusters;
	double variance; // by clusters
	double deff;     // over that of independent rows; NaN: cannot be seen
	bool alike;      // some cluster has several rows
};

static void ratio_add(struct ratio *r, double k, double n)
{
	r->k += k;
	r->n += n;
	r->clusters += n > 0;
	r->alike = r->alike || n > 1;
}

static double share_of(const struct ratio *r)
{
	return r->k / r->n;
}

// How far a sum over m clusters, of what they add to the ratio, is from sure.
static double over_less_one(size_t m)
{
	return m > 1 ? (double)m / ((double)m - 1) : (double)NAN;
}

// Student's 97.5 % quantile, by Fisher and Cornish's expansion (1960, Technometrics 2,
// 209-225), over the normal one.
static double wider(double df)
{
	const double z = STATS_Z95, z3 = z * z * z, z5 = z3 * z * z;

	return (z + (z3 + z) / (4 * df) + (5 * z5 + 16 * z3 + 3 * z) / (96 * df * df)) /
	       z;
}

static void ratio_end(struct ratio *r, double squares)
{
	double share = share_of(r), alone = share * (1 - share) / (r->n - 1);

	r->variance = over_less_one(r->clusters) * squares / (r->n * r->n);
	r->deff = r->variance / alone;
	if (!(alone > 0) || !(r->deff >= 0))
		r->deff = NAN;
}

static double effective(const struct ratio *r, double other)
{
	double deff = isnan(r->deff) ? other : r->deff, t;

	if (!r->alike || r->clusters < 2)
		return r->clusters ? (double)r->clusters : 0;
	t = wider((double)r->clusters - 1);
	return r->n / ((isnan(deff) ? 1 : fmax(1, deff)) * t * t);
}

struct error_rates corrected_error_rates(const struct confusion *clusters, size_t n)
{
	struct ratio se = {0}, sp = {0};
	double unsafe = 0, safe = 0, both = 0; // squares and products of linear parts
	size_t all = 0;

	for (size_t i = 0; i < n; i++) {
		ratio_add(&se, clusters[i].tp, clusters[i].tp + clusters[i].fn);
		ratio_add(&sp, clusters[i].tn, clusters[i].tn + clusters[i].fp);
		all += clusters[i].tp + clusters[i].fn + clusters[i].tn + clusters[i].fp >
		       0;
	}
	for (size_t i = 0; i < n; i++) {
		const struct confusion *c = &clusters[i];
		double x = c->tp - share_of(&se) * (c->tp + c->fn);
		double y = c->tn - share_of(&sp) * (c->tn + c->fp);

		unsafe += x * x;
		safe += y * y;
		both += x * y;
	}
	ratio_end(&se, unsafe);
	ratio_end(&sp, safe);
	double covariance = over_less_one(all) * both / (se.n * sp.n);
	return (struct error_rates){
		.sensitivity = share_of(&se),
		.n_unsafe = se.n,
		.specificity = share_of(&sp),
		.n_safe = sp.n,
		.effective_unsafe = effective(&se, sp.deff),
		.effective_safe = effective(&sp, se.deff),
		.covariance = isfinite(covariance) ? covariance : 0,
	};
}

// --- What they make of a rate.

static double rows_of(double effective, double n)
{
	return effective > 0 ? fmin(effective, n) : n;
}

struct corrected corrected_rate(double seen, double n, const struct error_rates *judge)
{
	const double z2 = STATS_Z95 * STATS_Z95;
	struct corrected c = {.how = CORRECTED_UNKNOWN,
			      .rate = NAN,
			      .ci = interval_unknown(),
			      .youden_low = NAN};

	if (isnan(seen) || !(n > 0) || isnan(judge->sensitivity) ||
	    isnan(judge->specificity) || !(judge->n_unsafe > 0) || !(judge->n_safe > 0))
		return c;
	struct smoothed p = smoothed(seen, n, z2);
	struct smoothed se =
		smoothed(judge->sensitivity,
			 rows_of(judge->effective_unsafe, judge->n_unsafe), 2);
	struct smoothed sp = smoothed(judge->specificity,
				      rows_of(judge->effective_safe, judge->n_safe), 2);
	double youden = se.share + sp.share - 1;
	// never more than the variances allow
	double most = sqrt(se.variance * sp.variance);
	double together = fmin(most, fmax(-most, judge->covariance));
	c.youden_low =
		youden - STATS_Z95 * sqrt(se.variance + sp.variance + 2 * together);
	if (c.youden_low <= CORRECTED_YOUDEN_MIN) {
		double seen_youden = judge->sensitivity + judge->specificity - 1;
		c.how = seen_youden > CORRECTED_YOUDEN_MIN ? CORRECTED_UNCERTAIN
							   : CORRECTED_HOPELESS;
		return c;
	}
	double raw = (seen + judge->specificity - 1) /
		     (judge->sensitivity + judge->specificity - 1);
	double centre = (p.share + sp.share - 1) / youden, rest = 1 - centre;
	double shift = 2 * z2 * (centre * se.variance - rest * sp.variance);
	double half = STATS_Z95 / youden *
		      sqrt(p.variance + centre * centre * se.variance +
			   rest * rest * sp.variance - 2 * centre * rest * together);
	double low = centre + shift - half, high = centre + shift + half;
	c.clipped = raw < 0 || raw > 1;
	if (high < 0 || low > 1) {
		c.how = CORRECTED_CONTRADICTED;
		return c;
	}
	c.how = CORRECTED_OK;
	c.rate = within(raw);
	// At the ends the shift may put the interval beside the estimate.
	c.ci = (struct interval){fmin(within(low), c.rate), fmax(within(high), c.rate)};
	return c;
}

double corrected_n(double share, struct interval ci)
{
	double half = (ci.high - ci.low) / 2;
	// Wilson's half width h of a share p: n^2 h^2 + n (2 h^2 z^2 - z^2 p (1 - p)) +
	// h^2 z^4 - z^4 / 4 = 0, solved for n.
	const double z2 = STATS_Z95 * STATS_Z95;

	if (isnan(share) || !(half > 0))
		return NAN;
	double a = half * half, b = 2 * a * z2 - z2 * share * (1 - share);
	double c = (a - 0.25) * z2 * z2;
	return (-b + sqrt(fmax(0, b * b - 4 * a * c))) / (2 * a);
}
