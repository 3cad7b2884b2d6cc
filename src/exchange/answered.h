// The answered samples of a run as judges and people see them. Not for other rooms.
#ifndef EXCHANGE_ANSWERED_H
#define EXCHANGE_ANSWERED_H

#include "store/annotations.h"

struct answered {
	const struct row *row; // its item is what was asked, as it was asked
	// what was wanted: of an attack that converses, its base item
	const struct item *item;
	const struct annotation *annotations; // [n_annotations] by people, by rater
	size_t n_annotations;
	struct arena *arena; // for the call
};
typedef bool (*answered_fn)(void *ctx, const struct answered *x, struct err *e);

// Every sample with an answer, by ordinal. ERR_INPUT with `annotated`, where nobody
// annotated any of them; without it the annotations are not read.
bool answered_each(struct store *s, bool annotated, answered_fn each, void *ctx,
		   struct err *e) MUST_CHECK;

// What was asked last: the last message of the user's, or the prompt.
struct str answered_question(const struct item *item);

#endif
