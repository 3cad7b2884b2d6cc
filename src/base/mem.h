// Heap memory that cannot fail: running out ends the program with one line.
//
// Only base uses these freely; other rooms take an arena (arena.h) and come here
// for tables that live as long as the program or a handle. Any thread.
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void *mem_alloc(size_t size) __attribute__((returns_nonnull));  // uninitialised
void *mem_zalloc(size_t size) __attribute__((returns_nonnull)); // zeroed
// `count` times `size` with overflow checked; contents up to the old size are kept.
void *mem_resize(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
char *mem_dup(const char *text) __attribute__((returns_nonnull)); // NULL is a bug
void mem_free(void *p);                                           // NULL is legal

// A broken invariant: prints place and message, then aborts. Stays on in release builds.
_Noreturn void bug_at(const char *file, int line, const char *what);
#define bug(what) bug_at(__FILE__, __LINE__, what)
#define invariant(cond) ((cond) ? (void)0 : bug("invariant broken: " #cond))

#endif
