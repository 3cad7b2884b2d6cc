// A run read into its figures (figures.h says what they are).
#ifndef REPORT_METRICS_H
#define REPORT_METRICS_H

#include "report/figures.h"

// Everything is in the arena; the store is read from front to back once.
bool metrics_read(struct arena *a, struct store *store, const struct report_settings *s,
		  struct metrics *out, struct err *e) MUST_CHECK;

struct said_tuning {
	struct str model, tuning, base; // base: empty where it is not said
};
// Of "MODEL=TUNING" or "MODEL=TUNING@BASE"; false where it is neither.
bool metrics_tuning_said(struct str said, struct said_tuning *out);

// How long a run took: from each start or resumption to the end that follows. A leg that
// was killed has no end, and is not counted; NaN if none has.
double metrics_seconds(const struct run_event *events, size_t n);

#endif
