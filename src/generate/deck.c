#include "generate/deck.h"

void deck_init(struct deck *d, struct arena *a, struct phrases from)
{
	*d = (struct deck){.items = from.items, .n = from.n, .at = from.n};
	d->order = arena_array(a, from.n + 1, sizeof(*d->order));
	for (size_t i = 0; i < from.n; i++)
		d->order[i] = (uint32_t)i;
}

size_t deck_next(struct deck *d, struct rng *r)
{
	if (d->at == d->n) {
		rng_shuffle(r, d->order, d->n, sizeof(*d->order));
		d->at = 0;
	}
	return d->order[d->at++];
}

struct str deck_draw(struct deck *d, struct rng *r)
{
	return d->items[deck_next(d, r)];
}
