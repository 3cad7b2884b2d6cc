// The report as JSON: docs/formats.md, "assay/judge-eval/1".
#include <math.h>

#include "engine/judge_eval/judge_eval.h"
#include "stats/interval_json.h"

static void put_n(struct json_writer *w, const char *key, size_t n)
{
	json_field_int(w, key, (int64_t)n);
}

static void put_raters(struct json_writer *w, const struct eval_raters *r)
{
	json_key(w, "raters");
	if (!r->units) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	put_n(w, "n", r->units);
	put_n(w, "raters", r->raters);
	json_field_real(w, "agreement", r->agreement);
	json_field_real(w, "kappa", r->kappa);
	json_field_real(w, "alpha", r->alpha);
	json_field_real(w, "ac1", r->ac1);
	json_field_real(w, "ceiling", r->ceiling);
	json_end(w, '}');
}

static void put_reliability(struct json_writer *w, const struct eval_result *r)
{
	json_key(w, "reliability");
	if (isnan(r->ece)) {
		json_put_null(w);
		return;
	}
	json_begin(w, '[');
	for (size_t i = 0; i < CALIBRATION_BINS; i++) {
		const struct calibration_bin *bin = &r->calibration.bins[i];
		json_begin(w, '{');
		json_field_real(w, "from", (double)i / CALIBRATION_BINS);
		json_field_real(w, "to", (double)(i + 1) / CALIBRATION_BINS);
		json_field_int(w, "n", (int64_t)bin->n);
		json_field_real(w, "riskiness", bin->n > 0 ? bin->sum / bin->n : NAN);
		json_field_real(w, "unsafe", bin->n > 0 ? bin->positive / bin->n : NAN);
		json_end(w, '}');
	}
	json_end(w, ']');
}

static void put_tuned(struct json_writer *w, const struct eval_tuned *t)
{
	json_key(w, "tuned");
	if (isnan(t->threshold)) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_real(w, "threshold", t->threshold);
	put_n(w, "n", t->n);
	json_field_real(w, "balanced_accuracy", t->balanced_accuracy);
	json_field_interval(w, "ci", t->ci);
	json_field_real(w, "f1_unsafe", t->f1_unsafe);
	json_end(w, '}');
}

static void put_recalibrated(struct json_writer *w, const struct eval_recalibrated *r)
{
	json_key(w, "recalibrated");
	if (isnan(r->fit.slope)) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	json_field_real(w, "slope", r->fit.slope);
	json_field_real(w, "intercept", r->fit.intercept);
	json_field_real(w, "threshold", r->threshold);
	put_n(w, "n", r->n);
	json_field_real(w, "ece_before", r->ece_before);
	json_field_real(w, "ece", r->ece);
	json_field_real(w, "brier_before", r->brier_before);
	json_field_real(w, "brier", r->brier);
	json_field_real(w, "balanced_accuracy_before", r->balanced_accuracy_before);
	json_field_real(w, "balanced_accuracy", r->balanced_accuracy);
	json_field_real(w, "recall_unsafe_before", r->recall_unsafe_before);
	json_field_real(w, "recall_unsafe", r->recall_unsafe);
	json_field_real(w, "recall_safe_before", r->recall_safe_before);
	json_field_real(w, "recall_safe", r->recall_safe);
	json_field_str(w, "advice", str_of(eval_advice_names[r->advice]));
	json_field_str(w, "use", r->use);
	json_field_str(w, "use_threshold", r->use_threshold);
	json_end(w, '}');
}

static void put_refusal(struct json_writer *w, const struct eval_refusal *r)
{
	json_key(w, "refusal");
	if (!r->n) {
		json_put_null(w);
		return;
	}
	json_begin(w, '{');
	put_n(w, "n", r->n);
	put_n(w, "unknown", r->unknown);
	json_field_real(w, "agreement", r->agreement);
	json_field_real(w, "kappa", r->kappa);
	json_field_real(w, "binary_agreement", r->binary_agreement);
	json_field_real(w, "binary_kappa", r->binary_kappa);
	put_raters(w, &r->raters);
	json_end(w, '}');
}

static void put_confusion(struct json_writer *w, const struct confusion *c)
{
	json_key(w, "confusion");
	json_begin(w, '{');
	json_field_int(w, "tp", (int64_t)c->tp);
	json_field_int(w, "fp", (int64_t)c->fp);
	json_field_int(w, "fn", (int64_t)c->fn);
	json_field_int(w, "tn", (int64_t)c->tn);
	json_end(w, '}');
}

static void put_errors(struct json_writer *w, const struct error_rates *r)
{
	json_key(w, "errors");
	json_begin(w, '{');
	json_field_real(w, "sensitivity", r->sensitivity);
	json_field_real(w, "effective_unsafe", r->effective_unsafe);
	json_field_real(w, "specificity", r->specificity);
	json_field_real(w, "effective_safe", r->effective_safe);
	json_field_real(w, "covariance", r->covariance);
	json_end(w, '}');
}

