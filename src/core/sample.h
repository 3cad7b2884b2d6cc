// A sample: one cell of a run, target x item x parameters x epoch x variant x try.
#ifndef CORE_SAMPLE_H
#define CORE_SAMPLE_H

#include "core/call.h"
#include "core/judgement.h"

struct taxonomy; // core/taxonomy.h

struct facts {                           // of a target, where known
	struct str family, tuning, date; // tuning: base, sft, rlhf
	double parameters;               // NaN unknown
};

struct target {
	struct str name; // provider/model
	struct facts facts;
};

struct sample {
	// its place in the run's plan, from 0: the same at every resume
	uint64_t ordinal;
	// what is asked; of an attack that has not ended: the base item
	const struct item *item;
	const struct taxonomy *taxonomy; // of the item's risk, or NULL
	struct str target;               // provider/model
	const struct params *params;
	int64_t epoch, variant, attempt; // `attempt` is the try
	uint64_t seed; // what machines draw from: the run's seed + attempt
	bool writer;   // of attacks: ROLE_WRITER has a model
	// options are drawn, by `seed` and the item's id (core/choice.h)
	bool shuffled;
	const struct call *response; // for judges: the target's answer, or NULL
	// Of a choice or a pair, for judges: calls whose scores are the log-probability
	// of the label at each place, and of each of the item's options as text; NULL
	// where that was not asked. Either may have failed, or have no scores.
	const struct call *labels, *options;
};

#endif
