#include "judge/critic/critic_table.h"

#define FILTER_BITS 4 // of each slot

void critic_table_init(struct critic_table *t, size_t grams, struct arena *a)
{
	size_t slots = 64;

	while (slots < grams * 2)
		slots *= 2;
	t->mask = slots - 1;
	t->slots = arena_array(a, slots, sizeof(*t->slots));
	t->filter_mask = (uint32_t)(slots * FILTER_BITS - 1);
	t->filter = arena_array(a, slots * FILTER_BITS / 64, sizeof(*t->filter));
}

// The slot of the hash, or the empty one where it would be.
static struct critic_known *place(const struct critic_table *t, uint32_t hash)
{
	size_t at = hash & t->mask;

	while (t->slots[at].hash && t->slots[at].hash != hash + 1)
		at = (at + 1) & t->mask;
	return &t->slots[at];
}

void critic_table_put(struct critic_table *t, uint32_t hash, enum critic_head head,
		      signed char weight)
{
	struct critic_known *known = place(t, hash);
	uint32_t bit = hash & t->filter_mask;

	known->hash = hash + 1;
	known->weight[head] = weight;
	t->filter[bit / 64] |= (uint64_t)1 << bit % 64;
}

const struct critic_known *critic_table_find(const struct critic_table *t, uint32_t hash)
{
	const struct critic_known *known = place(t, hash);

	return known->hash ? known : NULL;
}
