#include "base/map.h"

#include "base/hash.h"

// slots[] holds pairs: the index of an entry + 1 (0: free), and 32 bits of its key's
// hash, which spare most looks at keys and all of them when the table grows. Linear
// probing, at most 3/4 full.
enum { INDEX, HASH, PAIR };

void map_init(struct map *m)
{
	*m = (struct map){0};
}

void map_release(struct map *m)
{
	mem_free(m->entries);
	mem_free(m->slots);
	*m = (struct map){0};
}

static uint32_t hash_of(struct str key)
{
	uint64_t h = hash64(key);

	return (uint32_t)(h ^ h >> 32);
}

// The slot that holds the key, or the free one where it belongs.
static uint32_t *slot_of(const struct map *m, struct str key, uint32_t hash)
{
	size_t mask = m->n_slots - 1;

	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		uint32_t *slot = m->slots + i * PAIR;

		if (!slot[INDEX])
			return slot;
		if (slot[HASH] == hash && str_eq(m->entries[slot[INDEX] - 1].key, key))
			return slot;
	}
}

static void grow_slots(struct map *m)
{
	size_t n = m->n_slots ? m->n_slots * 2 : 16;
	uint32_t *old = m->slots;
	uint32_t *slots = mem_resize(NULL, n * PAIR, sizeof(*slots));

	memset(slots, 0, n * PAIR * sizeof(*slots));
	for (size_t i = 0; i < m->n_slots; i++) {
		const uint32_t *from = old + i * PAIR;
		size_t to = from[HASH] & (n - 1);

		if (!from[INDEX])
			continue;
		while (slots[to * PAIR + INDEX])
			to = (to + 1) & (n - 1);
		memcpy(slots + to * PAIR, from, PAIR * sizeof(*slots));
	}
	mem_free(old);
	m->slots = slots;
	m->n_slots = n;
}

union map_value *map_find(const struct map *m, struct str key)
{
	const uint32_t *slot;

	if (m->n == 0)
		return NULL;
	slot = slot_of(m, key, hash_of(key));
	return slot[INDEX] ? &m->entries[slot[INDEX] - 1].value : NULL;
}

union map_value *map_put(struct map *m, struct str key, bool *added)
{
	uint32_t hash = hash_of(key);
	uint32_t *slot;
	bool is_new;

	if (m->n + 1 > m->n_slots / 4 * 3)
		grow_slots(m);
	slot = slot_of(m, key, hash);
	is_new = !slot[INDEX];
	if (is_new) {
		invariant(m->n < UINT32_MAX - 1);
		if (m->n == m->cap) {
			m->cap = m->cap ? m->cap + m->cap / 2 : 12;
			m->entries = mem_resize(m->entries, m->cap, sizeof(*m->entries));
		}
		m->entries[m->n++] = (struct map_entry){.key = key};
		slot[INDEX] = (uint32_t)m->n;
		slot[HASH] = hash;
	}
	if (added)
		*added = is_new;
	return &m->entries[slot[INDEX] - 1].value;
}

void map_settle(struct map *m, struct arena *a)
{
	struct map heap = *m;

	if (heap.n == 0)
		return;
	m->entries = arena_copy(a, heap.entries, heap.n * sizeof(*heap.entries));
	m->slots = arena_copy(a, heap.slots, heap.n_slots * PAIR * sizeof(*heap.slots));
	m->cap = heap.n;
	map_release(&heap);
}
