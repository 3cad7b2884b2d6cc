// A slice of bytes: where it starts and how many. Never owns, never assumed
// NUL-terminated.
//
// Text that crossed a boundary (file, wire, terminal) is valid UTF-8 by then (utf8.h),
// but may hold NUL. Slices are passed by value; the memory behind one belongs to whoever
// made it, most often an arena. Any thread.
#ifndef BASE_STR_H
#define BASE_STR_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// p is NULL only with n == 0: "no text", which str_eq() takes as equal to "".
struct str {
	const char *p;
	size_t n; // bytes
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
// The same as an initialiser, for static tables.
#define STR_INIT(literal)                       \
	{                                       \
		"" literal, sizeof(literal) - 1 \
	}
#define STR_NONE ((struct str){NULL, 0})
// For printf: printf("x=" STR_FMT, STR_ARG(s)). Stops at a NUL, as printf does.
#define STR_FMT "%.*s"
#define STR_ARG(s) ((int)((s).n > INT_MAX ? INT_MAX : (s).n)), ((s).p ? (s).p : "")

static inline struct str str_of(const char *cstr) // NULL gives STR_NONE
{
	return (struct str){cstr, cstr ? strlen(cstr) : 0};
}
static inline bool str_empty(struct str s)
{
	return s.n == 0;
}
static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
bool str_is(struct str a, const char *cstr);
bool str_eq_nocase(struct str a, struct str b); // ASCII letters only
int str_cmp(struct str a, struct str b);        // bytewise, then by length: <0, 0, >0
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

#define STR_NPOS ((size_t)-1)
size_t str_find(struct str s, struct str what); // offset of the first one, or STR_NPOS
size_t str_find_byte(struct str s, char c);
size_t str_rfind_byte(struct str s, char c);

struct str str_slice(struct str s, size_t from, size_t to); // clamped to s
struct str str_trim(struct str s); // ASCII white space, both ends
// Cuts *rest at the first `sep`: returns what stands before it and leaves what stands
// after; without a `sep` returns the whole and leaves *rest empty with p == NULL. Loop
// while rest.p.
struct str str_cut(struct str *rest, char sep);

// Whole-string decimal numbers: no blanks, no trailing bytes, no leading +, no overflow;
// false leaves *out alone.
bool str_to_i64(struct str s, int64_t *out) __attribute__((warn_unused_result));
bool str_to_u64(struct str s, uint64_t *out) __attribute__((warn_unused_result));
bool str_to_double(struct str s, double *out)
	__attribute__((warn_unused_result)); // finite

#endif
