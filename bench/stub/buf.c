#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_reserve(struct buf *b, size_t more)
{
	if (b->cap - b->n >= more)
		return;
	size_t cap = b->cap ? b->cap : 256;
	while (cap - b->n < more)
		cap *= 2;
	char *p = realloc(b->p, cap);
	if (!p) {
		fprintf(stderr, "stub: out of memory for %zu bytes\n", cap);
		abort();
	}
	b->p = p;
	b->cap = cap;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	if (!n)
		return;
	buf_reserve(b, n);
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

void buf_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	buf_reserve(b, 128);
	va_start(ap, fmt);
	int n = vsnprintf(b->p + b->n, b->cap - b->n, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n >= b->cap - b->n) {
		buf_reserve(b, (size_t)n + 1);
		va_start(ap, fmt);
		n = vsnprintf(b->p + b->n, b->cap - b->n, fmt, ap);
		va_end(ap);
	}
	if (n > 0)
		b->n += (size_t)n;
}

void buf_json(struct buf *b, const char *p, size_t n)
{
	for (size_t i = 0, from = 0; i <= n; i++) {
		unsigned char c = i < n ? (unsigned char)p[i] : '"';
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(b, p + from, i - from);
		from = i + 1;
		if (i == n)
			break;
		if (c == '"' || c == '\\')
			buf_fmt(b, "\\%c", c);
		else if (c == '\n')
			buf_text(b, "\\n");
		else
			buf_fmt(b, "\\u%04x", c);
	}
}

void buf_shift(struct buf *b, size_t n)
{
	if (n < b->n)
		memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
}

void buf_release(struct buf *b)
{
	free(b->p);
	*b = (struct buf){0};
}

bool slice_is(struct slice s, const char *text)
{
	return strlen(text) == s.n && memcmp(s.p, text, s.n) == 0;
}

bool slice_ends(struct slice s, const char *tail)
{
	size_t n = strlen(tail);
	return s.n >= n && memcmp(s.p + s.n - n, tail, n) == 0;
}

uint64_t hash_mix(uint64_t a, uint64_t b)
{
	// The finaliser of SplitMix64 over both.
	uint64_t z = a + 0x9e3779b97f4a7c15u * (b + 1);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

uint64_t slice_hash(struct slice s, uint64_t seed)
{
	// Eight bytes at a time: a byte-wise hash of long prompts would be what the
	// benchmark measures.
	uint64_t h = hash_mix(seed, s.n);
	size_t i = 0;
	for (; i + 8 <= s.n; i += 8) {
		uint64_t w;
		memcpy(&w, s.p + i, 8);
		h = (h ^ w) * 0x9fb21c651e98df25u;
		h ^= h >> 32;
	}
	uint64_t w = 0;
	if (i < s.n)
		memcpy(&w, s.p + i, s.n - i);
	return hash_mix(h, w);
}

double hash_unit(uint64_t h)
{
	return (double)(h >> 11) * 0x1.0p-53;
}
