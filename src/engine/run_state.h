// A run at work: what engine's own files share. Not for other rooms.
#ifndef ENGINE_RUN_STATE_H
#define ENGINE_RUN_STATE_H

#include "attack/attack.h"
#include "base/progress.h"
#include "base/vec.h"
#include "engine/judge_faults.h"
#include "engine/plan.h"
#include "engine/scoring.h"
#include "judge/judge.h"
#include "store/store.h"

struct flight;

struct attack_use { // an attack as this run uses it
	const struct attack_desc *desc;
	const void *settings;
};

struct judge_use {
	struct str asked; // what the user calls it
	struct judge judge;
	struct str machine;    // "judge:NAME@VERSION"
	struct model **models; // [judge.n_models]
	struct judge_faults faults;
};

struct judges {
	struct judge_use *p; // [n], the one of record last, so that its judgement says
			     // all are there
	size_t n;
};

static inline const struct judge_use *judges_record(const struct judges *j)
{
	return &j->p[j->n - 1];
}

struct lane { // one target
	struct run *run;
	struct model *model;
	int64_t id; // in the store
	struct cursor cursor;
	size_t flying;
	bool done; // the cursor is at its end
};

struct run {
	struct arena *arena; // lives as long as the run
	struct run_settings settings;
	struct store *store;
	struct llm *llm;
	const struct taxonomy *taxonomy;
	struct manifest manifest; // of the suite
	struct suite_summary suite;
	struct plan plan;
	struct params *params; // [plan.params]
	int64_t *param_ids;
	struct attack_use *attacks; // [plan.forms - 1]
	struct judges judges;
	struct scorings scorings; // of choices and pairs
	// None where the suite has no choices; `turned` of variants above 0.
	struct judges choice_judges, turned_judges;
	struct model *rewriter, *attacker; // NULL: none
	struct lane *lanes;                // [plan.targets]
	struct progress_bits done;         // at the start; of a fresh run none is set
	bool resumed;

	struct progress progress;
	struct flight *free;          // landed, to be used again (flight.h)
	VEC(struct flight *) flights; // all of them
	size_t flying;
	struct err err; // the first thing that stopped the run; ERR_NONE while it goes on
};

// Notes what stops the run (a store that fails); the first one stays.
static inline void run_stop(struct run *run, const struct err *e)
{
	if (run->err.code == ERR_NONE)
		run->err = *e;
}

static inline bool run_stopping(const struct run *run)
{
	return run->err.code != ERR_NONE;
}

// In the file of a run: what it is and what it was made with. Once, when it is created.
bool run_describe(struct run *run, struct err *e) MUST_CHECK;
// Gives targets and parameters their numbers in the file, the same ones when it was
// described before, and names the judge of record, whose version may be another then.
bool run_axes(struct run *run, struct err *e) MUST_CHECK;
// The attacks as this run uses them, "NAME@VERSION NAME@VERSION"; in its arena.
struct str run_attack_versions(const struct run *run);
// Who judges an item's sample; choices have judges of their own.
const struct judges *run_judges(const struct run *run, const struct item *item,
				int64_t variant);
// Counts what the file holds; summary->run, seconds and resumed are the caller's.
bool run_count(struct run *run, struct run_summary *summary, struct err *e) MUST_CHECK;
// Sets summary->exit by the shares that may be lost, and tells which is exceeded.
void run_weigh(const struct run *run, struct run_summary *summary);

// Sets up what fresh and resumed runs share from run->settings: models, attacks, judges,
// parameters, plan.
bool run_prepare(struct run *run, struct err *e) MUST_CHECK;

#endif
