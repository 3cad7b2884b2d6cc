#include "scan.h"

#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// AT is just behind an opening quote; gives the place of the closing one, or NULL.
static const char *string_end(const char *at, const char *end)
{
	for (const char *q = at; (q = memchr(q, '"', (size_t)(end - q))); q++) {
		size_t slashes = 0;
		while (q - slashes > at && q[-1 - (ptrdiff_t)slashes] == '\\')
			slashes++;
		if (slashes % 2 == 0)
			return q;
	}
	return NULL;
}

static int hex4(const char *p, const char *end)
{
	int v = 0;
	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i];
		int d = c >= '0' && c <= '9'   ? c - '0'
			: c >= 'a' && c <= 'f' ? c - 'a' + 10
			: c >= 'A' && c <= 'F' ? c - 'A' + 10
					       : -1;
		if (d < 0)
			return -1;
		v = v * 16 + d;
	}
	return v;
}

static void add_utf8(struct buf *b, uint32_t c)
{
	char u[4];
	size_t n;
	if (c < 0x80) {
		u[0] = (char)c;
		n = 1;
	} else if (c < 0x800) {
		u[0] = (char)(0xc0 | c >> 6);
		u[1] = (char)(0x80 | (c & 0x3f));
		n = 2;
	} else if (c < 0x10000) {
		u[0] = (char)(0xe0 | c >> 12);
		u[1] = (char)(0x80 | (c >> 6 & 0x3f));
		u[2] = (char)(0x80 | (c & 0x3f));
		n = 3;
	} else {
		u[0] = (char)(0xf0 | c >> 18);
		u[1] = (char)(0x80 | (c >> 12 & 0x3f));
		u[2] = (char)(0x80 | (c >> 6 & 0x3f));
		u[3] = (char)(0x80 | (c & 0x3f));
		n = 4;
	}
	buf_add(b, u, n);
}

// P is behind "\u"; gives how many bytes it took. A lone surrogate becomes U+FFFD.
static size_t add_escape(struct buf *b, const char *p, const char *end)
{
	int hi = hex4(p, end);
	if (hi < 0)
		return 0;
	if (hi < 0xd800 || hi > 0xdfff) {
		add_utf8(b, (uint32_t)hi);
		return 4;
	}
	int lo = end - p >= 10 && p[4] == '\\' && p[5] == 'u' ? hex4(p + 6, end) : -1;
	if (hi < 0xdc00 && lo >= 0xdc00 && lo <= 0xdfff) {
		add_utf8(b, 0x10000u + ((uint32_t)(hi - 0xd800) << 10) +
				    (uint32_t)(lo - 0xdc00));
		return 10;
	}
	add_utf8(b, 0xfffd);
	return 4;
}

static struct slice unescape(struct slice raw, struct buf *spare)
{
	const char *p = raw.p, *end = raw.p + raw.n;
	const char *slash = raw.n ? memchr(p, '\\', raw.n) : NULL;
	if (!slash)
		return raw;
	spare->n = 0;
	for (; slash; slash = memchr(p, '\\', (size_t)(end - p))) {
		static const char from[] = "ntrbf", to[] = "\n\t\r\b\f";
		buf_add(spare, p, (size_t)(slash - p));
		p = slash + 1;
		if (p == end)
			break;
		const char *at = strchr(from, *p);
		if (*p == 'u')
			p += 1 + add_escape(spare, p + 1, end);
		else if (at && *at)
			buf_add(spare, &to[at - from], 1), p++;
		else
			buf_add(spare, p++, 1);
	}
	buf_add(spare, p, (size_t)(end - p));
	return (struct slice){spare->p, spare->n};
}

// P is behind a key's closing quote. Gives the place of the value, or NULL if the string
// was no key.
static const char *value_at(const char *p, const char *end)
{
	while (p < end && is_space(*p))
		p++;
	if (p == end || *p++ != ':')
		return NULL;
	while (p < end && is_space(*p))
		p++;
	return p < end ? p : NULL;
}

// Takes in a string value, if it is one that the stub asks for.
static void take(struct slice key, struct slice text, int depth, struct slice *last,
		 struct scan *out)
{
	if (slice_is(key, "content") || slice_is(key, "text")) {
		*last = text;
		out->messages++;
	} else if (depth == 1 && slice_is(key, "model")) {
		out->model = text;
	}
}

bool scan_body(struct slice body, struct buf *spare, struct scan *out)
{
	const char *p = body.p, *end = body.p + body.n;
	struct slice last = {0};
	int depth = 0;

	*out = (struct scan){0};
	while (p < end && is_space(*p))
		p++;
	if (p == end || *p != '{')
		return false;
	for (; p < end; p++) {
		depth += *p == '{' || *p == '[';
		depth -= *p == '}' || *p == ']';
		if (*p != '"')
			continue;
		const char *q = string_end(p + 1, end);
		if (!q)
			return false;
		struct slice key = {p + 1, (size_t)(q - p - 1)};
		const char *v = value_at(q + 1, end);
		p = v ? v - 1 : q;
		if (!v || *v != '"')
			continue;
		q = string_end(v + 1, end);
		if (!q)
			return false;
		struct slice text = {v + 1, (size_t)(q - v - 1)};
		take(key, text, depth, &last, out);
		p = q;
	}
	out->prompt = unescape(last, spare);
	return depth == 0;
}

bool scan_is_zh(struct slice text)
{
	size_t zh = 0, latin = 0;
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		// U+4000..U+9FFF, whose three bytes begin E4..E9.
		zh += c >= 0xe4 && c <= 0xe9;
		latin += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	}
	return zh * 3 > latin;
}
