// The runs of one report together: the figures of each, and what only all of them say.
// Not for other rooms.
#ifndef REPORT_SEVERAL_H
#define REPORT_SEVERAL_H

#include "report/figures.h"
#include "report/tuning.h"
#include "report/versus.h"

struct several {
	struct metrics *runs; // [n]
	size_t n;
	struct versus versus;
	// Over all targets of all runs. Of one run as gap.h has it; draws of different
	// runs are not paired, so that of several the interval is the mean of the
	// targets' own ends, as wide as if all of them erred together.
	struct tuning_gap *tunings; // [n_tunings]
	size_t n_tunings;
	struct tuning_differences differences;
};

// Everything is in the arena; of texts there are only excerpts. ERR_INPUT besides what
// metrics_read() says: `tuning` of a model that no run has. Messages begin with the run's
// path where there are several.
bool several_read(struct arena *a, struct store *const *runs, size_t n,
		  const struct report_settings *s, struct several *out,
		  struct err *e) MUST_CHECK;

#endif
