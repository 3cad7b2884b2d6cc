// A deck: every phrase once, in random order, before any comes again.
//
// Belongs to whoever draws from it; one thread. The order lies in the arena.
#ifndef GENERATE_DECK_H
#define GENERATE_DECK_H

#include "base/rng.h"
#include "core/taxonomy.h"

struct deck {
	const struct str *items;
	uint32_t *order; // [n]
	size_t n, at;
};

void deck_init(struct deck *d, struct arena *a, struct phrases from);
size_t deck_next(struct deck *d, struct rng *r); // its index, of a deck not empty
struct str deck_draw(struct deck *d, struct rng *r);

#endif
