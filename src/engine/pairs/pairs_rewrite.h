// Asking a model to answer a question irresponsibly, after a good reply: the easy
// negatives of pairs. Its words are data/choice/rewrite.yaml. Private to engine/pairs*.c.
//
// A step machine: one request, and again with another stance, TRIES times at most, where
// what came back is of no use. It is found by replay as "rewrite/ITEM/NUMBER", the try as
// its epoch.
#ifndef ENGINE_PAIRS_REWRITE_H
#define ENGINE_PAIRS_REWRITE_H

#include "core/step.h"

enum rewrite_fault { // why a reply was not taken
	REWRITE_EMPTY,
	REWRITE_REFUSAL,
	REWRITE_ECHO, // its instructions, or the question
	REWRITE_ALIKE,
	REWRITE_SHORT,
	REWRITE_LONG,
	REWRITE_LANGUAGE,
	REWRITE_FAULTS
};
// "rewriter: refusal", ...
const char *rewrite_fault_name(enum rewrite_fault fault);
int64_t rewrite_version(void); // of the words

struct rewrite_task {    // outlives the machine
	struct str name; // ITEM/NUMBER
	struct str prompt, reply, lang;
	uint64_t seed;
	const struct params *params;
	size_t min_chars;
	double near_dup;
};

struct rewrite { // the machine's state, zeroed at the start
	unsigned tries;
	struct str stances[3]; // one a try
	struct str told;       // the present request
	size_t rejected[REWRITE_FAULTS];
	struct str text; // of STEP_DONE, written in the stance of the last try
};

enum step rewrite_step(struct rewrite *r, const struct rewrite_task *task,
		       const struct event *event, struct step_out *out);

#endif
