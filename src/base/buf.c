#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

// What p points to before the first append, so that it is a C string from the start.
// Never written.
static char nothing[1];

void buf_init(struct buf *b, size_t max)
{
	// The limit leaves room for the NUL and for growing by half without overflow.
	*b = (struct buf){.p = nothing, .max = max < SIZE_MAX / 2 ? max : SIZE_MAX / 2};
}

void buf_release(struct buf *b)
{
	if (b->cap)
		mem_free(b->p);
	*b = (struct buf){.p = nothing};
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->failed = false;
	if (b->cap)
		b->p[0] = '\0';
}

bool buf_failed(const struct buf *b)
{
	return b->failed;
}

char *buf_space(struct buf *b, size_t n)
{
	size_t want, cap;

	if (b->failed || n > b->max - b->n) {
		b->failed = true;
		return NULL;
	}
	want = b->n + n + 1;
	if (want > b->cap) {
		cap = b->cap < 64 ? 64 : b->cap + b->cap / 2;
		if (cap > b->max)
			cap = b->max + 1;
		if (cap < want)
			cap = want;
		b->p = mem_resize(b->cap ? b->p : NULL, cap, 1);
		b->cap = cap;
		b->p[b->n] = '\0';
	}
	return b->p + b->n;
}

void buf_grew(struct buf *b, size_t n)
{
	if (n == 0)
		return;
	invariant(b->cap > b->n && n < b->cap - b->n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_add(struct buf *b, struct str s)
{
	char *to = s.n || b->failed ? buf_space(b, s.n) : NULL;

	if (!to)
		return;
	memcpy(to, s.p, s.n);
	buf_grew(b, s.n);
}

void buf_addc(struct buf *b, char c)
{
	buf_add(b, (struct str){&c, 1});
}

void buf_adds(struct buf *b, const char *cstr)
{
	buf_add(b, str_of(cstr));
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	char small[256];
	va_list args;
	char *to;
	int n;

	if (b->failed)
		return;
	va_start(args, fmt);
	n = vsnprintf(small, sizeof(small), fmt, args);
	va_end(args);
	if (n < 0) {
		b->failed = true;
		return;
	}
	if ((size_t)n < sizeof(small)) {
		buf_add(b, (struct str){small, (size_t)n});
		return;
	}
	to = buf_space(b, (size_t)n);
	if (!to)
		return;
	va_start(args, fmt);
	vsnprintf(to, (size_t)n + 1, fmt, args);
	va_end(args);
	buf_grew(b, (size_t)n);
}

void buf_drop(struct buf *b, size_t n)
{
	if (n == 0)
		return;
	invariant(n <= b->n);
	memmove(b->p, b->p + n, b->n - n);
	b->n -= n;
	b->p[b->n] = '\0';
}

struct str buf_str(const struct buf *b)
{
	return (struct str){b->p ? b->p : nothing, b->n};
}

struct str buf_dup(struct arena *a, const struct buf *b)
{
	return arena_str(a, buf_str(b));
}
