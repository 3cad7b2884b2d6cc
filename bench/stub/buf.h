// A growing byte buffer and a byte slice, for the stub server alone: the stub links
// nothing but libc, so that what the benchmarks measure against shares no code with the
// program that is measured. Out of memory ends the process. One thread.
#ifndef STUB_BUF_H
#define STUB_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
	const char *p;
	size_t n;
};

// All zero is a valid, empty buffer.
struct buf {
	char *p;
	size_t n;
	size_t cap;
};

// Makes room for MORE further bytes; p + n may then be written to.
void buf_reserve(struct buf *b, size_t more);
void buf_add(struct buf *b, const void *p, size_t n);
void buf_text(struct buf *b, const char *text);
void buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
// Appends N bytes as the inside of a JSON string. Bytes above 0x7f go through unchanged.
void buf_json(struct buf *b, const char *p, size_t n);
// Drops the first N bytes.
void buf_shift(struct buf *b, size_t n);
void buf_release(struct buf *b);

bool slice_is(struct slice s, const char *text);
bool slice_ends(struct slice s, const char *tail);
// 64 bits that depend on every byte and on the seed; the same on every machine of one
// byte order. Not cryptographic.
uint64_t slice_hash(struct slice s, uint64_t seed);
// One number from two, evenly spread.
uint64_t hash_mix(uint64_t a, uint64_t b);
// The hash's upper bits as a number in [0, 1).
double hash_unit(uint64_t h);

#endif
