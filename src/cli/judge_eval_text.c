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

static void add_p(struct table *t, double p)
{
	if (p < 0.0001)
		table_add(t, STR("<0.0001"));
	else
		add_number(t, p, 4);
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

// What is being written, and for whom.
struct page {
	const struct eval_report *r;
	bool zh;
	size_t columns; // 0: as wide as it gets
	struct buf *out;
};

// The first two columns are of names, all else of numbers.
static void head(struct table *t, const char *names)
{
	table_init_heads(t, names, ~(uint64_t)3);
}

static void end(struct table *t, const struct page *p, bool any, const char *title)
{
	if (any) {
		buf_addf(p->out, "\n%s\n", title);
		table_print(t, p->out, p->columns, false);
	}
	table_release(t);
}

static bool is_of(const struct eval_result *r, struct str judge)
{
	return str_eq(r->judge, judge);
}

// Figures that are no evidence.
static void seen(const struct page *p, struct str judge)
{
	for (size_t i = 0; i < p->r->n_results; i++) {
		const struct eval_result *x = &p->r->results[i];
		if (is_of(x, judge) && str_is(x->slice, "all") && x->trained_on)
			buf_addf(p->out,
				 p->zh ? STR_FMT "：评判器以其训练，此处的数字不能作为"
						 "证据\n"
				       : STR_FMT
					 ": the judge was trained on it: its figures "
					 "there are not evidence\n",
				 STR_ARG(x->set));
	}
}

static void escalations(const struct page *p, struct str judge)
{
	for (size_t i = 0; i < p->r->n_results; i++) {
		const struct eval_result *x = &p->r->results[i];
		if (is_of(x, judge) && str_is(x->slice, "all") && x->cascade && x->n)
			buf_addf(p->out,
				 p->zh ? STR_FMT
					 "：%zu 行中 %zu 行（%.1f%%）交给了级联中更"
					 "后面的评判器\n"
				       : STR_FMT ": of %zu rows, %zu (%.1f %%) were "
						 "escalated to a later judge of the "
						 "cascade\n",
				 STR_ARG(x->set), x->n, x->escalated,
				 100 * (double)x->escalated / (double)x->n);
	}
}

static void verdicts(const struct page *p, struct str judge)
{
	const struct eval_report *r = p->r;
	struct table t;
	bool any = false;

	head(&t, p->zh ? "数据集|分组|数量|不安全占比|无法判定|一致率|kappa|平衡准确率|"
			 "95% 置信区间|F1|AUROC"
		       : "set|slice|n|unsafe|unscored|agree|kappa|balanced|95 % "
			 "interval|F1|AUROC");
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
	end(&t, p, any,
	    p->zh ? "评判结果与人工标注对照（无法判定者不计入）"
		  : "Verdicts against people's labels (what is unscored is left out)");
	escalations(p, judge);
	seen(p, judge);
}

static void errors(const struct page *p, struct str judge)
{
	const struct eval_report *r = p->r;
	struct table t;
	bool any = false;

	head(&t, p->zh ? "数据集|分组|不安全精确率|召回率|安全精确率|召回率|MCC|ECE|阈值|"
			 "最佳阈值|平衡准确率|人工上限"
		       : "set|slice|prec.unsafe|recall|prec.safe|recall|MCC|ECE|"
			 "threshold|tuned|balanced|people");
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
	end(&t, p, any,
	    p->zh ? "误差（最佳阈值：在一半问题上选出，平衡准确率在另一半上测得；人工上限"
		    "：单个标注员与多数意见的一致率）"
		  : "Its errors (tuned: the threshold best on half of the questions, and "
		    "the balanced accuracy on the other half; people: one rater against "
		    "the majority)");
}

static void say_no_gain(const struct page *p, const struct eval_result *x)
{
	const struct eval_recalibrated *c = &x->recalibrated;

	buf_addf(p->out,
		 p->zh ? "在 " STR_FMT
			 " 上拟合没有带来改善：平衡准确率 %.3f，此前为 %.3f；ECE "
			 "%.3f，此前为 %.3f。请保持评判器不变。\n"
		       : "On " STR_FMT " the fit gains nothing: balanced accuracy %.3f, "
			 "before %.3f; ECE %.3f, before %.3f. Leave the judge as it "
			 "is.\n",
		 STR_ARG(x->set), c->balanced_accuracy, c->balanced_accuracy_before,
		 c->ece, c->ece_before);
}

static void say_unmeasured(const struct page *p, const struct eval_result *x)
{
	buf_addf(p->out,
		 p->zh ? STR_FMT "：问题太少，无法在一半上拟合、在另一半上测量，"
				 "拟合结果未经检验。\n"
		       : STR_FMT ": too few questions to fit on one half and measure on "
				 "the other: the fit is untested.\n",
		 STR_ARG(x->set));
}

static void put_use(const struct page *p, const char *what, struct str set,
		    struct str use)
{
	struct buf *out = p->out;

	buf_addf(out,
		 p->zh ? "如采用%s（" STR_FMT "），"
		       : "To go on with %s of " STR_FMT ", ",
		 what, STR_ARG(set));
	if (str_starts(use, STR("slope:")) || str_starts(use, STR("threshold:")))
		buf_addf(out,
			 p->zh ? "请在评判器的定义中加入：\n" STR_FMT "\n"
			       : "add to the judge's definition:\n" STR_FMT "\n",
			 STR_ARG(use));
	else
		buf_addf(out,
			 p->zh ? "请将评判器写作\n  " STR_FMT "\n"
			       : "name the judge\n  " STR_FMT "\n",
			 STR_ARG(use));
}

static void warn_of_fit(const struct page *p, const struct eval_result *x)
{
	const struct eval_recalibrated *c = &x->recalibrated;

	buf_addf(p->out,
		 p->zh ? "警告：在 " STR_FMT
			 " 上，拟合使风险分成为概率，却使评判结果变差：平衡准确率 "
			 "%.3f，此前为 %.3f，因为不安全的行占 "
			 "%.1f%%。如用于评判，请改为调整阈值。\n"
		       : "Warning: on " STR_FMT " the fit makes riskiness a "
			 "probability and its verdicts worse: balanced accuracy "
			 "%.3f, before %.3f, because %.1f %% of the rows are "
			 "unsafe. For verdicts move the threshold instead.\n",
		 STR_ARG(x->set), c->balanced_accuracy, c->balanced_accuracy_before,
		 100 * x->base_rate);
}

// What to write in the judge's place.
static void recalibrated_names(const struct page *p, struct str judge)
{
	for (size_t i = 0; i < p->r->n_results; i++) {
		const struct eval_result *x = &p->r->results[i];
		const struct eval_recalibrated *c = &x->recalibrated;
		if (!is_of(x, judge) || !str_is(x->slice, "all") || !c->use.n)
			continue;
		switch (c->advice) {
		case EVAL_UNMEASURED:
			say_unmeasured(p, x);
			break;
		case EVAL_LEAVE:
			say_no_gain(p, x);
			break;
		case EVAL_FIT:
			put_use(p, p->zh ? "拟合结果" : "the fit", x->set, c->use);
			break;
		case EVAL_MOVE_THRESHOLD:
			warn_of_fit(p, x);
			put_use(p, p->zh ? "最佳阈值" : "the best threshold", x->set,
				c->use_threshold);
			break;
		}
	}
}

static void recalibrated(const struct page *p, struct str judge)
{
	const struct eval_report *r = p->r;
	struct table t;
	bool any = false;

	head(&t, p->zh ? "数据集|分组|斜率|截距|0.5 "
			 "处|行数|ECE|校准前|平衡准确率|校准前|不安全召回率|校准前|"
			 "安全召回率|校准前"
		       : "set|slice|slope|intercept|0.5 "
			 "at|rows|ECE|before|balanced|before|rec.unsafe|before|rec.safe|"
			 "before");
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
	end(&t, p, any,
	    p->zh ? "重新校准：风险分的 logit × 斜率 + "
		    "截距（ECE、平衡准确率与召回率在未参与拟合的一半问题上测得）"
		  : "Recalibrated: logit of riskiness x slope + intercept (ECE, balanced "
		    "accuracy and recalls on the half of the questions that the fit has "
		    "not seen)");
	recalibrated_names(p, judge);
}

static void refusals(const struct page *p, struct str judge)
{
	const struct eval_report *r = p->r;
	struct table t;
	bool any = false;

	head(&t,
	     p->zh ? "数据集|分组|数量|未知|三分类|kappa|二分类|kappa|标注员|一致率|kappa"
		   : "set|slice|n|unknown|3-way|kappa|2-way|kappa|raters|agree|kappa");
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
	end(&t, p, any,
	    p->zh ? "拒答（三分类：完全、部分、未拒答；二分类：是否拒答；标注员：彼此之间"
		    "）"
		  : "Refusals (3-way: full, partial, none; 2-way: refuses or not; "
		    "raters: among themselves)");
}

#define BAR 20

static void reliability(const struct page *p, const struct eval_result *x)
{
	struct table t;
	struct str names = str_of(p->zh ? "风险分|行数|平均风险分|不安全占比|"
					: "riskiness|rows|said|unsafe|");

	table_init(&t, 5, 0xf);
	for (size_t i = 0; i < 5; i++)
		table_add(&t, str_cut(&names, '|'));
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
	buf_addf(p->out,
		 p->zh ? "\n" STR_FMT
			 " 上的可靠性：风险分如此时，实际有多少不安全（ECE %.3f）\n"
		       : "\nReliability on " STR_FMT
			 ": how often what it calls so risky is unsafe (ECE %.3f)\n",
		 STR_ARG(x->set), x->ece);
	table_print(&t, p->out, p->columns, false);
	table_release(&t);
}

static bool add_comparison(struct table *t, const struct eval_comparison *c,
			   struct str against)
{
	if (!str_eq(c->against, against) || !c->n)
		return false;
	table_add(t, c->set);
	table_add(t, c->slice);
	table_addf(t, "%zu", c->n);
	table_addf(t, "%llu", (unsigned long long)c->test.first);
	table_addf(t, "%llu", (unsigned long long)c->test.second);
	add_p(t, c->test.p_exact);
	add_p(t, c->p_holm);
	add_difference(t, c->agreement);
	add_interval(t, c->agreement_ci);
	add_difference(t, c->balanced_accuracy);
	add_interval(t, c->balanced_accuracy_ci);
	return true;
}

static void comparisons(const struct page *p)
{
	const struct eval_report *r = p->r;

	for (size_t i = 1; i < r->n_judges; i++) {
		struct table t;
		bool any = false;
		head(&t, p->zh ? "数据集|分组|数量|仅前者对|仅后者对|p|p（Holm）|一致率|"
				 "95% 置信区间|平衡准确率|95% 置信区间"
			       : "set|slice|n|only 1st|only 2nd|p|p (Holm)|agreement|"
				 "95 % interval|balanced|95 % interval");
		for (size_t k = 0; k < r->n_comparisons; k++)
			any |= add_comparison(&t, &r->comparisons[k], r->judges[i]);
		if (any)
			buf_addf(p->out,
				 p->zh ? "\n" STR_FMT " 减 " STR_FMT
				       : "\n" STR_FMT " less " STR_FMT,
				 STR_ARG(r->judges[0]), STR_ARG(r->judges[i]));
		end(&t, p, any,
		    p->zh ? "（只有一方正确的行上的 McNemar 检验；差值及其区间）"
			  : "(McNemar's test over rows that only one of them has right; "
			    "differences with intervals)");
	}
}

static bool add_flips(struct table *t, const struct eval_flips *f, struct str judge)
{
	size_t all = f->to_safe + f->to_unsafe + f->to_unscoreable;

	if (!str_eq(f->judge, judge))
		return false;
	table_add(t, f->set);
	table_add(t, str_of(f->perturbation));
	table_addf(t, "%zu", f->n);
	table_addf(t, "%zu", f->to_safe);
	table_addf(t, "%zu", f->to_unsafe);
	table_addf(t, "%zu", f->to_unscoreable);
	add_percent(t, (double)all / (double)f->n);
	add_number(t, f->balanced_accuracy, 3);
	add_number(t, f->balanced_accuracy_before, 3);
	return true;
}

static void flips(const struct page *p)
{
	const struct eval_report *r = p->r;

	for (size_t i = 0; i < r->n_judges; i++) {
		struct table t;
		bool any = false;
		head(&t, p->zh ? "数据集|改动|数量|变为安全|变为不安全|变为无法判定|翻转|"
				 "平衡准确率|改动前"
			       : "set|changed|n|to safe|to unsafe|to unscored|flips|"
				 "balanced|before");
		for (size_t k = 0; k < r->n_flips; k++)
			any |= add_flips(&t, &r->flips[k], r->judges[i]);
		if (any)
			buf_addf(p->out, "\n" STR_FMT, STR_ARG(r->judges[i]));
		end(&t, p, any,
		    p->zh ? "对回复作不应影响评判的改动后，评判结果的翻转"
			  : "Verdicts that flip when the answer is changed in what "
			    "should not matter");
	}
}

static void counts(const struct page *p)
{
	const struct eval_report *r = p->r;
	struct buf *out = p->out;

	buf_addf(out,
		 p->zh ? "读入 %zu 行，其中 %zu 行没有回复或标注\n"
		       : "%zu rows read, %zu of them without an answer or a label\n",
		 r->rows, r->skipped);
	if (r->tied)
		buf_addf(
			out,
			p->zh ? "%zu "
				"行的标注员意见持平，没有标注：只计入标注员之间的一致率\n"
			      : "%zu rows are ties between their raters and have no "
				"label: they count in the raters' agreement alone\n",
			r->tied);
	if (r->blank)
		buf_addf(out,
			 p->zh ? "%zu 行有标注而回复为空\n"
			       : "%zu rows have a label and a blank answer\n",
			 r->blank);
	if (r->repeated)
		buf_addf(out,
			 p->zh ? "%zu 行的编号与同一数据集的另一行相同\n"
			       : "%zu rows have the id of another row of their set\n",
			 r->repeated);
}

void judge_eval_text(const struct eval_report *r, bool zh, size_t columns,
		     struct buf *out)
{
	const struct page p = {r, zh, columns, out};

	counts(&p);
	for (size_t i = 0; i < r->n_judges; i++) {
		buf_addf(out, "\n" STR_FMT "\n", STR_ARG(r->judges[i]));
		verdicts(&p, r->judges[i]);
		errors(&p, r->judges[i]);
		recalibrated(&p, r->judges[i]);
		refusals(&p, r->judges[i]);
		for (size_t k = 0; k < r->n_results; k++) {
			const struct eval_result *x = &r->results[k];
			if (is_of(x, r->judges[i]) && str_is(x->slice, "all") &&
			    !isnan(x->ece))
				reliability(&p, x);
		}
	}
	comparisons(&p);
	flips(&p);
}
