// Reading a protocol's file, shared by its two halves. Not for other rooms.
#ifndef PEOPLE_PROTOCOL_READ_H
#define PEOPLE_PROTOCOL_READ_H

#include "people/protocol.h"
#include "suite/tree.h"

struct protocol_reading {
	struct tree tree;
	struct protocol *p;
};

// A fault at `y` (or at the map that lacks it): "expected WHAT, got ...".
void protocol_fault(struct protocol_reading *r, const struct yaml *y, const char *field,
		    const char *expected);
// What is absent leaves *out alone.
void protocol_bool(struct protocol_reading *r, const struct yaml *map, const char *key,
		   bool *out);
void protocol_int(struct protocol_reading *r, const struct yaml *map, const char *key,
		  int64_t min, int64_t max, int64_t *out);
// One of `names` [n] by its place, or *out as it was.
void protocol_word(struct protocol_reading *r, const struct yaml *map, const char *key,
		   const char *const *names, size_t n, unsigned *out);
// A list of kinds of items under `key`, as bits: 1 << enum item_kind.
unsigned protocol_kinds(struct protocol_reading *r, const struct yaml *map,
			const char *key);
// Small letters, digits, '_' and '-'.
bool protocol_is_name(struct str s);

// protocol_questions.c
void protocol_questions(struct protocol_reading *r, const struct yaml *root);

#endif
