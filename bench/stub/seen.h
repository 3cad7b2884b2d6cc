// How often each request came: a table from a 64-bit hash to a count.
#ifndef STUB_SEEN_H
#define STUB_SEEN_H

#include <stddef.h>
#include <stdint.h>

// All zero is empty.
struct seen {
	struct seen_slot {
		uint64_t hash;
		uint64_t count; // 0: free
	} * slots;
	size_t cap; // a power of two
	size_t n;   // different ones
};

// Counts HASH; gives how often it had come before.
uint64_t seen_count(struct seen *s, uint64_t hash);
void seen_release(struct seen *s);

#endif
