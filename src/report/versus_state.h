// What the two passes of versus.c and versus_samples.c share. Not for others.
#ifndef REPORT_VERSUS_STATE_H
#define REPORT_VERSUS_STATE_H

#include "base/map.h"
#include "base/vec.h"
#include "core/annotation.h"
#include "core/risks.h"
#include "report/versus.h"

struct versus_run { // one of the runs, while it is read
	struct store *store;
	struct arena arena;
	struct str record, version;        // judge of record
	struct str choice, choice_version; // that of choices
	const struct annotation *people;   // [n_people], by ordinal
	size_t n_people, at;
	const size_t *targets; // the run's number of a target -> ours
};

struct versus_state {
	struct arena *a;
	struct store *const *runs;
	size_t n_runs;
	const struct report_settings *settings;
	struct risks risks;
	struct map targets; // name -> number
};

bool versus_run_open(struct versus_state *v, size_t i, struct versus_run *run,
		     struct err *e) MUST_CHECK;
void versus_run_close(struct versus_run *run);

// Whether a row has a part in it, and as what: a choice, or an open answer.
bool versus_is_choice(const struct row *row);
bool versus_is_open(const struct row *row);
// 1 right, 0 not; -1: it has not been judged, or nobody knows what is right.
int versus_chosen(struct versus_run *run, const struct row *row);
// What people and the judge say of an open answer, NaN: nothing.
double versus_people(struct versus_run *run, const struct row *row);
double versus_judge(const struct versus_run *run, const struct row *row);

// The second pass: fills out->samples.
bool versus_samples(struct versus_state *v, struct versus *out, struct err *e) MUST_CHECK;

#endif
