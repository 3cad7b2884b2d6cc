#include "store/ids.h"

#include "base/mem.h"

#define CAP_MIN 1024

static size_t home(const struct ids *ids, uint32_t tag)
{
	return (size_t)((uint64_t)tag * ids->cap >> 32);
}

static void place(struct ids *ids, struct ids_entry entry)
{
	size_t at = home(ids, entry.tag);

	while (ids->entries[at].key != 0)
		at = at + 1 < ids->cap ? at + 1 : 0;
	ids->entries[at] = entry;
	ids->n++;
}

static void grow(struct ids *ids)
{
	struct ids bigger = {.cap = ids->cap ? ids->cap + ids->cap / 2 : CAP_MIN};

	invariant(bigger.cap < UINT32_MAX);
	bigger.entries = mem_zalloc(bigger.cap * sizeof(*bigger.entries));
	for (size_t i = 0; i < ids->cap; i++)
		if (ids->entries[i].key != 0)
			place(&bigger, ids->entries[i]);
	ids_release(ids);
	*ids = bigger;
}

void ids_release(struct ids *ids)
{
	mem_free(ids->entries);
	*ids = (struct ids){0};
}

void ids_add(struct ids *ids, uint64_t hash, int64_t key)
{
	invariant(key > 0 && key <= UINT32_MAX);
	if (ids->n + 1 > ids->cap / 5 * 4)
		grow(ids);
	place(ids, (struct ids_entry){(uint32_t)hash, (uint32_t)key});
}

int64_t ids_next(const struct ids *ids, uint64_t hash, size_t *at)
{
	uint32_t tag = (uint32_t)hash;

	if (ids->n == 0)
		return 0;
	for (;;) {
		const struct ids_entry *entry;

		if (*at == SIZE_MAX)
			*at = home(ids, tag);
		else
			*at = *at + 1 < ids->cap ? *at + 1 : 0;
		entry = &ids->entries[*at];
		if (entry->key == 0)
			return 0;
		if (entry->tag == tag)
			return entry->key;
	}
}
