// What a judge's riskiness gains by being fitted to the labels at hand.
#include <math.h>

#include "engine/judge_eval_state.h"
#include "judge/recalibrate.h"

struct half {
	double *riskiness;
	bool *unsafe;
	size_t n;
};

static void half_init(struct half *h, size_t most)
{
	h->riskiness = mem_resize(NULL, most + 1, sizeof(*h->riskiness));
	h->unsafe = mem_resize(NULL, most + 1, sizeof(*h->unsafe));
	h->n = 0;
}

static void half_release(struct half *h)
{
	mem_free(h->riskiness);
	mem_free(h->unsafe);
}

static void half_add(struct half *h, double riskiness, bool unsafe)
{
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
		half_add(all, o->riskiness, unsafe);
		half_add(eval_measures(ev, row->group) ? measures : fits, o->riskiness,
			 unsafe);
	}
	return true;
}

static void measure(const struct half *h, const struct platt *fit,
		    struct eval_recalibrated *out)
{
	struct calibration before = {0}, after = {0};

	for (size_t i = 0; i < h->n; i++) {
		calibration_add(&before, h->riskiness[i], h->unsafe[i]);
		calibration_add(&after, platt_apply(fit, h->riskiness[i]), h->unsafe[i]);
	}
	out->n = h->n;
	out->ece_before = calibration_ece(&before);
	out->brier_before = calibration_brier(&before);
	out->ece = calibration_ece(&after);
	out->brier = calibration_brier(&after);
}

void eval_calibrate(const struct eval *ev, const struct eval_judge *j,
		    const struct eval_slice *slice, struct eval_recalibrated *out)
{
	struct half all, fits, measures;

	*out = (struct eval_recalibrated){{NAN, NAN}, NAN, 0,   NAN,
					  NAN,        NAN, NAN, STR_NONE};
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
		if (!isnan(fit.slope))
			measure(&measures, &fit, out);
	}
	half_release(&all);
	half_release(&fits);
	half_release(&measures);
}
