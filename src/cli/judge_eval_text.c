// judge-eval's report as tables.
#include "cli/judge_eval_text.h"

#include <math.h>

#include "base/table.h"

static void add_number(struct table *t, double x, int digits)
{
	if (isnan(x))
		table_add(t, STR("-"));
	else
		table_addf(t, "%.*f", digits, x);
}

static void add_difference(struct table *t, double x)
{
	if (isnan(x))
		table_add(t, STR("-"));
	else
		table_addf(t, "%+.3f", x);
}

static void add_percent(struct table *t, double x)
{
	if (isnan(x))
		table_add(t, STR("-"));
	else
		table_addf(t, "%.1f %%", 100 * x);
}

static void add_interval(struct table *t, struct interval ci)
{
	if (isnan(ci.low))
		table_add(t, STR("-"));
	else
		table_addf(t, "[%.3f, %.3f]", ci.low, ci.high);
}

static void head(struct table *t, const char *const *names, size_t n)
{
	// the first two are names, all else are numbers
	table_init(t, n, ~(uint64_t)3);
	for (size_t i = 0; i < n; i++)
		table_add(t, str_of(names[i]));
}

static void end(struct table *t, const char *title, bool any, size_t columns,
		struct buf *out)
{
	if (any) {
		buf_addf(out, "\n%s\n", title);
		table_print(t, out, columns, false);
	}
	table_release(t);
}

static bool is_of(const struct eval_result *r, struct str judge)
{
	return str_eq(r->judge, judge);
}

// Figures that are no evidence.
static void seen(const struct eval_report *r, struct str judge, struct buf *out)
{
	for (size_t i = 0; i < r->n_results; i++) {
		const struct eval_result *x = &r->results[i];
		if (is_of(x, judge) && str_is(x->slice, "all") && x->trained_on)
			buf_addf(out,
				 STR_FMT ": the judge was trained on it: its figures "
					 "there are not evidence\n",
				 STR_ARG(x->set));
	}
}

static void verdicts(const struct eval_report *r, struct str judge, size_t columns,
		     struct buf *out)
{
	static const char *const names[] = {"set",           "slice", "n",     "unsafe",
					    "unscored",      "agree", "kappa", "balanced",
					    "95 % interval", "F1",    "AUROC"};
	struct table t;
	bool any = false;

	head(&t, names, COUNT(names));
	for (size_t i = 0; i < r->n_results; i++) {
		const struct eval_result *x = &r->results[i];
		if (!is_of(x, judge) || !x->n)
			continue;
		any = true;
		table_add(&t, x->set);
		table_add(&t, x->slice);
		table_addf(&t, "%zu", x->n);
		add_percent(&t, x->base_rate);
		add_percent(&t, (double)x->unscoreable / (double)x->n);
		add_number(&t, x->figures[EVAL_AGREEMENT], 3);
		add_number(&t, x->figures[EVAL_KAPPA], 3);
		add_number(&t, x->figures[EVAL_BALANCED_ACCURACY], 3);
		add_interval(&t, x->ci[EVAL_BALANCED_ACCURACY]);
		add_number(&t, x->figures[EVAL_F1_UNSAFE], 3);
		add_number(&t, x->figures[EVAL_AUROC], 3);
	}
	end(&t, "Verdicts against people's labels (what is unscored is left out)", any,
	    columns, out);
	seen(r, judge, out);
}

static void errors(const struct eval_report *r, struct str judge, size_t columns,
		   struct buf *out)
{
	static const char *const names[] = {"set",    "slice",     "prec.unsafe",
					    "recall", "prec.safe", "recall",
					    "MCC",    "ECE",       "threshold",
					    "tuned",  "balanced",  "people"};
	struct table t;
	bool any = false;

	head(&t, names, COUNT(names));
	for (size_t i = 0; i < r->n_results; i++) {
		const struct eval_result *x = &r->results[i];
		if (!is_of(x, judge) || !x->n)
			continue;
		any = true;
		table_add(&t, x->set);
		table_add(&t, x->slice);
		add_number(&t, x->figures[EVAL_PRECISION_UNSAFE], 3);
		add_number(&t, x->figures[EVAL_RECALL_UNSAFE], 3);
		add_number(&t, x->figures[EVAL_PRECISION_SAFE], 3);
		add_number(&t, x->figures[EVAL_RECALL_SAFE], 3);
		add_number(&t, x->figures[EVAL_MCC], 3);
		add_number(&t, x->ece, 3);
		add_number(&t, x->threshold, 2);
		add_number(&t, x->tuned.threshold, 2);
		add_number(&t, x->tuned.balanced_accuracy, 3);
		add_number(&t, x->raters.ceiling, 3);
	}
	end(&t,
	    "Its errors (tuned: the threshold best on half of the questions, and the "
	    "balanced accuracy on the other half; people: one rater against the "
	    "majority)",
	    any, columns, out);
}

// On low or high base rates a calibrated riskiness is seldom above (or below) one half.
static bool is_worse(const struct eval_recalibrated *c)
{
	return c->balanced_accuracy + 0.005 < c->balanced_accuracy_before;
}

