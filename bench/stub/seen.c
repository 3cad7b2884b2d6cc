#include "seen.h"

#include <stdio.h>
#include <stdlib.h>

static struct seen_slot *slot_of(const struct seen *s, uint64_t hash)
{
	size_t i = (size_t)hash & (s->cap - 1);
	while (s->slots[i].count && s->slots[i].hash != hash)
		i = (i + 1) & (s->cap - 1);
	return &s->slots[i];
}

static void grow(struct seen *s)
{
	struct seen old = *s;
	s->cap = old.cap ? old.cap * 2 : 1024;
	s->slots = calloc(s->cap, sizeof *s->slots);
	if (!s->slots) {
		fprintf(stderr, "stub: out of memory\n");
		abort();
	}
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].count)
			*slot_of(s, old.slots[i].hash) = old.slots[i];
	free(old.slots);
}

uint64_t seen_count(struct seen *s, uint64_t hash)
{
	if (s->n * 2 >= s->cap)
		grow(s);
	struct seen_slot *slot = slot_of(s, hash);
	if (!slot->count) {
		slot->hash = hash;
		s->n++;
	}
	return slot->count++;
}

void seen_release(struct seen *s)
{
	free(s->slots);
	*s = (struct seen){0};
}
