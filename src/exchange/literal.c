#include "exchange/literal.h"

#include "base/utf8.h"
#include "base/vec.h"

#define DEPTH 64

struct scan {
	struct arena *arena;
	struct str text;
	size_t at;
	unsigned depth;
};

static bool value(struct scan *s, struct json *out);

static char peek(const struct scan *s)
{
	return s->at < s->text.n ? s->text.p[s->at] : '\0';
}

static void blanks(struct scan *s)
{
	while (s->at < s->text.n && strchr(" \t\r\n", s->text.p[s->at]) && peek(s))
		s->at++;
}

static bool take(struct scan *s, char c)
{
	blanks(s);
	bool there = s->at < s->text.n && s->text.p[s->at] == c;
	s->at += there;
	return there;
}

static bool word(struct scan *s, const char *name)
{
	struct str rest = str_slice(s->text, s->at, s->text.n);
	bool there = str_starts(rest, str_of(name));
	s->at += there ? strlen(name) : 0;
	return there;
}

// \xHH, \uHHHH, \UHHHHHHHH; what is none stays as it stands.
static bool code_point(struct scan *s, size_t digits, struct buf *out)
{
	uint32_t cp = 0;
	struct str hex = str_slice(s->text, s->at, s->at + digits);
	for (size_t i = 0; i < hex.n; i++) {
		char c = hex.p[i], lower = (char)(c | 0x20);
		bool digit = c >= '0' && c <= '9';
		if (!digit && (lower < 'a' || lower > 'f'))
			return false;
		cp = cp << 4 | (uint32_t)(digit ? c - '0' : lower - 'a' + 10);
	}
	if (hex.n < digits)
		return false;
	char bytes[4];
	buf_add(out, (struct str){bytes, utf8_encode(cp, bytes)});
	s->at += digits;
	return true;
}

static void escape(struct scan *s, struct buf *out)
{
	static const char from[] = "nrtabfv0\\'\"", to[] = "\n\r\t\a\b\f\v\0\\'\"";
	char c = peek(s);
	const char *known = c ? strchr(from, c) : NULL;
	s->at += s->at < s->text.n;
	if (c == '\n')
		return; // a line that goes on
	if (known) {
		buf_addc(out, to[known - from]);
		return;
	}
	size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
	if (digits && code_point(s, digits, out))
		return;
	buf_addc(out, '\\');
	if (c)
		buf_addc(out, c);
}

static bool string(struct scan *s, bool raw, struct str *out)
{
	char quote = peek(s);
	const char triple[4] = {quote, quote, quote, '\0'};
	struct str end = str_of(triple);
	if (!word(s, triple)) {
		end.n = 1;
		s->at++;
	}
	struct buf text;
	buf_init(&text, BUF_TEXT_MAX);
	bool closed = false;
	while (!closed && s->at < s->text.n) {
		if (str_starts(str_slice(s->text, s->at, s->text.n), end)) {
			s->at += end.n;
			closed = true;
		} else if (peek(s) == '\\' && !raw) {
			s->at++;
			escape(s, &text);
		} else {
			buf_addc(&text, s->text.p[s->at++]);
		}
	}
	if (closed)
		*out = utf8_repair(s->arena, buf_dup(s->arena, &text));
	buf_release(&text);
	return closed;
}

// u'', r"", b'' and the like; leaves s->at alone where there is none.
static bool string_begins(struct scan *s, bool *raw)
{
	size_t at = s->at;
	*raw = false;
	while (at < s->text.n && at < s->at + 2 && strchr("uUrRbB", s->text.p[at])) {
		*raw = *raw || (s->text.p[at] | 0x20) == 'r';
		at++;
	}
	bool begins = at < s->text.n && (s->text.p[at] == '\'' || s->text.p[at] == '"');
	if (begins)
		s->at = at;
	return begins;
}

static bool number(struct scan *s, struct json *out)
{
	size_t from = s->at;
	while (s->at < s->text.n && peek(s) && strchr("0123456789+-.eE", peek(s)))
		s->at++;
	struct str digits = str_slice(s->text, from, s->at);
	out->kind = JSON_INT;
	if (str_to_i64(digits, &out->u.integer))
		return true;
	out->kind = JSON_REAL;
	return str_to_double(digits, &out->u.real);
}

static bool name(struct scan *s, struct json *out)
{
	*out = (struct json){.kind = JSON_NULL};
	if (word(s, "None") || word(s, "null") || word(s, "nan"))
		return true;
	out->kind = JSON_BOOL;
	out->u.boolean = word(s, "True") || word(s, "true");
	return out->u.boolean || word(s, "False") || word(s, "false");
}

// A key that is no string is named by its digits.
static bool key(struct scan *s, struct str *out)
{
	struct json j;
	if (!value(s, &j))
		return false;
	if (j.kind == JSON_INT)
		*out = arena_printf(s->arena, "%lld", (long long)j.u.integer);
	else
		*out = json_str(&j);
	return out->p && take(s, ':');
}

static bool members(struct scan *s, char close, struct json *out)
{
	VEC(struct json) items = {0};
	VEC(struct str) keys = {0};
	bool ok = true, more = true;
	while (ok && more && !take(s, close)) {
		struct json item = {.kind = JSON_NULL};
		struct str k = STR_NONE;
		ok = (close != '}' || key(s, &k)) && value(s, &item);
		if (ok) {
			VEC_PUSH(&items, item);
			VEC_PUSH(&keys, k);
		}
		more = take(s, ',');
		if (!more)
			ok = ok && take(s, close);
	}
	out->kind = close == '}' ? JSON_OBJECT : JSON_ARRAY;
	out->u.list.n = items.n;
	out->u.list.items = arena_array(s->arena, items.n + 1, sizeof(*items.p));
	out->u.list.keys = arena_array(s->arena, items.n + 1, sizeof(*keys.p));
	for (size_t i = 0; i < items.n; i++) {
		out->u.list.items[i] = items.p[i];
		out->u.list.keys[i] = keys.p[i];
	}
	VEC_FREE(&items);
	VEC_FREE(&keys);
	return ok;
}

static bool value(struct scan *s, struct json *out)
{
	static const char opens[] = "[({", closes[] = "])}";
	bool raw;
	blanks(s);
	char c = peek(s);
	const char *open = c ? strchr(opens, c) : NULL;
	if (open) {
		if (++s->depth > DEPTH)
			return false;
		s->at++;
		bool ok = members(s, closes[open - opens], out);
		s->depth--;
		return ok;
	}
	if (string_begins(s, &raw)) {
		out->kind = JSON_STRING;
		return string(s, raw, &out->u.string);
	}
	if ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.')
		return number(s, out);
	return name(s, out);
}

const struct json *literal_parse(struct arena *a, struct str text)
{
	const struct json *j = json_parse(a, text, 0, NULL, NULL);
	if (j)
		return j;
	struct scan s = {.arena = a, .text = text};
	struct json *out = arena_new(a, struct json);
	if (!value(&s, out))
		return NULL;
	blanks(&s);
	return s.at == text.n ? out : NULL;
}