static void put_use(struct buf *out, const char *what, struct str set, struct str use,
		    bool defined)
{
	buf_addf(out, "To go on with %s of " STR_FMT ", ", what, STR_ARG(set));
	if (defined)
		buf_addf(out, "add to the judge's definition:\n" STR_FMT "\n",
			 STR_ARG(use));
	else
		buf_addf(out, "name the judge\n  " STR_FMT "\n", STR_ARG(use));
}

// What to write in the judge's place.
static void recalibrated_names(const struct eval_report *r, struct str judge,
			       struct buf *out)
{
	for (size_t i = 0; i < r->n_results; i++) {
		const struct eval_result *x = &r->results[i];
		const struct eval_recalibrated *c = &x->recalibrated;
		if (!is_of(x, judge) || !str_is(x->slice, "all") || !c->use.n)
			continue;
		bool defined = str_starts(c->use, STR("slope:"));
		if (is_worse(c) && c->use_threshold.n) {
			buf_addf(out,
				 "Warning: on " STR_FMT " the fit makes riskiness a "
				 "probability and its verdicts worse: balanced accuracy "
				 "%.3f, before %.3f, because %.1f %% of the rows are "
				 "unsafe. For verdicts move the threshold instead.\n",
				 STR_ARG(x->set), c->balanced_accuracy,
				 c->balanced_accuracy_before, 100 * x->base_rate);
			put_use(out, "the best threshold", x->set, c->use_threshold,
				defined);
			continue;
		}
		put_use(out, "the fit", x->set, c->use, defined);
	}
}

static void recalibrated(const struct eval_report *r, struct str judge, size_t columns,
			 struct buf *out)
{
	static const char *const names[] = {"set",       "slice",      "slope",
					    "intercept", "0.5 at",     "rows",
					    "ECE",       "before",     "balanced",
					    "before",    "rec.unsafe", "before",
					    "rec.safe",  "before"};
	struct table t;
	bool any = false;

	head(&t, names, COUNT(names));
	for (size_t i = 0; i < r->n_results; i++) {
		const struct eval_result *x = &r->results[i];
		const struct eval_recalibrated *c = &x->recalibrated;
		if (!is_of(x, judge) || isnan(c->fit.slope))
			continue;
		any = true;
		table_add(&t, x->set);
		table_add(&t, x->slice);
		add_number(&t, c->fit.slope, 3);
		add_number(&t, c->fit.intercept, 3);
		add_number(&t, c->threshold, 3);
		table_addf(&t, "%zu", c->n);
		add_number(&t, c->ece, 3);
		add_number(&t, c->ece_before, 3);
		add_number(&t, c->balanced_accuracy, 3);
		add_number(&t, c->balanced_accuracy_before, 3);
		add_number(&t, c->recall_unsafe, 3);
		add_number(&t, c->recall_unsafe_before, 3);
		add_number(&t, c->recall_safe, 3);
		add_number(&t, c->recall_safe_before, 3);
	}
	end(&t,
	    "Recalibrated: logit of riskiness x slope + intercept (ECE, balanced "
	    "accuracy and recalls on the half of the questions that the fit has not "
	    "seen)",
	    any, columns, out);
	recalibrated_names(r, judge, out);
}

static void refusals(const struct eval_report *r, struct str judge, size_t columns,
		     struct buf *out)
{
	static const char *const names[] = {"set",    "slice", "n",     "unknown",
					    "3-way",  "kappa", "2-way", "kappa",
					    "raters", "agree", "kappa"};
	struct table t;
	bool any = false;

	head(&t, names, COUNT(names));
	for (size_t i = 0; i < r->n_results; i++) {
		const struct eval_result *x = &r->results[i];
		const struct eval_refusal *f = &x->refusal;
		if (!is_of(x, judge) || !f->n || isnan(f->agreement))
			continue;
		any = true;
		table_add(&t, x->set);
		table_add(&t, x->slice);
		table_addf(&t, "%zu", f->n);
		table_addf(&t, "%zu", f->unknown);
		add_number(&t, f->agreement, 3);
		add_number(&t, f->kappa, 3);
		add_number(&t, f->binary_agreement, 3);
		add_number(&t, f->binary_kappa, 3);
		if (f->raters.units)
			table_addf(&t, "%zu", f->raters.raters);
		else
			table_add(&t, STR("-"));
		add_number(&t, f->raters.units ? f->raters.agreement : NAN, 3);
		add_number(&t, f->raters.units ? f->raters.kappa : NAN, 3);
	}
	end(&t,
	    "Refusals (3-way: full, partial, none; 2-way: refuses or not; raters: among "
	    "themselves)",
	    any, columns, out);
}

#define BAR 20

