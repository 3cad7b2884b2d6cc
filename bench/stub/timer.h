// A binary heap of moments, for answers that are held back.
#ifndef STUB_TIMER_H
#define STUB_TIMER_H

#include <stddef.h>
#include <stdint.h>

struct timer {
	uint64_t due; // ns
	uint64_t tag; // tells a connection's earlier user from its present one
	void *who;
};

// All zero is empty.
struct timers {
	struct timer *at;
	size_t n;
	size_t cap;
};

void timers_add(struct timers *t, struct timer timer);
// The first one that is due; NULL if there is none at all.
const struct timer *timers_first(const struct timers *t);
void timers_drop_first(struct timers *t);
void timers_release(struct timers *t);

#endif
