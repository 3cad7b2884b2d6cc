// Driving many step machines over models without a run file: what `assay generate` and
// `assay attack --rewriter` do.
//
// Each machine belongs to a job, whose arena is reset when it is used again. Jobs are
// started in the caller's order, at most `width` under way at once, and end in any order.
// One thread.
#ifndef ENGINE_DRIVE_H
#define ENGINE_DRIVE_H

#include "base/progress.h"
#include "engine/machine.h"
#include "llm/llm.h"

struct drive;

struct job {
	struct machine machine; // set up by drive.start
	struct arena arena;
	struct drive *drive;
	void *mine; // of drive.job_size bytes, zeroed at each start
};

struct drive {
	// *llm may be NULL where no machine asks. It is destroyed, and NULL then, when
	// what is under way at an interruption would not be back soon.
	struct llm **llm;
	struct model *model; // whoever writes; NULL: a machine that asks fails
	// [n_judge_models] of a judge that is driven (judge/judge.h), in its order
	struct model *const *judge_models;
	size_t n_judge_models;
	size_t width; // jobs under way at once
	size_t job_size;
	void *ctx; // the caller's
	// Sets machine.state, out, desc, settings of a fresh job, out->arena being the
	// job's; and machine.stored, where its calls are known from before. False:
	// nothing to start now (it is asked again when a job has ended), or a fault with
	// `e`.
	bool (*start)(struct drive *d, struct job *job, struct err *e);
	// One step of it, as in machine_ops.
	enum step (*advance)(struct job *job, const struct event *event, struct err *e);
	// A call has come back, number counting from 0 in its job: to be kept; or NULL.
	bool (*called)(struct drive *d, struct job *job, int64_t number,
		       const struct call *call, struct err *e);
	// It has ended; out lies in its arena, gone after this. False stops all.
	bool (*ended)(struct drive *d, struct job *job, enum step how, struct err *e);
};

// Until nothing is under way and start has nothing more: true. False: a fault, a hopeless
// model, or an interruption (ERR_STOPPED), all with `e`; what had ended by then is done.
bool drive_run(struct drive *d, struct err *e) MUST_CHECK;
// The same for a command that does only this: with Ctrl-C and SIGTERM handled meanwhile
// (engine/interrupt.h), and the end of a progress that was started.
bool drive_watched(struct drive *d, struct progress *p, struct err *e) MUST_CHECK;

#endif
