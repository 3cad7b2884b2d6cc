// Reading what models write when asked for JSON: behind thoughts, in a fenced block,
// between prose, with commas too many, line breaks in strings, NaN or Infinity for a
// number (null then), or broken off. Pure; any thread.
#ifndef TEXT_LOOSE_H
#define TEXT_LOOSE_H

#include "base/json.h"

// Behind the last </think>; of a block that never ends, nothing is left.
struct str loose_without_thinking(struct str text);
// What stands in the first fenced block, or all of it.
struct str loose_inside_fence(struct str text);

struct loose {
	const struct json *json; // a list or an object
	struct str raw;          // where it stands in the text
	bool twice; // a key of an object stands twice: its last value is taken
	bool cut;   // broken off: ends behind its last whole element, or member
};
enum loose_flags {
	// Of what is broken off, whole members of an object are kept too, not only
	// whole elements of lists.
	LOOSE_MEMBERS = 1,
};
// The next list or object of *rest, which moves on behind it. False: there is none. At
// most `tries` places where one may begin are looked at.
bool loose_next(struct arena *a, struct str *rest, int flags, size_t tries,
		struct loose *out);

#endif
