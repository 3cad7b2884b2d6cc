// What people wrote (protocols of UNIT_WRITE), as items of a suite.
//
// Of a protocol that judges the target's answer, only what was unsafe; of one that does
// not, all. An item's source is the protocol; who wrote it is not told. A rater's own
// answer stands in meta.own.
#ifndef PEOPLE_WRITTEN_H
#define PEOPLE_WRITTEN_H

#include "people/protocol.h"
#include "store/annotations.h"

struct written_counts {
	size_t read,
		put; // answers that stand; items of them, without those that are the same
};

// `put` is called for each, in the order they were written; false with `e` ends it. The
// item's text is valid until it returns.
bool written_items(struct store *s, const struct protocol *p,
		   bool (*put)(void *ctx, const struct item *item, struct err *e),
		   void *ctx, struct written_counts *counts, struct err *e) MUST_CHECK;

#endif
