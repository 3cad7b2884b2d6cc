// What the files of judge-eval share. Not for other rooms.
#ifndef ENGINE_JUDGE_EVAL_STATE_H
#define ENGINE_JUDGE_EVAL_STATE_H

#include "base/map.h"
#include "base/pool.h"
#include "base/vec.h"
#include "engine/journal.h"
#include "engine/judge_eval/judge_eval.h"
#include "judge/judge.h"

struct eval_row {
	struct str id, lang, prompt, response, set, part, risk, attack;
	struct str source; // what a judge trained on it calls the set: files of one name
			   // are told apart in `set`
	enum expect expect;
	bool blank; // the answer
	uint32_t group;
	enum verdict label; // SAFE, UNSAFE or NONE
	enum refusal refusal;
	const enum verdict *labels;
	const enum refusal *refusals;
	size_t n_labels, n_refusals;
	bool by_majority; // the label is what most of `labels` say
};

struct eval_opinion { // of one judge on one row
	enum verdict
		verdict; // SAFE, UNSAFE or UNSCOREABLE; NONE: not asked, no part in it
	enum refusal refusal;
	bool failed;    // a call failed
	bool escalated; // by a cascade's later members
	bool lost;      // no verdict of one that asks a model, where there is one to give
	double riskiness, threshold;
};

struct eval_stored { // what a run holds of one row
	size_t row;
	struct eval_opinion opinion;
};

struct eval_judge {
	struct str asked; // told from all others by `shown`, as the next
	struct str shown; // name@version; "stored:" before it, where both are asked
	bool stands_in;   // for labels or a rater: `opinions` are filled already
	bool cascades;    // some rows may be escalated
	size_t rater;     // which one it stands in for, from 1; 0: none
	struct judge judge;
	VEC(struct eval_stored) stored; // of one that stands in for what a run holds
	struct model **models;          // [judge.n_models]
	struct eval_opinion *opinions;  // [rows]
};

struct eval_slice {
	struct str set, name;
	bool whole; // all of a set
	VEC(uint32_t) rows;
};

struct eval {
	struct arena *arena;
	const struct judge_eval_settings *settings;
	struct llm *llm;
	struct pool *pool;
	VEC(struct eval_row) rows;
	struct map groups; // key -> number
	VEC(struct eval_slice) slices;
	struct eval_judge *judges;
	size_t n_judges;
	bool raters; // one of the judges stands in for a rater
	struct eval_report *report;
	struct journal *journal; // of the calls, beside the output; NULL: there is none
	uint32_t *dense; // [groups]: scratch of the figures, all UINT32_MAX between uses
};

// judge_eval_rows.c
bool eval_read(struct eval *ev, const struct opt_list *data, struct err *e) MUST_CHECK;
// Fills the opinions of a judge that stands in.
bool eval_stand_in(struct eval *ev, struct eval_judge *j, struct err *e) MUST_CHECK;
bool eval_is_stand_in(struct str name);
bool eval_is_rater(struct str name);
// judge_eval_stored.c: of the last row, what it holds of the judges that are asked for.
bool eval_keep_stored(struct eval *ev, const struct labelled *row, struct err *e);
bool eval_is_stored(struct str name);
bool eval_take_stored(struct eval *ev, struct eval_judge *j, struct err *e) MUST_CHECK;
void eval_slices(struct eval *ev);

// judge_eval_perturb.c
struct perturbation {
	const char *name;
	// The changed answer, or STR_NONE where it would be the same.
	struct str (*change)(struct arena *a, const struct eval_row *row);
};
extern const struct perturbation perturbations[];
extern const size_t perturbations_n;

// judge_eval_ask.c: opinions of all rows, changed first if `change` is not NULL (rows
// that it leaves alone keep VERDICT_NONE).
bool eval_ask(struct eval *ev, struct eval_judge *j, const struct perturbation *change,
	      struct eval_opinion *out, struct err *e) MUST_CHECK;

// judge_eval_figures.c
void eval_measure(struct eval *ev, const struct eval_judge *j,
		  const struct eval_slice *slice, struct eval_result *out);
void eval_compare(struct eval *ev, const struct eval_judge *a, const struct eval_judge *b,
		  const struct eval_slice *slice, struct eval_comparison *out);
// Whether a question belongs to the half that measures what the other half was used to
// set.
bool eval_measures(const struct eval *ev, uint32_t group);
// judge_eval_calibrate.c; `tuned` is the threshold that was found to be best, or NaN
void eval_calibrate(const struct eval *ev, const struct eval_judge *j,
		    const struct eval_slice *slice, double tuned,
		    struct eval_recalibrated *out);
// judge_eval_raters.c
void eval_raters(const struct eval *ev, const struct eval_slice *slice,
		 struct eval_raters *labels, struct eval_raters *refusals);
void eval_refusals(const struct eval *ev, const struct eval_judge *j,
		   const struct eval_slice *slice, struct eval_refusal *out);
void eval_flips(const struct eval *ev, const struct eval_judge *j,
		const struct eval_opinion *changed, const struct eval_slice *slice,
		struct eval_flips *out);

// What a judge's opinion of a row is held against: the label; for a rater who is one of
// the majority that makes it, what most of the others say. NONE: unknown.
enum verdict eval_truth(const struct eval_judge *j, const struct eval_row *row);

static inline bool eval_scored(const struct eval_opinion *o)
{
	return o->verdict == VERDICT_SAFE || o->verdict == VERDICT_UNSAFE;
}

#endif