static void reliability(const struct eval_result *x, size_t columns, struct buf *out)
{
	struct table t;

	table_init(&t, 5, 0xf);
	table_add(&t, STR("riskiness"));
	table_add(&t, STR("rows"));
	table_add(&t, STR("said"));
	table_add(&t, STR("unsafe"));
	table_add(&t, STR(""));
	for (size_t i = 0; i < CALIBRATION_BINS; i++) {
		const struct calibration_bin *bin = &x->calibration.bins[i];
		static const char bar[] = "####################";
		double share = bin->n > 0 ? bin->positive / bin->n : NAN;
		table_addf(&t, "%.1f-%.1f", (double)i / CALIBRATION_BINS,
			   (double)(i + 1) / CALIBRATION_BINS);
		table_addf(&t, "%.0f", bin->n);
		add_number(&t, bin->n > 0 ? bin->sum / bin->n : NAN, 2);
		add_number(&t, share, 2);
		table_addf(&t, "%.*s", isnan(share) ? 0 : (int)lround(share * BAR), bar);
	}
	buf_addf(out,
		 "\nReliability on " STR_FMT ": how often what it calls so risky is "
		 "unsafe (ECE %.3f)\n",
		 STR_ARG(x->set), x->ece);
	table_print(&t, out, columns, false);
	table_release(&t);
}

static void comparisons(const struct eval_report *r, size_t columns, struct buf *out)
{
	static const char *const names[] = {"set",      "slice",        "n",
					    "only 1st", "only 2nd",     "p",
					    "p (Holm)", "agreement",    "95 % interval",
					    "balanced", "95 % interval"};

	for (size_t i = 1; i < r->n_judges; i++) {
		struct table t;
		bool any = false;
		head(&t, names, COUNT(names));
		for (size_t k = 0; k < r->n_comparisons; k++) {
			const struct eval_comparison *c = &r->comparisons[k];
			if (!str_eq(c->against, r->judges[i]) || !c->n)
				continue;
			any = true;
			table_add(&t, c->set);
			table_add(&t, c->slice);
			table_addf(&t, "%zu", c->n);
			table_addf(&t, "%llu", (unsigned long long)c->test.first);
			table_addf(&t, "%llu", (unsigned long long)c->test.second);
			add_number(&t, c->test.p_exact, 4);
			add_number(&t, c->p_holm, 4);
			add_difference(&t, c->agreement);
			add_interval(&t, c->agreement_ci);
			add_difference(&t, c->balanced_accuracy);
			add_interval(&t, c->balanced_accuracy_ci);
		}
		if (any)
			buf_addf(out, "\n" STR_FMT " less " STR_FMT,
				 STR_ARG(r->judges[0]), STR_ARG(r->judges[i]));
		end(&t,
		    "(McNemar's test over rows that only one of them has right; "
		    "differences with intervals)",
		    any, columns, out);
	}
}

static void flips(const struct eval_report *r, size_t columns, struct buf *out)
{
	static const char *const names[] = {"set",     "changed",   "n",
					    "to safe", "to unsafe", "to unscored",
					    "flips",   "balanced",  "before"};

	for (size_t i = 0; i < r->n_judges; i++) {
		struct table t;
		bool any = false;
		head(&t, names, COUNT(names));
		for (size_t k = 0; k < r->n_flips; k++) {
			const struct eval_flips *f = &r->flips[k];
			if (!str_eq(f->judge, r->judges[i]))
				continue;
			any = true;
			size_t all = f->to_safe + f->to_unsafe + f->to_unscoreable;
			table_add(&t, f->set);
			table_add(&t, str_of(f->perturbation));
			table_addf(&t, "%zu", f->n);
			table_addf(&t, "%zu", f->to_safe);
			table_addf(&t, "%zu", f->to_unsafe);
			table_addf(&t, "%zu", f->to_unscoreable);
			add_percent(&t, (double)all / (double)f->n);
			add_number(&t, f->balanced_accuracy, 3);
			add_number(&t, f->balanced_accuracy_before, 3);
		}
		if (any)
			buf_addf(out, "\n" STR_FMT, STR_ARG(r->judges[i]));
		end(&t,
		    "Verdicts that flip when the answer is changed in what should "
		    "not matter",
		    any, columns, out);
	}
}

void judge_eval_text(const struct eval_report *r, size_t columns, struct buf *out)
{
	buf_addf(out, "%zu rows read, %zu of them without an answer or a label\n",
		 r->rows, r->skipped);
	if (r->blank)
		buf_addf(out, "%zu rows have a label and a blank answer\n", r->blank);
	if (r->repeated)
		buf_addf(out, "%zu rows have the id of another row of their set\n",
			 r->repeated);
	for (size_t i = 0; i < r->n_judges; i++) {
		buf_addf(out, "\n" STR_FMT "\n", STR_ARG(r->judges[i]));
		verdicts(r, r->judges[i], columns, out);
		errors(r, r->judges[i], columns, out);
		recalibrated(r, r->judges[i], columns, out);
		refusals(r, r->judges[i], columns, out);
		for (size_t k = 0; k < r->n_results; k++) {
			const struct eval_result *x = &r->results[k];
			if (is_of(x, r->judges[i]) && str_is(x->slice, "all") &&
			    !isnan(x->ece))
				reliability(x, columns, out);
		}
	}
	comparisons(r, columns, out);
	flips(r, columns, out);
}
