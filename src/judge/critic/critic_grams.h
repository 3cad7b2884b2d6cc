// The table in which a text's grams are counted. Not for other rooms.
#ifndef JUDGE_CRITIC_GRAMS_H
#define JUDGE_CRITIC_GRAMS_H

#include "judge/critic/critic_features.h"

#define CRITIC_GRAM_SLOTS ((size_t)1 << 15)
// Each gram of the body has a byte of its own: a word's, the one that parts it from the
// word before, one of a character's three or four. Those of the opening come on top.
#define CRITIC_GRAMS_MAX ((size_t)CRITIC_RESPONSE_MAX + 3 * CRITIC_OPENING)

struct critic_grams {
	uint16_t slots[CRITIC_GRAM_SLOTS]; // index of a gram + 1, 0: none
	size_t mask;
	struct critic_gram grams[CRITIC_GRAMS_MAX]; // in the order they were met
	size_t n;
};

// For a text of so many bytes, at most CRITIC_RESPONSE_MAX.
void critic_grams_clear(struct critic_grams *s, size_t bytes);

// Counts a gram, which stands in n bytes from `from` on.
static inline void critic_grams_add(struct critic_grams *s, uint64_t hash, size_t from,
				    size_t n, enum critic_gram_kind kind)
{
	size_t at = (size_t)(hash >> 24) & s->mask;
	size_t slot;

	for (; (slot = s->slots[at]); at = (at + 1) & s->mask)
		if (s->grams[slot - 1].full == hash) {
			s->grams[slot - 1].count++;
			return;
		}
	s->grams[s->n++] = (struct critic_gram){
		.full = hash,
		.count = 1,
		.from = (uint32_t)from,
		.n = (uint32_t)n,
		.kind = kind,
	};
	s->slots[at] = (uint16_t)s->n;
}

// Sets their values.
void critic_grams_weigh(struct critic_grams *s);
void critic_grams_init(void); // once, before weighing

#endif
