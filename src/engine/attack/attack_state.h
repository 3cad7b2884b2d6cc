// A suite being made of another by attacks: what attack_suite.c and attack_written.c
// share. Private.
#ifndef ENGINE_ATTACK_STATE_H
#define ENGINE_ATTACK_STATE_H

#include "attack/attack.h"
#include "engine/attack/attack_suite.h"
#include "engine/generate/generate_journal.h"

struct attack_use_once { // an attack as it is used here
	const struct attack_desc *desc;
	const void *settings;
};

struct making {
	const struct attack_settings *settings;
	struct attack_use_once *attacks; // [settings->attacks.n]
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

// The whole suite with a rewriter: many machines at once, their items in the suite's
// order.
bool attack_written(struct making *m, struct err *e) MUST_CHECK;

#endif
