// How often the judge of record errs, as `assay judge-eval --json` measured it, and rates
// corrected for that (stats/corrected.h). Not for other rooms.
#ifndef REPORT_QUALITY_H
#define REPORT_QUALITY_H

#include "report/figures.h"

// Reads `path` ("assay/judge-eval/1") and takes the figures of `judge` ("name@version")
// on the whole of `set`; an empty `set` is the only one there is. ERR_INPUT: no figures
// of that version of the judge, or several sets and none named.
bool quality_read(struct arena *a, struct str path, struct str set, struct str judge,
		  struct judge_quality *out, struct err *e) MUST_CHECK;
// Fills the corrected rates of a target; without a quality they are unknown.
void quality_correct(const struct judge_quality *q, struct target_metrics *t);

#endif
