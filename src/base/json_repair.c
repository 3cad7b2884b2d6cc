#include "base/json_repair.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "base/vec.h"

#define REPLACEMENT STR("\xef\xbf\xbd")

bool json_error_at(struct err *e, struct str text, size_t at, const char *fmt, ...)
{
	char what[400];
	size_t line = 1, column = 1;
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	for (size_t i = 0; i < at && i < text.n; i++) {
		if (text.p[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)text.p[i] & 0xc0) != 0x80) {
			column++;
		}
	}
	return err_set(e, ERR_INPUT, "line %zu column %zu: %s", line, column, what);
}

size_t json_skip_space(struct str text, size_t at)
{
	while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\n' ||
			       text.p[at] == '\t' || text.p[at] == '\r'))
		at++;
	return at;
}

// Puts `with` in the place of in[from, to).
static void replace(struct json_repair *r, size_t from, size_t to, struct str with)
{
	buf_add(&r->out, str_slice(r->in, r->copied, from));
	buf_add(&r->out, with);
	r->copied = to;
	if (r->n_shifts == r->cap_shifts) {
		r->cap_shifts = vec_grown(r->cap_shifts, r->n_shifts + 1);
		r->shifts = mem_resize(r->shifts, r->cap_shifts, sizeof(*r->shifts));
	}
	r->shifts[r->n_shifts++] = (struct json_shift){.out = r->out.n, .in = to};
}

