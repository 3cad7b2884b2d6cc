// A hash map from text to a pointer or a number.
//
// Open addressing over XXH3; insertion order is kept for iteration, so that what is
// printed does not depend on hashes. Keys are borrowed: they must outlive the map. One
// thread.
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"

union map_value {
	void *ptr;
	uint64_t num;
};

struct map_entry {
	struct str key;
	union map_value value;
};

struct map {
	struct map_entry *entries; // [n], in order of insertion
	size_t n, cap;
	uint32_t *slots; // private
	size_t n_slots;
};

void map_init(struct map *m); // {0} is an empty map too
void map_release(struct map *m);
// NULL if absent. Valid until the next put.
union map_value *map_find(const struct map *m, struct str key);
// Finds or adds; *added (may be NULL) tells which. A new value is zero.
union map_value *map_put(struct map *m, struct str key, bool *added);
// Moves the map's own memory into the arena; it is not released then, nor
// added to any more.
void map_settle(struct map *m, struct arena *a);

#endif
