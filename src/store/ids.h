// Which items are stored: from the hash of an id to the keys that it may stand for. Not
// for other rooms.
//
// An index over ids in the file would write a page at random for every item, which costs
// more than all else of a sample. This one lies in memory, 8 to 12 bytes an item, and is
// read from the file once, when it is first needed. It only proposes: whoever asks
// compares the id itself.
#ifndef STORE_IDS_H
#define STORE_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ids_entry {
	uint32_t tag; // of the hash; it also says where the entry belongs
	uint32_t key; // 0: free
};

struct ids {
	struct ids_entry *entries; // [cap], linear probing
	size_t n, cap;
};

void ids_release(struct ids *ids);                         // {0} is an empty one
void ids_add(struct ids *ids, uint64_t hash, int64_t key); // key from 1
// The keys with this hash's tag, one after the other: *at starts at SIZE_MAX; 0 after the
// last.
int64_t ids_next(const struct ids *ids, uint64_t hash, size_t *at);

#endif
