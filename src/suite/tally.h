// Counts by name, in the order in which names first came. {0} is an empty one; release
// it. One thread.
#ifndef SUITE_TALLY_H
#define SUITE_TALLY_H

#include "base/json.h"
#include "base/map.h"

struct tally {
	struct arena arena;
	struct map counts;
};

void tally_add(struct tally *t, struct str name, uint64_t n); // the name is copied
uint64_t tally_get(const struct tally *t, struct str name);   // 0 of an unknown one
void tally_release(struct tally *t);
// "KEY": {"NAME": count, ...}
void tally_to_json(struct json_writer *w, const char *key, const struct tally *t);

#endif
