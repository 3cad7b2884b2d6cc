// Figures of people's answers, for every slice of a collection. Not for other rooms.
#ifndef REPORT_PEOPLE_RATES_H
#define REPORT_PEOPLE_RATES_H

#include "report/tally.h"

// Fills people and people_by_risk of targets[c->slices.n]: of base items.
void people_rates_make(struct arena *a, const struct collection *c,
		       const struct groups *g, struct target_metrics *targets);

#endif
