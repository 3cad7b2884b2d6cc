// What is compiled in, by name.
#ifndef SUITE_BUILTIN_H
#define SUITE_BUILTIN_H

#include "base/arena.h"

// A bare name, not a path: no '/', no file's ending.
bool builtin_is_name(struct str name);
// The names of the assets PREFIX name SUFFIX, sorted.
size_t builtin_names(struct arena *a, struct str prefix, struct str suffix,
		     struct str **names);

#endif
