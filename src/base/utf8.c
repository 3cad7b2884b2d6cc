#include "base/utf8.h"

// How many bytes at p[0..n), n > 0, make one code point (*ok) or one maximal ill-formed
// subpart. Table 3-7: the lead byte says how many follow and what the first of them may
// be; the others are always 80..BF.
static size_t sequence(const unsigned char *p, size_t n, bool *ok)
{
	unsigned char from = 0x80, to = 0xBF;
	size_t length, i;

	*ok = p[0] < 0x80;
	if (p[0] < 0xC2 || p[0] > 0xF4) // ASCII; never a lead byte
		return 1;
	if (p[0] < 0xE0) {
		length = 2;
	} else if (p[0] < 0xF0) {
		length = 3;
		from = p[0] == 0xE0 ? 0xA0 : from; // else over-long
		to = p[0] == 0xED ? 0x9F : to;     // else a surrogate
	} else {
		length = 4;
		from = p[0] == 0xF0 ? 0x90 : from; // else over-long
		to = p[0] == 0xF4 ? 0x8F : to;     // else over 10FFFF
	}
	if (n < 2 || p[1] < from || p[1] > to)
		return 1;
	for (i = 2; i < length; i++) {
		if (i >= n || (p[i] & 0xC0) != 0x80)
			return i;
	}
	*ok = true;
	return length;
}

// How many bytes at the front are ASCII; eight at a time, since most text is.
static size_t ascii(const char *p, size_t n)
{
	size_t i = 0;
	uint64_t eight;

	for (; i + sizeof(eight) <= n; i += sizeof(eight)) {
		memcpy(&eight, p + i, sizeof(eight));
		if (eight & 0x8080808080808080u)
			break;
	}
	while (i < n && (unsigned char)p[i] < 0x80)
		i++;
	return i;
}

// How many bytes at the front are of the plainest of three-byte sequences, E1..EC, in
// which nearly all Chinese text is; the rest is for sequence().
static size_t three_bytes(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t i = 0;

	while (i + 3 <= n && (unsigned char)(p[i] - 0xE1) <= 0xEC - 0xE1 &&
	       ((p[i + 1] & 0xC0) ^ 0x80) + ((p[i + 2] & 0xC0) ^ 0x80) == 0)
		i += 3;
	return i;
}

size_t utf8_valid_prefix(struct str s)
{
	size_t i = 0;

	while (i < s.n) {
		size_t n;
		bool ok;

		i += ascii(s.p + i, s.n - i);
		i += three_bytes(s.p + i, s.n - i);
		if (i == s.n || (unsigned char)s.p[i] < 0x80)
			continue;
		n = sequence((const unsigned char *)s.p + i, s.n - i, &ok);
		if (!ok)
			return i;
		i += n;
	}
	return i;
}

bool utf8_valid(struct str s)
{
	return utf8_valid_prefix(s) == s.n;
}

uint32_t utf8_next(struct str *s)
{
	static const unsigned char lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
	const unsigned char *p = (const unsigned char *)s->p;
	uint32_t cp;
	size_t n;
	bool ok;

	invariant(s->n > 0);
	n = sequence(p, s->n, &ok);
	s->p += n;
	s->n -= n;
	if (!ok)
		return UTF8_REPLACEMENT;
	cp = p[0] & lead_bits[n];
	for (size_t i = 1; i < n; i++)
		cp = cp << 6 | (p[i] & 0x3F);
	return cp;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = UTF8_REPLACEMENT;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

size_t utf8_count(struct str s)
{
	size_t count = 0;

	while (s.n) {
		utf8_next(&s);
		count++;
	}
	return count;
}

struct str utf8_repair(struct arena *a, struct str s)
{
	size_t bad = 0;
	char *out, *at;

	for (struct str rest = s;;) {
		size_t good = utf8_valid_prefix(rest);

		rest = str_slice(rest, good, rest.n);
		if (!rest.n)
			break;
		utf8_next(&rest);
		bad++;
	}
	if (!bad)
		return s;
	out = at = arena_alloc(
		a, s.n + bad * 2 + 1); // a subpart has at least one byte, U+FFFD three
	while (s.n) {
		size_t good = utf8_valid_prefix(s);

		at = (char *)memcpy(at, s.p, good) + good;
		s = str_slice(s, good, s.n);
		if (s.n) {
			utf8_next(&s);
			at += utf8_encode(UTF8_REPLACEMENT, at);
		}
	}
	return (struct str){out, (size_t)(at - out)};
}

struct str utf8_clip(struct str s, size_t max)
{
	if (s.n <= max)
		return s;
	for (size_t back = 1; back <= 3 && back <= max; back++) {
		const unsigned char *p = (const unsigned char *)s.p + (max - back);
		bool ok;

		if ((*p & 0xC0) == 0x80)
			continue;
		if (sequence(p, s.n - (max - back), &ok) > back && ok)
			max -= back;
		break;
	}
	return (struct str){s.p, max};
}
