// A growing buffer of bytes with a mandatory upper bound.
//
// Failure is sticky: once an append would pass `max`, nothing more is added and
// buf_failed() says so, so that a run of appends is checked once. A NUL always stands
// behind the contents. Memory is the heap's; release it. One thread at a time.
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

struct buf {
	char *p;
	size_t n, cap, max; // bytes; max excludes the NUL
	bool failed;
};

#define BUF_TEXT_MAX ((size_t)1 << 30) // for buffers whose growth something else bounds

void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b);
void buf_clear(struct buf *b); // keeps memory and maximum, clears the failure
bool buf_failed(const struct buf *b);
void buf_add(struct buf *b, struct str s);
void buf_addc(struct buf *b, char c);
void buf_adds(struct buf *b, const char *cstr);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
// Room for n more bytes to write into, or NULL and failed; buf_grew() then says how many
// were written.
char *buf_space(struct buf *b, size_t n);
void buf_grew(struct buf *b, size_t n);
void buf_drop(struct buf *b, size_t n);  // removes n bytes from the front
struct str buf_str(const struct buf *b); // valid until the next append
struct str buf_dup(struct arena *a, const struct buf *b); // a copy in the arena

#endif
