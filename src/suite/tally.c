#include "suite/tally.h"

void tally_add(struct tally *t, struct str name, uint64_t n)
{
	union map_value *value = map_find(&t->counts, name);
	if (!value)
		value = map_put(&t->counts, arena_str(&t->arena, name), NULL);
	value->num += n;
}

uint64_t tally_get(const struct tally *t, struct str name)
{
	const union map_value *value = map_find(&t->counts, name);
	return value ? value->num : 0;
}

void tally_release(struct tally *t)
{
	map_release(&t->counts);
	arena_release(&t->arena);
}

void tally_to_json(struct json_writer *w, const char *key, const struct tally *t)
{
	json_key(w, key);
	json_begin(w, '{');
	for (size_t i = 0; i < t->counts.n; i++) {
		json_key_str(w, t->counts.entries[i].key);
		json_put_int(w, (int64_t)t->counts.entries[i].value.num);
	}
	json_end(w, '}');
}
