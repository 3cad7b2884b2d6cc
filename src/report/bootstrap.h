// The bootstrap by base item, for all rates of a report at once.
//
// What a round draws is a weight for each cluster, the same for every model: rates that
// are sums over items then are sums of weights. Rounds go in blocks, so that 220,000
// items x 20 models x 1,000 rounds take a second and a few megabytes. Not for other
// rooms.
#ifndef REPORT_BOOTSTRAP_H
#define REPORT_BOOTSTRAP_H

#include "report/tally.h"

#define WANT_MEAN SIZE_MAX           // over the attacks
#define WANT_ADAPTIVE (SIZE_MAX - 1) // of GROUP_ALL

struct want {
	size_t slice, group;
	size_t slot;                     // or WANT_*
	struct rate *rate;               // whose ci is to be filled
	const struct cluster_share *per; // [clusters] of WANT_ADAPTIVE
};

// Fills the intervals. Same collection, same intervals.
void bootstrap_rates(const struct collection *c, const struct groups *g,
		     const struct want *wants, size_t n);

#endif
