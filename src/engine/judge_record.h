// Making another judge the one of record of a run that was made.
#ifndef ENGINE_JUDGE_RECORD_H
#define ENGINE_JUDGE_RECORD_H

#include "engine/run.h"
#include "judge/judge.h"
#include "store/store.h"

// Of choices and pairs if the judge reads these, else of all others. The run's own
// settings, `run`, name it from now on, so that `assay resume` goes by it too; what they
// then hold lies in the arena.
bool judge_record_put(struct store *store, struct arena *a, const struct judge *judge,
		      struct run_settings *run, struct err *e) MUST_CHECK;

#endif
