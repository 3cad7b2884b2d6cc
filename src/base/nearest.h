// "Did you mean ...?": the nearest of some names by edit distance (Levenshtein), or NULL.
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/str.h"

const char *nearest_name(struct str wanted, const char *const *names, size_t n);

#endif
