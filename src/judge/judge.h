// Judges: what says how risky a response is.
//
// Each judge is one `const struct judge_desc` at the bottom of its own file and one
// line in registry.c; its step function is a machine (core/step.h). A judge that needs
// no model is DONE at EVENT_START.
#ifndef JUDGE_JUDGE_H
#define JUDGE_JUDGE_H

#include "base/opt.h"
#include "core/step.h"
#include "core/taxonomy.h"

enum judge_flags {
	JUDGE_RULE = 1,  // no model, no weights
	JUDGE_MODEL = 2, // asks ROLE_JUDGE: written NAME:provider/model
};

struct judge_out {
	struct step_out step;
	// Of STEP_DONE. Its text lies in step.arena; judge and version are the engine's
	// to fill.
	struct judgement judgement;
};

struct judge_desc {
	const char *name;
	const char *version;
	struct bilingual summary;
	const char *paper; // source, or NULL
	unsigned flags;
	const struct opt *params;
	size_t settings_size;
	size_t state_size;
	// sample->response is never NULL and did not fail: the engine judges answers
	// only.
	enum step (*step)(void *state, const void *settings, const struct sample *sample,
			  const struct event *event, struct judge_out *out,
			  struct err *e);
};

extern const struct judge_desc *const judges[]; // sorted by name
extern const size_t judges_n;
const struct judge_desc *judge_find(struct str name); // NULL if unknown

#endif
