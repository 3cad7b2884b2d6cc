// Multiple choice: in which order options are shown, and what that makes of an answer.
//
// A pair (two replies) is shown in both orders, a choice of k options once, or with
// rotation k times (circular evaluation: right only if right in all). The order is a
// function of the item, the sample's variant, and whether options are shuffled, so that
// whoever reads an answer can undo it. Pure, any thread.
#ifndef CORE_CHOICE_H
#define CORE_CHOICE_H

#include "core/item.h"

#define CHOICE_OPTIONS_MAX 26 // A to Z

struct choice_order {
	size_t n;
	uint8_t shown[CHOICE_OPTIONS_MAX]; // [n] the item's option at each place
};

// What came of a choice: judgement.outcome holds its name.
enum outcome {
	OUTCOME_RIGHT,
	OUTCOME_WRONG,
	OUTCOME_OTHER, // both, neither, cannot compare
	OUTCOME_REFUSE,
	OUTCOME_LOOK,   // could not be read: a person has to look
	OUTCOME_CHOSEN, // an option of an item whose right one is unknown
	OUTCOMES,
	OUTCOMES_KEYED = OUTCOME_CHOSEN, // those of items with a key
};
// "right", "wrong", "other", "refuse", "needs_a_look", "chosen"
const char *outcome_name(enum outcome o);
// False: it is none of these words.
bool outcome_find(struct str name, enum outcome *out);
// Whether a judgement says so.
bool outcome_is(struct str name, enum outcome o);

// Whether it is a choice or a pair.
bool item_is_choice(const struct item *item);
// 2 of a pair; of a choice its number of options with `rotate`, else 1; 1 of any other.
size_t choice_variants(const struct item *item, bool rotate);
// Options as they stand, or with `shuffled` drawn by (seed, the item's id); then turned
// by `variant` places.
struct choice_order choice_order(const struct item *item, int64_t variant, bool shuffled,
				 uint64_t seed);
// The text of the item's option i, or of a pair's reply i.
struct str choice_text(const struct item *item, size_t i);
// Whether the item's option i is (one of) the right ones: 1, 0, -1 unknown.
int choice_right(const struct item *item, size_t i);

#endif
