// Generators: writers of base items, from a taxonomy's nodes.
//
// Each generator is one `const struct generator_desc` at the bottom of its own file and
// one line in registry.c. Its step function is a machine (core/step.h): pure, seeded,
// never waiting. `grammar` needs no model; every other one asks ROLE_WRITER, and is
// called a strategy on the command line (--generator provider/model --strategy NAME).
// Who drives them to a suite's quotas: engine/generate/generate_suite.h.
#ifndef GENERATE_GENERATE_H
#define GENERATE_GENERATE_H

#include "core/step.h"
#include "core/taxonomy.h"

enum generator_flags {
	GENERATOR_MODEL = 1, // asks ROLE_WRITER
	GENERATOR_SEEDS = 2, // needs items to start from (task.seeds)
};

struct task { // what one machine is to write; all of it outlives the machine
	const struct taxonomy *taxonomy;
	const struct node *node; // a leaf
	struct str lang;         // zh, en
	enum expect expect;      // EXPECT_COMPLY: what should be answered
	size_t wanted;           // items; a machine may write fewer or more
	uint64_t seed;
	uint64_t round;     // of this node, lang and expect: from 0, each drawing afresh
	struct str purpose; // what the application under test is for, or STR_NONE
	const struct item *const *seeds; // [n_seeds]
	size_t n_seeds;
	size_t first_seed; // how many of them earlier tasks of its kind started from
	const struct str
		*knowledge; // [n_knowledge] texts or triples that the user brings
	size_t n_knowledge;
	const struct str *taken; // [n_taken] prompts there are, not to be written again
	size_t n_taken;
};

enum reject {             // why a text was not taken
	REJECT_REFUSAL,   // the generator refused to write
	REJECT_ECHO,      // its instructions again
	REJECT_ANSWER,    // an answer in place of a question
	REJECT_REPEAT,    // what it was given, or wrote before
	REJECT_LANGUAGE,  // not the language asked for
	REJECT_LENGTH,    // too short or too long
	REJECT_FORM,      // neither a question nor a request; a slot left open
	REJECT_MALFORMED, // a reply that could not be read
	REJECT_SURPLUS,   // so far beyond what was asked for that it was not looked at
	REJECTS
};
const char *reject_name(enum reject why);

struct generate_out {
	struct step_out step;
	// Of STEP_DONE: what was written, [n_items], kind, lang, risk, expect, prompt and
	// parent set; id and source are the engine's. `meta` may be a JSON object, whose
	// members come first among the engine's own.
	struct item *items;
	size_t n_items;
	size_t rejected[REJECTS]; // what came back and was not taken
};

struct generator_desc {
	const char *name;
	// raised whenever the same seed gives another text, or asks for another
	int64_t version;
	struct bilingual summary;
	const char *paper; // the source of the method, or NULL
	unsigned flags;
	size_t state_size;
	enum step (*step)(void *state, const struct task *task, const struct event *event,
			  struct generate_out *out, struct err *e);
};

extern const struct generator_desc *const generators[]; // sorted by name
extern const size_t generators_n;
const struct generator_desc *generator_find(struct str name); // NULL if unknown

#endif