// The four digits behind \u at `at`; -1 if they are none.
static int hex4(struct str text, size_t at)
{
	int value = 0;

	if (text.n < at + 4)
		return -1;
	for (size_t i = at; i < at + 4; i++) {
		char c = text.p[i];
		if (c >= '0' && c <= '9')
			value = value * 16 + (c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			value = value * 16 + ((c | 32) - 'a' + 10);
		else
			return -1;
	}
	return value;
}

static bool is_high(int unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low(int unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

// The escape at *at; leaves *at behind it.
static bool scan_escape(struct json_repair *r, size_t *at, struct err *e)
{
	struct str in = r->in;
	size_t from = *at;
	char c = from + 1 < in.n ? in.p[from + 1] : '\0';

	if (c != 'u') {
		if (c == '\0' || !strchr("\"\\/bfnrt", c))
			return json_error_at(e, in, from,
					     "a backslash in a string needs one of "
					     "\" \\ / b f n r t u behind it");
		*at = from + 2;
		return true;
	}
	int unit = hex4(in, from + 2);
	if (unit < 0)
		return json_error_at(e, in, from, "\\u needs four hexadecimal digits");
	*at = from + 6;
	if (is_high(unit) && in.n > from + 7 && in.p[from + 6] == '\\' &&
	    in.p[from + 7] == 'u' && is_low(hex4(in, from + 8)))
		*at = from + 12;
	else if (is_high(unit) || is_low(unit))
		replace(r, from, from + 6, REPLACEMENT);
	return true;
}

// A byte of 0x80 or more, in a text known to have ill-formed places.
static void scan_multibyte(struct json_repair *r, size_t *at)
{
	struct str rest = str_slice(r->in, *at, r->in.n);
	struct str one = rest;
	uint32_t cp = utf8_next(&rest);

	one.n -= rest.n;
	if (cp == UTF8_REPLACEMENT && !str_eq(one, REPLACEMENT))
		replace(r, *at, *at + one.n, REPLACEMENT);
	*at += one.n;
}

// The string at *at, which stands on its quote; leaves *at behind it.
static bool scan_string(struct json_repair *r, size_t *at, struct err *e)
{
	struct str in = r->in;
	size_t from = *at, i = from + 1;

	while (i < in.n) {
		unsigned char c = (unsigned char)in.p[i];
		if (c == '"') {
			*at = i + 1;
			return true;
		}
		if (c == '\\') {
			if (!scan_escape(r, &i, e))
				return false;
		} else if (c < 0x20) {
			return json_error_at(e, in, i,
					     "a control character (U+%04X) in a string; "
					     "it has to be written as an escape",
					     c);
		} else if (c < 0x80 || r->utf8) {
			i++;
		} else {
			scan_multibyte(r, &i);
		}
	}
	return json_error_at(e, in, from, "the string that begins here is not closed");
}

static bool ends_word(char c)
{
	return c == ',' || c == ':' || c == ']' || c == '}' || c == '[' || c == '{' ||
	       c == '"' || c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static size_t word_end(struct str in, size_t at)
{
	while (at < in.n && !ends_word(in.p[at]))
		at++;
	return at;
}

// Whether a word is an integer that does not fit 64 bits.
static bool is_big_integer(struct str word)
{
	int64_t value;
	size_t i = word.n > 0 && word.p[0] == '-';

	if (word.n - i < 19)
		return false;
	for (; i < word.n; i++)
		if (word.p[i] < '0' || word.p[i] > '9')
			return false;
	return !str_to_i64(word, &value);
}

// A number, true, false, null, or what is none of them and left to the parser to refuse.
static bool scan_word(struct json_repair *r, size_t *at, struct err *e)
{
	size_t from = *at;

	*at = word_end(r->in, from);
	for (size_t i = from; i < *at; i++) {
		unsigned char c = (unsigned char)r->in.p[i];
		if (c > 0x20 && c < 0x7f)
			continue;
		struct str rest = str_slice(r->in, i, r->in.n);
		return json_error_at(
			e, r->in, i,
			"the character U+%04X cannot stand outside of a string",
			(unsigned)utf8_next(&rest));
	}
	if (is_big_integer(str_slice(r->in, from, *at)))
		replace(r, *at, *at, STR("e0"));
	return true;
}

static bool scan_value(struct json_repair *r, size_t *at, struct err *e)
{
	struct str in = r->in;
	size_t depth = 0, i = *at;

	do {
		switch (in.p[i]) {
		case '{':
		case '[':
			if (++depth > JSON_DEPTH_MAX)
				return json_error_at(e, in, i,
						     "nested deeper than %d levels",
						     JSON_DEPTH_MAX);
			i++;
			break;
		case '}':
		case ']':
			depth -= depth > 0;
			i++;
			break;
		case ',':
		case ':':
			i++;
			break;
		case '"':
			if (!scan_string(r, &i, e))
				return false;
			break;
		default:
			if (!scan_word(r, &i, e))
				return false;
		}
		if (depth > 0)
			i = json_skip_space(in, i);
	} while (depth > 0 && i < in.n);
	*at = i;
	return true;
}

bool json_repair(struct json_repair *r, struct str text, struct err *e)
{
	*r = (struct json_repair){.in = text};
	buf_init(&r->out, SIZE_MAX / 4);
	r->utf8 = utf8_valid(text);
	r->start = r->end = r->copied = json_skip_space(text, 0);
	if (r->start == text.n)
		return json_error_at(e, text, r->start, "expected a value, got nothing");
	if (!scan_value(r, &r->end, e))
		return false;
	if (r->n_shifts == 0) {
		r->text = str_slice(text, r->start, r->end);
	} else {
		buf_add(&r->out, str_slice(text, r->copied, r->end));
		r->text = buf_str(&r->out);
	}
	return true;
}

void json_repair_release(struct json_repair *r)
{
	buf_release(&r->out);
	mem_free(r->shifts);
}

size_t json_repair_origin(const struct json_repair *r, size_t out)
{
	struct json_shift last = {.out = 0, .in = r->start};

	for (size_t i = 0; i < r->n_shifts && r->shifts[i].out <= out; i++)
		last = r->shifts[i];
	return last.in + (out - last.out);
}

// The end of the token at `at`, in a text whose strings are known to be sound.
static size_t token_end(struct str text, size_t at)
{
	if (text.p[at] == '"') {
		for (at++; at < text.n && text.p[at] != '"'; at++)
			at += text.p[at] == '\\';
		return at + 1;
	}
	return ends_word(text.p[at]) ? at + 1 : word_end(text, at);
}

struct str json_repair_token(const struct json_repair *r, size_t at)
{
	struct str text = r->text;

	for (size_t from = 0, to; (from = json_skip_space(text, from)) < text.n;
	     from = to) {
		to = token_end(text, from);
		if (to >= at)
			return str_slice(text, from, to);
	}
	return str_slice(text, text.n, text.n);
}
