// How long to wait before an attempt is repeated.
#ifndef LLM_BACKOFF_H
#define LLM_BACKOFF_H

#include "base/rng.h"
#include "llm/llm.h"

#define BACKOFF_SERVER_MAX \
	600.0 // seconds: more is not waited for, whatever a server asks

// Exponential with equal jitter (M. Brooker, "Exponential Backoff and Jitter", 2015):
// half of it is fixed, half drawn, so that requests which failed together do not come
// back together. What the server asked for (NaN: nothing) is the least. `attempts` counts
// those made, at least 1.
double backoff_seconds(const struct llm_settings *s, struct rng *r, int attempts,
		       double asked);

#endif
