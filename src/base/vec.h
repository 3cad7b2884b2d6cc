// A typed growing array on the heap: VEC(struct item) v = {0}; VEC_PUSH(&v, x);
// VEC_FREE(&v).
//
// v.p[i] for i < v.n. Pointers into it die at the next push.
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/mem.h"

#define VEC(type)              \
	struct {               \
		type *p;       \
		size_t n, cap; \
	}
#define VEC_RESERVE(v, want)                                      \
	((want) <= (v)->cap                                       \
		 ? (void)0                                        \
		 : (void)((v)->cap = vec_grown((v)->cap, (want)), \
			  (v)->p = mem_resize((v)->p, (v)->cap, sizeof(*(v)->p))))
#define VEC_PUSH(v, ...) \
	(VEC_RESERVE((v), (v)->n + 1), (void)((v)->p[(v)->n++] = (__VA_ARGS__)))
#define VEC_FREE(v) (mem_free((v)->p), (void)((v)->p = NULL, (v)->n = (v)->cap = 0))

static inline size_t vec_grown(size_t cap, size_t want)
{
	size_t grown = cap < 8 ? 8 : cap + cap / 2;
	return grown < want ? want : grown;
}

#endif
