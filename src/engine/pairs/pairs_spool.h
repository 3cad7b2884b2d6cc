// Texts put aside on disk, to be read once again in the same order.
//
// A file without a name in the folder given: nothing is left behind, however the program
// ends. One thread.
#ifndef ENGINE_PAIRS_SPOOL_H
#define ENGINE_PAIRS_SPOOL_H

#include "base/arena.h"
#include "base/err.h"

struct spool;

struct spool *spool_create(struct str folder, struct err *e) MUST_CHECK;
void spool_destroy(struct spool *s); // NULL is legal
bool spool_add(struct spool *s, struct str text, struct err *e) MUST_CHECK;
bool spool_rewind(struct spool *s, struct err *e) MUST_CHECK; // nothing is added after
// 1 got one, in the arena; 0 end, -1 error.
int spool_next(struct spool *s, struct arena *a, struct str *out,
	       struct err *e) MUST_CHECK;

#endif
