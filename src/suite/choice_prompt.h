// How a choice or a pair is put to a model: data/choice/prompts.yaml, in the item's
// language (zh for zh*, else en).
//
// The texts are read at first use and kept for the life of the program. Any thread.
#ifndef SUITE_CHOICE_PROMPT_H
#define SUITE_CHOICE_PROMPT_H

#include "core/choice.h"

// The question with its options or replies in that order, as one message by the user;
// *n is 1.
const struct message *choice_messages(struct arena *a, const struct item *item,
				      const struct choice_order *order, size_t *n);
// What the model is to say for what is shown at a place: "A", "B", ... of a choice,
// "回复1" or "Reply 1" of a pair.
struct str choice_label(struct arena *a, const struct item *item, size_t place);
// The part of it that tells one from the others: "A", "1".
struct str choice_sign(struct arena *a, const struct item *item, size_t place);

#endif
