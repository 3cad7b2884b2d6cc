// One suite being generated. Private to engine/generate*.c.
#ifndef ENGINE_GENERATE_STATE_H
#define ENGINE_GENERATE_STATE_H

#include "base/progress.h"
#include "base/vec.h"
#include "engine/drive.h"
#include "engine/generate/generate_suite.h"
#include "engine/journal.h"
#include "generate/generate.h"
#include "text/near.h"

#define LANGS_MAX 2
#define STRATEGIES_MAX 8

struct item_list {
	const struct item **p;
	size_t n, cap;
};

enum seeds { SEEDS_OWN, SEEDS_OTHER, SEEDS_ANSWERED, SEEDS_KINDS };

struct goal { // what one leaf is to get in one language
	const struct node *leaf;
	size_t lang; // index of the run's
	enum expect expect;
	size_t wanted;
	struct item_list items; // taken
	// prompts to start from: of its own language, of another one, answered safely
	struct item_list seeds[SEEDS_KINDS];
	uint64_t rounds;              // tasks begun
	size_t begun[STRATEGIES_MAX]; // of each strategy: seeds begun with
	unsigned out;                 // strategies that have nothing to start from, bits
	size_t idle;                  // rounds in a row that brought nothing
	bool ended;
	const char *why; // it ended unfilled
};

struct planned { // one task of the present round
	struct goal *goal;
	size_t strategy;
	struct task task;
	enum step how; // once it has ended, as all below
	struct item *items;
	size_t n_items;
	size_t rejected[REJECTS];
	struct str why;
};

struct generating {
	struct arena *arena;
	const struct generate_settings *settings;
	struct suite_report *report;
	const struct taxonomy *taxonomy;
	struct str langs[LANGS_MAX];
	size_t n_langs;
	const struct generator_desc *strategies[STRATEGIES_MAX]; // or the one generator
	size_t n_strategies;
	struct str seeds_license; // of their suite, or STR_NONE
	struct str *knowledge;    // [n_knowledge]
	size_t n_knowledge;
	struct params params;
	struct goal *goals; // [n_goals], in the order of the suite
	size_t n_goals;
	struct near *near[LANGS_MAX]; // all that is taken
	struct llm *llm;
	struct model *model;
	struct journal *journal;
	struct progress progress;
	size_t calls;             // begun
	struct planned *round;    // [n_round], in the order in which they are taken
	size_t n_round, next;     // next: not yet started
	struct arena round_arena; // of what was written in it, until it is taken
};

// generate_strategies.c
// Who writes, and whether what they start from is there.
bool generate_find_strategies(struct generating *g, struct err *e) MUST_CHECK;

// generate_goals.c
bool generate_goals(struct generating *g, struct err *e) MUST_CHECK;
// The goal of an item, or NULL: its risk's leaf (of an inner node, one of its leaves,
// drawn by the item's id), language and expectation.
struct goal *generate_goal_of(struct generating *g, const struct item *item, size_t lang,
			      enum expect expect);

// generate_input.c
bool generate_read_seeds(struct generating *g, struct err *e) MUST_CHECK;
bool generate_read_answered(struct generating *g, struct err *e) MUST_CHECK;

// generate_knowledge.c
// Where no model writes, the leaves without knowledge get it: before the goals are made.
bool generate_read_knowledge(struct generating *g, struct err *e) MUST_CHECK;

// generate_rounds.c
// Puts an item into its goal unless it is too near to one that is there.
void generate_take(struct generating *g, struct goal *goal, const struct item *item);
// The members of an item's meta, a JSON object or STR_NONE, into the one being written.
void generate_put_meta(struct json_writer *w, struct arena *a, struct str meta);
bool generate_rounds(struct generating *g, struct err *e) MUST_CHECK;

#endif
