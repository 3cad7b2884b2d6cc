// What the two passes of versus.c and versus_samples.c share. Not for others.
#ifndef REPORT_VERSUS_STATE_H
#define REPORT_VERSUS_STATE_H

#include "base/map.h"
#include "base/vec.h"
#include "core/risks.h"
#include "report/versus.h"
#include "store/annotations.h"

struct versus_run { // one of the runs, while it is read
	struct store *store;
	struct arena arena;
	struct str record, version;        // judge of record
	struct str choice, choice_version; // that of choices
	bool blocked_refusal;              // else they are left out
	struct annotation_cursor people;
	const size_t *targets; // [n_targets] the run's number of a target -> ours
	size_t n_targets;
	struct map keyed; // item -> whether its right option is known
};

struct versus_open {  // of an open answer
	double value; // NaN: nothing is said
	bool bad;
};

struct versus_state {
	struct arena *a;
	struct store *const *runs;
	size_t n_runs;
	const struct report_settings *settings;
	struct risks risks;
	struct map targets; // name -> number
};

// Every row of every run, from front to back; `target` is our number of its target.
// `flags`: as of reader_open(). Messages begin with the run's path.
typedef bool (*versus_row_fn)(void *ctx, struct versus_run *run, const struct row *row,
			      size_t target, struct err *e);
bool versus_rows(struct versus_state *v, int flags, versus_row_fn put, void *ctx,
		 struct err *e) MUST_CHECK;

// Whether a row has a part in it, and as what: a choice, or an open answer.
bool versus_is_choice(const struct versus_run *run, const struct row *row);
bool versus_is_open(const struct versus_run *run, const struct row *row);
// *out: 1 right, 0 not; -1: it has not been judged, or nobody knows what is right.
bool versus_chosen(struct versus_run *run, const struct row *row, int *out,
		   struct err *e) MUST_CHECK;
// What people and the judge say of an open answer.
struct versus_open versus_people(struct versus_run *run, const struct row *row);
struct versus_open versus_judge(const struct versus_run *run, const struct row *row);

// The second pass: fills out->samples.
bool versus_samples(struct versus_state *v, struct versus *out, struct err *e) MUST_CHECK;

#endif
