// Zip archives: what is in them. A member is read by input_open_member() (input.h). Any
// thread.
#ifndef BASE_ZIP_H
#define BASE_ZIP_H

#include "base/arena.h"
#include "base/err.h"

bool zip_is(const char *path); // by its magic; false if unreadable
// The members' names, directories and __MACOSX junk left out; `junk` (may be NULL) counts
// these.
bool zip_list(struct arena *a, const char *path, struct str **names, size_t *n,
	      size_t *junk, struct err *e) MUST_CHECK;

#endif
