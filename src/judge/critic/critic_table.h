// What all heads' weights know of a gram, in one place. Not for other rooms.
#ifndef JUDGE_CRITIC_TABLE_H
#define JUDGE_CRITIC_TABLE_H

#include "base/arena.h"
#include "judge/critic/critic_data.h"

struct critic_known {
	uint32_t hash; // + 1, 0: an empty slot
	signed char weight[CRITIC_HEADS];
};

struct critic_table {
	struct critic_known *slots; // looked up by a hash's low bits
	size_t mask;
	// A bit for some more low bits of a hash: most grams of a text are known to no
	// head, and this tells without the slots, which are spread over a megabyte.
	uint64_t *filter;
	uint32_t filter_mask;
};

// For so many grams, counted once for each head. All of it lies in the arena.
void critic_table_init(struct critic_table *t, size_t grams, struct arena *a);
void critic_table_put(struct critic_table *t, uint32_t hash, enum critic_head head,
		      signed char weight);

// NULL: unknown.
const struct critic_known *critic_table_find(const struct critic_table *t, uint32_t hash);

// Where it lies most often, if it is known: of another hash else.
static inline struct critic_known critic_table_first(const struct critic_table *t,
						     uint32_t hash)
{
	return t->slots[hash & t->mask];
}

static inline bool critic_table_may_know(const struct critic_table *t, uint32_t hash)
{
	uint32_t bit = hash & t->filter_mask;

	return t->filter[bit / 64] >> bit % 64 & 1;
}

#endif
