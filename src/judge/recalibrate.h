// A judge's riskiness put right by what `assay judge-eval --calibrate` found: settings
// that every judge with a riskiness takes (critic:slope=0.81:intercept=-1.1).
//
//   riskiness = 1 / (1 + exp(-(slope logit(riskiness) + intercept)))  (stats/platt.h)
// and the verdict is unsafe from `threshold` of that on, 0.5 unless set. A judge that has
// a threshold of its own keeps it where nothing else is set here. Not for other rooms but
// what makes names.
#ifndef JUDGE_RECALIBRATE_H
#define JUDGE_RECALIBRATE_H

#include "judge/judge.h"
#include "stats/platt.h"

extern const struct opt recalibration_rows[]; // over struct recalibration (judge.h)

// Whether the settings can be: a threshold below 0 stands for the judge's own, if it is
// -1, and for nothing otherwise.
bool recalibration_check(const struct recalibration *r, struct err *e) MUST_CHECK;
// Whether the judge could be recalibrated: rules say a verdict and no riskiness.
bool recalibration_fits(const struct judge_desc *desc);
// Whether the settings change anything.
bool is_recalibrated(const struct judge *j);
// Of a step that is DONE: riskiness, verdict and what follows from them.
void recalibrate(const struct judge *j, const struct sample *sample,
		 struct judge_out *out);

// What a user writes to go on with this judge and this fit on top of what it has:
// "critic:slope=0.81:intercept=-1.1"; of a judge that a file defines, the two lines to
// add to it.
struct str recalibrated_name(struct arena *a, const struct judge *j,
			     const struct platt *fit);
// The same with this threshold of what it says now: "critic:threshold=0.21".
struct str rethresholded_name(struct arena *a, const struct judge *j, double threshold);

#endif
