#include "llm/backoff.h"

#include <math.h>

double backoff_seconds(const struct llm_settings *s, struct rng *r, int attempts,
		       double asked)
{
	double whole = fmin(s->backoff * exp2(attempts - 1), s->backoff_max);
	double wait = whole * (0.5 + 0.5 * rng_double(r));
	if (asked > wait) // false of NaN
		wait = fmin(asked, BACKOFF_SERVER_MAX) + 0.1 * whole * rng_double(r);
	return wait;
}