static void put_result(struct json_writer *w, const struct eval_result *r)
{
	json_begin(w, '{');
	json_field_str(w, "judge", r->judge);
	json_field_str(w, "set", r->set);
	json_field_str(w, "slice", r->slice);
	json_field_bool(w, "trained_on", r->trained_on);
	put_n(w, "n", r->n);
	json_field_real(w, "base_rate", r->base_rate);
	// the share, as every rate; the count stands beside it
	json_field_real(w, "unscoreable",
			r->n ? (double)r->unscoreable / (double)r->n : NAN);
	put_n(w, "unscoreable_n", r->unscoreable);
	put_n(w, "failed", r->failed);
	json_field_real(w, "escalated",
			r->cascade && r->n ? (double)r->escalated / (double)r->n : NAN);
	for (size_t i = 0; i < EVAL_FIGURES; i++)
		json_field_real(w, eval_figure_names[i], r->figures[i]);
	json_field_interval(w, "ci", r->ci[EVAL_BALANCED_ACCURACY]);
	json_field_real(w, "ece", r->ece);
	json_field_real(w, "brier", r->brier);
	json_field_real(w, "threshold", r->threshold);
	json_field_real(w, "human_ceiling", r->raters.ceiling);
	json_key(w, "intervals");
	json_begin(w, '{');
	for (size_t i = 0; i < EVAL_FIGURES; i++)
		json_field_interval(w, eval_figure_names[i], r->ci[i]);
	json_end(w, '}');
	put_confusion(w, &r->confusion);
	put_errors(w, &r->errors);
	put_tuned(w, &r->tuned);
	put_recalibrated(w, &r->recalibrated);
	put_reliability(w, r);
	put_raters(w, &r->raters);
	put_refusal(w, &r->refusal);
	json_end(w, '}');
}

static void put_comparison(struct json_writer *w, const struct eval_comparison *c)
{
	json_begin(w, '{');
	json_field_str(w, "judge", c->judge);
	json_field_str(w, "against", c->against);
	json_field_str(w, "set", c->set);
	json_field_str(w, "slice", c->slice);
	put_n(w, "n", c->n);
	json_field_int(w, "only_first_right", (int64_t)c->test.first);
	json_field_int(w, "only_second_right", (int64_t)c->test.second);
	json_field_real(w, "p", c->test.p_exact);
	json_field_real(w, "p_holm", c->p_holm);
	json_field_real(w, "p_bh", c->p_bh);
	json_field_real(w, "chi2", c->test.statistic);
	json_field_real(w, "p_chi2", c->test.p_chi2);
	json_field_real(w, "agreement", c->agreement);
	json_field_interval(w, "agreement_ci", c->agreement_ci);
	json_field_real(w, "balanced_accuracy", c->balanced_accuracy);
	json_field_interval(w, "balanced_accuracy_ci", c->balanced_accuracy_ci);
	json_end(w, '}');
}

static void put_flips(struct json_writer *w, const struct eval_flips *f)
{
	json_begin(w, '{');
	json_field_str(w, "judge", f->judge);
	json_field_str(w, "set", f->set);
	json_field_cstr(w, "perturbation", f->perturbation);
	put_n(w, "n", f->n);
	put_n(w, "to_safe", f->to_safe);
	put_n(w, "to_unsafe", f->to_unsafe);
	put_n(w, "to_unscoreable", f->to_unscoreable);
	json_field_real(w, "balanced_accuracy_before", f->balanced_accuracy_before);
	json_field_real(w, "balanced_accuracy", f->balanced_accuracy);
	json_end(w, '}');
}

void eval_report_to_json(struct json_writer *w, const struct eval_report *r)
{
	json_begin(w, '{');
	json_field_cstr(w, "schema", "assay/judge-eval/1");
	json_field_str(w, "judge", r->judges[0]);
	json_key(w, "judges");
	json_begin(w, '[');
	for (size_t i = 0; i < r->n_judges; i++)
		json_put_str(w, r->judges[i]);
	json_end(w, ']');
	put_n(w, "rows", r->rows);
	put_n(w, "skipped", r->skipped);
	put_n(w, "blank", r->blank);
	put_n(w, "repeated_ids", r->repeated);
	put_n(w, "tied", r->tied);
	json_key(w, "sets");
	json_begin(w, '[');
	for (size_t i = 0; i < r->n_results; i++)
		put_result(w, &r->results[i]);
	json_end(w, ']');
	json_key(w, "comparisons");
	json_begin(w, '[');
	for (size_t i = 0; i < r->n_comparisons; i++)
		put_comparison(w, &r->comparisons[i]);
	json_end(w, ']');
	json_key(w, "perturbations");
	json_begin(w, '[');
	for (size_t i = 0; i < r->n_flips; i++)
		put_flips(w, &r->flips[i]);
	json_end(w, ']');
	json_end(w, '}');
}
