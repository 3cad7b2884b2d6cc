#include "judge/critic/critic_grams.h"

#include <math.h>

#include "base/mem.h"

#define SLOTS_MIN ((size_t)1 << 9)
#define LOGS 256 // counts whose logarithm is looked up

static float log_of[LOGS];

void critic_grams_init(void)
{
	for (size_t i = 1; i < LOGS; i++)
		log_of[i] = (float)(1 + log((double)i));
}

void critic_grams_clear(struct critic_grams *s, size_t bytes)
{
	size_t slots = SLOTS_MIN;

	invariant(bytes <= CRITIC_RESPONSE_MAX);
	while (slots < 3 * bytes && slots < CRITIC_GRAM_SLOTS)
		slots *= 2;
	memset(s->slots, 0, slots * sizeof(*s->slots));
	s->mask = slots - 1;
	s->n = 0;
}

static float scale_to_one(double sum)
{
	return sum > 0 ? (float)(1 / sqrt(sum)) : 0;
}

void critic_grams_weigh(struct critic_grams *s)
{
	double body = 0, opening = 0;
	float scale[2];

	for (size_t i = 0; i < s->n; i++) {
		struct critic_gram *g = &s->grams[i];
		float value = log_of[g->count < LOGS ? g->count : LOGS - 1];
		double square = (double)value * (double)value;
		bool first = g->kind == GRAM_OPENING;

		g->value = value;
		body += first ? 0 : square;
		opening += first ? square : 0;
	}
	scale[0] = scale_to_one(body);
	scale[1] = scale_to_one(opening);
	for (size_t i = 0; i < s->n; i++)
		s->grams[i].value *= scale[s->grams[i].kind == GRAM_OPENING];
}
