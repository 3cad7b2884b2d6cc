// How good a judge is: what it says of answers that people labelled, counted.
//
// Rows are read by exchange/labelled.h and held in memory with their texts. Judges that
// need no model work on all processors; others are asked through engine/drive.h. Besides
// judges (judge/judge.h) two stand-ins are compared with the labels in the same way:
//   label:SET:PATH, label:FILE   what another labelled file says of the same rows (joined
//                                by id, and its n-th occurrence)
//   rater:N                      the row's N-th rater, from 1; where the label is what
//                                most raters say, held against most of the others
//   stored:JUDGE[@VERSION]       what a run's file holds of that judge; nothing is asked
// Every figure is of one judge on one slice of one set: all of it, one language, one part
// (most often a model), one risk, or one attack. Sets are never pooled unless asked. What
// could not be scored is counted and left out; formulas are in stats/. Intervals: 95 %,
// bootstrapped by group (question), seeded.
#ifndef ENGINE_JUDGE_EVAL_H
#define ENGINE_JUDGE_EVAL_H

#include "base/opt.h"
#include "core/judgement.h"
#include "exchange/labelled.h"
#include "llm/llm.h"
#include "stats/calibration.h"
#include "stats/confusion.h"
#include "stats/corrected.h"
#include "stats/interval.h"
#include "stats/paired.h"
#include "stats/platt.h"
#include "suite/config.h"

struct judge_eval_settings {
	struct opt_list against; // further judges
	struct str predictions;  // file, or empty
	// no option: where the figures will be written, or empty. What judges reply is
	// kept in a file beside it (else beside the predictions) until all is done, so
	// that the same command goes on after an interruption.
	struct str beside;
	bool pool, perturb, calibrate, quiet, force;
	int64_t rounds, seed;
	// share of the rows on which one that asks a model may say nothing before exit 3
	double max_failed;
	struct labelled_mapping mapping;
	struct llm_settings llm;
	const struct config *config; // no option
};
extern const struct opt judge_eval_options[];

enum eval_figure {
	EVAL_AGREEMENT,
	EVAL_KAPPA,
	EVAL_BALANCED_ACCURACY,
	EVAL_PRECISION_UNSAFE,
	EVAL_RECALL_UNSAFE,
	EVAL_PRECISION_SAFE,
	EVAL_RECALL_SAFE,
	EVAL_F1_UNSAFE,
	EVAL_MCC,
	EVAL_AUROC, // NaN unless every scored row has a riskiness
	EVAL_FIGURES
};
extern const char *const eval_figure_names[EVAL_FIGURES]; // as in the JSON

struct eval_raters {          // what people say among themselves
	size_t units, raters; // rows with two ratings or more; ratings of a row at most
	double agreement;     // two raters: how often they say the same
	double kappa;         // two: Cohen's; more: Fleiss'
	double alpha, ac1;
	double ceiling; // one rater against the majority; three raters or more
};

struct eval_tuned {       // the threshold that is best on one half of the questions
	double threshold; // NaN: no riskiness
	size_t n;         // rows of the other half, on which it is measured
	double balanced_accuracy, f1_unsafe;
	struct interval ci; // of the balanced accuracy
};

enum eval_advice {       // what to go on with
	EVAL_UNMEASURED, // one half of the questions has no row of one kind
	EVAL_LEAVE,      // neither verdicts nor probabilities are better for the fit
	EVAL_FIT,
	// The fit makes riskiness a probability and its verdicts worse: on low or high
	// base rates that is seldom above (or below) one half.
	EVAL_MOVE_THRESHOLD,
};
extern const char *const eval_advice_names[]; // as in the JSON

struct eval_recalibrated { // by Platt scaling, with --calibrate
	enum eval_advice advice;
	struct platt
		fit; // of all rows: what to go on with; NaN: not asked for, or no fit
	double threshold; // the riskiness that is calibrated to one half
	size_t n;         // rows of the half that measures, the fit being of the other
	double ece, ece_before, brier, brier_before; // there
	// there: of the verdicts, from a riskiness of 0.5 on once it is calibrated, and
	// as the judge gives them
	double balanced_accuracy, balanced_accuracy_before;
	double recall_unsafe, recall_unsafe_before;
	double recall_safe, recall_safe_before;
	// The judge's name that goes on with the fit ("critic:slope=0.8:intercept=-1.1"),
	// or the lines to add to its definition. `use_threshold`: with the threshold
	// that does best in place of the fit ("critic:threshold=0.21"), which is better
	// for verdicts where unsafe rows are few or many.
	struct str use, use_threshold;
};

struct eval_refusal {
	size_t n, unknown; // rows whose refusal is labelled; of them without an opinion
	double agreement, kappa;               // full, partial, none
	double binary_agreement, binary_kappa; // refuses at all, or not
	struct eval_raters raters;
};

struct eval_result {
	struct str judge, set;
	struct str slice; // "all", "lang:zh", "part:ChatGLM2", "risk:...", "attack:..."
	size_t n;         // rows labelled safe or unsafe
	size_t unscoreable, failed; // of them; failed are unscoreable too
	size_t escalated;           // of them: to later members of a cascade
	bool cascade;               // the judge is one
	bool trained_on;            // the judge's weights have seen this set: no evidence
	double base_rate;           // of unsafe, over the n rows
	struct confusion confusion; // the scored ones
	struct error_rates errors;  // of these, by question
	double figures[EVAL_FIGURES];
	struct interval ci[EVAL_FIGURES];
	struct calibration calibration;
	double ece, brier;
	double threshold; // the judge's own; NaN: it states verdicts
	struct eval_tuned tuned;
	struct eval_recalibrated recalibrated;
	struct eval_raters raters; // of the label
	struct eval_refusal refusal;
};

struct eval_comparison { // the first judge with another, on rows that both scored
	struct str judge, against, set, slice;
	size_t n;
	struct mcnemar test;
	double p_holm;    // of p_exact, over all comparisons of whole sets
	double p_bh;      // the same by Benjamini and Hochberg
	double agreement; // the first's less the other's
	struct interval agreement_ci;
	double balanced_accuracy;
	struct interval balanced_accuracy_ci;
};

struct eval_flips { // of verdicts, when answers are changed in what should not matter
	struct str judge, set;
	const char *perturbation;
	size_t n;                  // rows that could be changed and were scored before
	size_t to_safe, to_unsafe; // scored otherwise afterwards
	size_t to_unscoreable;
	double balanced_accuracy; // afterwards, and before on the same rows
	double balanced_accuracy_before;
};

struct eval_report {
	struct str *judges; // [n_judges] name@version
	size_t n_judges;
	size_t rows, skipped; // read; without an answer or a label
	size_t blank;         // of the others: whose answer is blank
	size_t tied;     // of the others: raters tie; they count in the raters' agreement
			 // alone
	size_t repeated; // whose id another row of the set has too
	struct eval_result *results;
	size_t n_results;
	struct eval_comparison *comparisons;
	size_t n_comparisons;
	struct eval_flips *flips;
	size_t n_flips;
	int exit; // 0, or 3: more rows failed than allowed
};

// `names` are judges as a user gives them, `data` operands as labelled_of_operand() takes
// them. The report lies in the arena. ERR_STOPPED: interrupted.
bool judge_eval(struct arena *a, const struct judge_eval_settings *s,
		const struct opt_list *names, const struct opt_list *data,
		struct eval_report *out, struct err *e) MUST_CHECK;
// As in docs/formats.md, "assay/judge-eval/1".
void eval_report_to_json(struct json_writer *w, const struct eval_report *r);

#endif
