#include "base/arena.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONS 1
#endif
#endif

#ifdef POISONS
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define GAP ALIGN // poisoned space behind each piece, so that running over it is seen
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define GAP 0
#endif

#define ALIGN _Alignof(max_align_t)
#define BLOCK_MIN ((size_t)4096)
#define BLOCK_MAX \
	((size_t)1 << 20) // blocks double up to this; what is larger gets its own

struct arena_block {
	struct arena_block *next;
	size_t size, used; // of data[]
	_Alignas(max_align_t) unsigned char data[];
};

// Asked once; threads that race here all find the same.
static bool each_by_malloc(void)
{
	static atomic_int known; // 0 not yet, 1 no, 2 yes
	int is = atomic_load_explicit(&known, memory_order_relaxed);

	if (is == 0) {
		const char *value = getenv("ASSAY_ARENA_MALLOC");

		is = value && str_is(str_of(value), "1") ? 2 : 1;
		atomic_store_explicit(&known, is, memory_order_relaxed);
	}
	return is == 2;
}

void arena_init(struct arena *a)
{
	*a = (struct arena){0};
}

static void free_block(struct arena_block *b)
{
	UNPOISON(b->data, b->size);
	mem_free(b);
}

void arena_release(struct arena *a)
{
	struct arena_block *b = a->blocks;

	while (b) {
		struct arena_block *next = b->next;

		free_block(b);
		b = next;
	}
	*a = (struct arena){0};
}

// The largest ordinary block stays: a loop that resets soon finds all its memory in it,
// and one outsized round does not keep its memory for ever.
void arena_reset(struct arena *a)
{
	struct arena_block *keep = NULL;

	for (struct arena_block *b = a->blocks; b && !each_by_malloc(); b = b->next) {
		if (b->size <= BLOCK_MAX && (!keep || b->size > keep->size))
			keep = b;
	}
	for (struct arena_block *b = a->blocks; b;) {
		struct arena_block *next = b->next;

		if (b != keep)
			free_block(b);
		b = next;
	}
	if (keep) {
		keep->next = NULL;
		keep->used = 0;
		POISON(keep->data, keep->size);
	}
	a->blocks = keep;
	a->used = 0;
}

static struct arena_block *new_block(size_t size)
{
	struct arena_block *b = mem_alloc(sizeof(*b) + size);

	b->next = NULL;
	b->size = size;
	b->used = 0;
	POISON(b->data, b->size);
	return b;
}

// The block that has `room` free bytes. The newest stands first; a block of one large
// piece is put behind it, so that the space left in the first is not given up.
static struct arena_block *block_with(struct arena *a, size_t room)
{
	struct arena_block *first = a->blocks;
	struct arena_block *b;
	size_t size = BLOCK_MIN;

	if (first && first->size - first->used >= room)
		return first;
	if (each_by_malloc()) {
		size = room;
	} else if (first) {
		size = first->size < BLOCK_MAX / 2 ? first->size * 2 : BLOCK_MAX;
	}
	if (room > size)
		size = room;
	b = new_block(size);
	if (first && size > BLOCK_MAX) {
		b->next = first->next;
		first->next = b;
	} else {
		b->next = first;
		a->blocks = b;
	}
	return b;
}

// Uninitialised.
static void *take(struct arena *a, size_t size)
{
	struct arena_block *b;
	size_t room;
	void *p;

	if (size > SIZE_MAX / 2)
		bug("an arena was asked for more than there can be");
	room = (size + GAP + ALIGN - 1) / ALIGN * ALIGN;
	if (room == 0)
		room = ALIGN; // so that two pieces never share an address
	b = block_with(a, room);
	p = b->data + b->used;
	b->used += room;
	a->used += size;
	UNPOISON(p, size);
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size), 0, size);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		bug("the size of an array overflows");
	return arena_alloc(a, bytes);
}

void *arena_copy(struct arena *a, const void *from, size_t size)
{
	void *p = take(a, size);

	if (size)
		memcpy(p, from, size);
	return p;
}

char *arena_cstr(struct arena *a, struct str s)
{
	char *p = take(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct str arena_str(struct arena *a, struct str s)
{
	return (struct str){arena_cstr(a, s), s.n};
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
	char small[256];
	va_list args;
	int n;
	char *p;

	va_start(args, fmt);
	n = vsnprintf(small, sizeof(small), fmt, args);
	va_end(args);
	if (n < 0)
		bug("arena_printf: a format without result");
	if ((size_t)n < sizeof(small))
		return arena_str(a, (struct str){small, (size_t)n});
	p = take(a, (size_t)n + 1);
	va_start(args, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, args);
	va_end(args);
	return (struct str){p, (size_t)n};
}

struct str arena_join(struct arena *a, const struct str *parts, size_t n,
		      struct str between)
{
	size_t total = 0;
	char *p, *at;

	for (size_t i = 0; i < n; i++)
		total += parts[i].n + (i ? between.n : 0);
	p = at = take(a, total + 1);
	for (size_t i = 0; i < n; i++) {
		if (i && between.n)
			at = (char *)memcpy(at, between.p, between.n) + between.n;
		if (parts[i].n)
			at = (char *)memcpy(at, parts[i].p, parts[i].n) + parts[i].n;
	}
	*at = '\0';
	return (struct str){p, total};
}
