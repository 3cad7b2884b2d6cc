#include "base/str.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

bool str_is(struct str a, const char *cstr)
{
	return str_eq(a, str_of(cstr));
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	}
	return true;
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	if (order)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_slice(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_slice(s, s.n - suffix.n, s.n), suffix);
}

size_t str_find(struct str s, struct str what)
{
	const char *at;

	if (what.n == 0)
		return 0;
	if (s.n < what.n)
		return STR_NPOS;
	at = memmem(s.p, s.n, what.p, what.n);
	return at ? (size_t)(at - s.p) : STR_NPOS;
}

size_t str_find_byte(struct str s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : STR_NPOS;
}

size_t str_rfind_byte(struct str s, char c)
{
	const char *at = s.n ? memrchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : STR_NPOS;
}

struct str str_slice(struct str s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	// NULL + 0 is undefined in C, hence the test.
	return (struct str){from ? s.p + from : s.p, to - from};
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
	size_t from = 0;
	size_t to = s.n;

	while (from < to && is_blank(s.p[from]))
		from++;
	while (to > from && is_blank(s.p[to - 1]))
		to--;
	return str_slice(s, from, to);
}

struct str str_cut(struct str *rest, char sep)
{
	struct str whole = *rest;
	size_t at = str_find_byte(whole, sep);

	if (at == STR_NPOS) {
		*rest = STR_NONE;
		return whole;
	}
	*rest = str_slice(whole, at + 1, whole.n);
	return str_slice(whole, 0, at);
}

bool str_to_u64(struct str s, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(v, 10u, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
			return false;
	}
	*out = v;
	return true;
}

bool str_to_i64(struct str s, int64_t *out)
{
	bool minus = s.n > 0 && s.p[0] == '-';
	uint64_t v;

	if (!str_to_u64(str_slice(s, minus, s.n), &v))
		return false;
	if (v > (uint64_t)INT64_MAX + minus)
		return false;
	// Negated as unsigned, where the most negative number has a counterpart.
	*out = (int64_t)(minus ? 0 - v : v);
	return true;
}

static size_t digits(struct str s, size_t from)
{
	size_t n = 0;

	while (from + n < s.n && s.p[from + n] >= '0' && s.p[from + n] <= '9')
		n++;
	return n;
}

// [-] digits [. digits] [e [+-] digits]; strtod takes hexadecimal, "inf" and "nan" too.
static bool is_decimal(struct str s)
{
	size_t i = s.n > 0 && s.p[0] == '-';
	size_t whole = digits(s, i);
	size_t part = 0;

	i += whole;
	if (i < s.n && s.p[i] == '.') {
		part = digits(s, i + 1);
		i += 1 + part;
	}
	if (whole + part == 0)
		return false;
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		i++;
		if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
			i++;
		if (digits(s, i) == 0)
			return false;
		i += digits(s, i);
	}
	return i == s.n;
}

bool str_to_double(struct str s, double *out)
{
	char small[128];
	char *text = small;
	double v;

	if (!is_decimal(s))
		return false;
	if (s.n >= sizeof(small))
		text = mem_alloc(s.n + 1);
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	v = strtod(text, NULL);
	if (text != small)
		mem_free(text);
	if (!isfinite(v))
		return false;
	*out = v;
	return true;
}
