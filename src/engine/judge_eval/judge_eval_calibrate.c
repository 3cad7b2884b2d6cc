// What a judge's riskiness gains by being fitted to the labels at hand.
#include <math.h>

#include "engine/judge_eval/judge_eval_state.h"
#include "judge/recalibrate.h"

#define HALF 0.5
#define WORSE 0.005 // balanced accuracy lost

const char *const eval_advice_names[] = {
	[EVAL_UNMEASURED] = "unmeasured",
	[EVAL_LEAVE] = "leave",
	[EVAL_FIT] = "fit",
	[EVAL_MOVE_THRESHOLD] = "threshold",
};

struct half {
	double *riskiness;
	bool *unsafe;
	struct confusion said; // by the judge's own verdicts
	size_t n;
};

static void half_init(struct half *h, size_t most)
{
	h->riskiness = mem_resize(NULL, most + 1, sizeof(*h->riskiness));
	h->unsafe = mem_resize(NULL, most + 1, sizeof(*h->unsafe));
	h->said = (struct confusion){0};
	h->n = 0;
}

static void half_release(struct half *h)
{
	mem_free(h->riskiness);
	mem_free(h->unsafe);
}

static void half_add(struct half *h, double riskiness, bool unsafe, bool said)
{
	confusion_add(&h->said, unsafe, said, 1);
	h->riskiness[h->n] = riskiness;
	h->unsafe[h->n++] = unsafe;
}

// False: a scored row has no riskiness.
static bool collect(const struct eval *ev, const struct eval_judge *j,
		    const struct eval_slice *slice, struct half *all, struct half *fits,
		    struct half *measures)
{
	for (size_t i = 0; i < slice->rows.n; i++) {
		const struct eval_row *row = &ev->rows.p[slice->rows.p[i]];
		const struct eval_opinion *o = &j->opinions[slice->rows.p[i]];
		bool unsafe = row->label == VERDICT_UNSAFE;
		if (row->label == VERDICT_NONE || !eval_scored(o))
			continue;
		if (isnan(o->riskiness))
			return false;
		bool said = o->verdict == VERDICT_UNSAFE;
		half_add(all, o->riskiness, unsafe, said);
		half_add(eval_measures(ev, row->group) ? measures : fits, o->riskiness,
			 unsafe, said);
	}
	return true;
}

static void measure(const struct half *h, const struct platt *fit,
		    struct eval_recalibrated *out)
{
	struct calibration before = {0}, after = {0};
	struct confusion says = {0};

	for (size_t i = 0; i < h->n; i++) {
		double fitted = platt_apply(fit, h->riskiness[i]);
		calibration_add(&before, h->riskiness[i], h->unsafe[i]);
		calibration_add(&after, fitted, h->unsafe[i]);
		confusion_add(&says, h->unsafe[i], fitted >= HALF, 1);
	}
	out->balanced_accuracy_before = confusion_balanced_accuracy(&h->said);
	out->balanced_accuracy = confusion_balanced_accuracy(&says);
	out->recall_unsafe_before = confusion_recall(&h->said);
	out->recall_unsafe = confusion_recall(&says);
	out->recall_safe_before = confusion_specificity(&h->said);
	out->recall_safe = confusion_specificity(&says);
	out->n = h->n;
	out->ece_before = calibration_ece(&before);
	out->brier_before = calibration_brier(&before);
	out->ece = calibration_ece(&after);
	out->brier = calibration_brier(&after);
}

static enum eval_advice advise(const struct eval_recalibrated *c)
{
	double gained = c->balanced_accuracy - c->balanced_accuracy_before;

	if (isnan(gained) || isnan(c->ece))
		return EVAL_UNMEASURED;
	if (gained < -WORSE && c->use_threshold.n)
		return EVAL_MOVE_THRESHOLD;
	return gained > 0 || c->ece < c->ece_before ? EVAL_FIT : EVAL_LEAVE;
}

void eval_calibrate(const struct eval *ev, const struct eval_judge *j,
		    const struct eval_slice *slice, double tuned,
		    struct eval_recalibrated *out)
{
	struct half all, fits, measures;

	*out = (struct eval_recalibrated){
		.fit = {NAN, NAN},
		.threshold = NAN,
		.ece = NAN,
		.ece_before = NAN,
		.brier = NAN,
		.brier_before = NAN,
		.balanced_accuracy = NAN,
		.balanced_accuracy_before = NAN,
		.recall_unsafe = NAN,
		.recall_unsafe_before = NAN,
		.recall_safe = NAN,
		.recall_safe_before = NAN,
	};
	if (!ev->settings->calibrate)
		return;
	half_init(&all, slice->rows.n);
	half_init(&fits, slice->rows.n);
	half_init(&measures, slice->rows.n);
	if (collect(ev, j, slice, &all, &fits, &measures)) {
		struct platt fit = platt_fit(fits.riskiness, fits.unsafe, fits.n);
		out->fit = platt_fit(all.riskiness, all.unsafe, all.n);
		out->threshold = platt_threshold(&out->fit);
		// a slope below 0 says that the judge has it the wrong way round
		if (out->fit.slope > 0 && j->judge.name.n)
			out->use = recalibrated_name(ev->arena, &j->judge, &out->fit);
		if (!isnan(tuned) && j->judge.name.n)
			out->use_threshold =
				rethresholded_name(ev->arena, &j->judge, tuned);
		if (!isnan(fit.slope))
			measure(&measures, &fit, out);
		out->advice = advise(out);
	}
	half_release(&all);
	half_release(&fits);
	half_release(&measures);
}
