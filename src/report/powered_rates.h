// Prediction-powered estimates of a run's rates, and how often its judge errs, from what
// people said of some of its samples. Not for other rooms.
//
// Rows are samples that have a verdict (grade) of both; who did not judge a random draw
// has no part in it (values.h). Clusters are base items. ASR being a mean over attacks, a
// sample of attack a counts N / (A n_a) times in it: N scored attacked samples, A
// attacks, n_a of this one.
#ifndef REPORT_POWERED_RATES_H
#define REPORT_POWERED_RATES_H

#include "report/collect.h"

// Fills safety_powered, asr_powered and grade_powered of targets[c->slices.n]. After the
// rates.
void powered_rates_make(struct arena *a, const struct collection *c,
			struct target_metrics *targets);

// Labelled rows from which error rates may be taken.
#define QUALITY_LEAST 30
// The judge's error rates on the annotated samples of the run; *n of them have both
// verdicts. Known from QUALITY_LEAST on.
struct judge_quality quality_of_run(const struct collection *c, uint64_t *n);

#endif
