// A suite being made of another by attacks: what items go in, what they are called, and
// what is told of those that do not.
#ifndef ENGINE_ATTACK_MAKING_H
#define ENGINE_ATTACK_MAKING_H

#include "attack/attack.h"
#include "engine/journal.h"
#include "llm/llm.h"
#include "suite/suite.h"

struct attack_use_once { // an attack as it is used here
	const struct attack_desc *desc;
	const void *settings;
};

struct making {
	struct attack_use_once *attacks; // [n_attacks]
	size_t n_attacks;
	uint64_t seed;
	bool with_base, quiet;
	struct suite *from;
	struct suite_writer *to;
	struct suite_report *report;
	const struct taxonomy *taxonomy;
	size_t items; // of the suite
	struct llm *llm;
	struct model *rewriter; // NULL: none
	struct journal *journal;
	struct arena item; // the present item's
};

// What an attack made of `base`, with the id and origin that it gets.
void making_name(struct making *m, struct arena *a, const struct attack_desc *desc,
		 const struct item *base, struct item *made);
// What no line of a suite can hold is untreated, and no fault.
bool making_put(struct making *m, const struct item *item, struct err *e) MUST_CHECK;
// Counts and names what an attack could not do.
void making_untreated(struct making *m, struct str attack, struct str item,
		      struct str why);
// Counts an item that is not attacked and not written.
void making_passed_over(struct making *m, const struct item *item);
struct sample making_sample(const struct making *m, const struct item *item);

#endif
