// Memory by lifetime: allocate piece by piece, free everything at once.
//
// A function that returns memory takes the arena first, and that is the ownership rule:
// what it returns lives until that arena is reset or released. Running out of memory ends
// the program (mem.h). Alignment is that of max_align_t. Under AddressSanitizer unused
// and freed space is poisoned; with ASSAY_ARENA_MALLOC=1 in the environment every
// allocation is its own malloc, so that valgrind sees it. An arena belongs to one thread
// at a time.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/mem.h"
#include "base/str.h"

struct arena_block;
struct arena {
	struct arena_block *blocks; // newest first
	size_t used;                // bytes handed out since the last reset
};

void arena_init(struct arena *a); // {0} is an initialised arena too
void arena_release(struct arena *a);
// Keeps the largest ordinary block (up to 1 MiB), so that a loop stays off malloc.
void arena_reset(struct arena *a);

void *arena_alloc(struct arena *a, size_t size)
	__attribute__((returns_nonnull)); // zeroed
void *arena_array(struct arena *a, size_t count, size_t size)
	__attribute__((returns_nonnull)); // zeroed; overflow is a bug
void *arena_copy(struct arena *a, const void *from, size_t size)
	__attribute__((returns_nonnull));
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))

struct str arena_str(struct arena *a, struct str s); // NUL stands behind it
char *arena_cstr(struct arena *a, struct str s);     // the same as a C string
struct str arena_printf(struct arena *a, const char *fmt, ...)
	PRINTF(2, 3); // NUL behind it
struct str arena_join(struct arena *a, const struct str *parts, size_t n,
		      struct str between);

#endif
