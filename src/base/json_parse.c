#include <stdarg.h>
#include <stdio.h>

#include "base/json.h"
#include "base/map.h"
#include "base/utf8.h"
#include "base/vec.h"

#define BOM STR("\xef\xbb\xbf")
#define DEPTH_MAX 512
#define FEW 12 // keys that are looked for one by one

struct parser {
	struct arena *arena;
	struct str in; // without BOM
	size_t at;
	size_t depth;
	bool refuse_duplicates;
	bool utf8;               // `in` is valid throughout
	struct buf string;       // one with escapes or repairs
	VEC(struct json) values; // of the lists that are open, innermost last
	VEC(struct str) keys;    // of the objects that are open
	struct err *e;
};

// Always false.
static bool fail_at(struct parser *p, size_t at, const char *fmt, ...) PRINTF(3, 4);
static bool fail_at(struct parser *p, size_t at, const char *fmt, ...)
{
	char what[400];
	size_t line = 1, column = 1;
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	for (size_t i = 0; i < at && i < p->in.n; i++) {
		if (p->in.p[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)p->in.p[i] & 0xc0) != 0x80) {
			column++;
		}
	}
	return err_set(p->e, ERR_INPUT, "line %zu column %zu: %s", line, column, what);
}

static void skip_space(struct parser *p)
{
	while (p->at < p->in.n) {
		char c = p->in.p[p->at];
		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			break;
		p->at++;
	}
}

// The next byte behind white space; 0 at the end.
static char peek(struct parser *p)
{
	skip_space(p);
	return p->at < p->in.n ? p->in.p[p->at] : '\0';
}

static bool ends_word(char c)
{
	return c == ',' || c == ':' || c == ']' || c == '}' || c == '[' || c == '{' ||
	       c == '"' || c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static struct str word_at(const struct parser *p)
{
	size_t to = p->at;

	while (to < p->in.n && !ends_word(p->in.p[to]))
		to++;
	return str_slice(p->in, p->at, to);
}

// What stands where something else was expected.
static bool fail_expected(struct parser *p, const char *expected)
{
	struct str found = word_at(p);

	if (p->at >= p->in.n)
		return p->depth ? fail_at(p, p->at,
					  "the text ends inside an array or object")
				: fail_at(p, p->at, "expected %s, got nothing", expected);
	for (size_t i = 0; i < found.n; i++) {
		unsigned char c = (unsigned char)found.p[i];
		if (c > 0x20 && c < 0x7f)
			continue;
		struct str rest = str_slice(p->in, p->at + i, p->in.n);
		return fail_at(p, p->at + i,
			       "the character U+%04X cannot stand outside of a string",
			       (unsigned)utf8_next(&rest));
	}
	if (found.n == 0)
		found = str_slice(p->in, p->at, p->at + 1);
	struct str shown = str_slice(found, 0, 40);
	return fail_at(p, p->at, "expected %s, got " STR_FMT "%s", expected,
		       STR_ARG(shown), shown.n < found.n ? "..." : "");
}

// The four digits of \u at `at`; -1 if they are none.
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

// The code point of \uXXXX at p->at, with its other half if it is a surrogate; passes
// over it.
static bool parse_unicode(struct parser *p)
{
	struct str in = p->in;
	int unit = hex4(in, p->at + 2);
	char bytes[4];

	if (unit < 0)
		return fail_at(p, p->at, "\\u needs four hexadecimal digits");
	uint32_t cp = (uint32_t)unit;
	p->at += 6;
	if ((cp & 0xfc00) == 0xd800 && in.n > p->at + 1 && in.p[p->at] == '\\' &&
	    in.p[p->at + 1] == 'u') {
		int low = hex4(in, p->at + 2);
		if ((low & 0xfc00) == 0xdc00 && low >= 0) {
			cp = 0x10000 + ((cp & 0x3ff) << 10) + ((uint32_t)low & 0x3ff);
			p->at += 6;
		}
	}
	size_t n = utf8_encode(cp, bytes); // a lone surrogate is U+FFFD
	buf_add(&p->string, (struct str){bytes, n});
	return true;
}

static bool parse_escape(struct parser *p)
{
	static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	char c = p->at + 1 < p->in.n ? p->in.p[p->at + 1] : '\0';

	if (c == 'u')
		return parse_unicode(p);
	const char *name = c ? strchr(names, c) : NULL;
	if (!name)
		return fail_at(p, p->at,
			       "a backslash in a string needs one of \" \\ / b f n r t u "
			       "behind it");
	buf_addc(&p->string, meant[name - names]);
	p->at += 2;
	return true;
}

// From p->at on what needs no change; stops at a quote, a backslash, a control character,
// and in a text that is not valid throughout at what is beyond ASCII.
static struct str plain_run(struct parser *p)
{
	size_t i = p->at;

	for (; i < p->in.n; i++) {
		unsigned char c = (unsigned char)p->in.p[i];
		if (c == '"' || c == '\\' || c < 0x20 || (c >= 0x80 && !p->utf8))
			break;
	}
	struct str run = str_slice(p->in, p->at, i);
	p->at = i;
	return run;
}

// p->at stands on the opening quote.
static bool parse_string(struct parser *p, struct str *out)
{
	size_t begun = p->at++;
	struct str run = plain_run(p);

	if (p->at < p->in.n && p->in.p[p->at] == '"') {
		p->at++;
		*out = arena_str(p->arena, run);
		return true;
	}
	buf_clear(&p->string);
	for (;; run = plain_run(p)) {
		buf_add(&p->string, run);
		if (p->at >= p->in.n)
			return fail_at(p, begun,
				       "the string that begins here is not closed");
		unsigned char c = (unsigned char)p->in.p[p->at];
		if (c == '"')
			break;
		if (c == '\\') {
			if (!parse_escape(p))
				return false;
		} else if (c < 0x20) {
			return fail_at(
				p, p->at,
				"a control character (U+%04X) in a string; it has to be "
				"written as an escape",
				c);
		} else {
			char bytes[4];
			struct str rest = str_slice(p->in, p->at, p->in.n);
			size_t n = utf8_encode(utf8_next(&rest), bytes);
			buf_add(&p->string, (struct str){bytes, n});
			p->at = p->in.n - rest.n;
		}
	}
	p->at++;
	*out = buf_dup(p->arena, &p->string);
	return true;
}

static size_t digits(struct str s, size_t at)
{
	size_t i = at;

	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	return i - at;
}

// Whether a word is a number as JSON has it; *real tells which kind.
static bool is_number(struct str s, bool *real)
{
	size_t i = s.n > 0 && s.p[0] == '-';
	size_t n = digits(s, i);

	if (n == 0 || (n > 1 && s.p[i] == '0'))
		return false;
	i += n;
	*real = i < s.n;
	if (i < s.n && s.p[i] == '.') {
		n = digits(s, i + 1);
		if (n == 0)
			return false;
		i += 1 + n;
	}
	if (i < s.n && (s.p[i] | 32) == 'e') {
		i++;
		i += i < s.n && (s.p[i] == '+' || s.p[i] == '-');
		n = digits(s, i);
		if (n == 0)
			return false;
		i += n;
	}
	return i == s.n;
}

static bool parse_word(struct parser *p, struct json *to)
{
	struct str word = word_at(p);
	bool real;

	if (str_is(word, "null")) {
		to->kind = JSON_NULL;
	} else if (str_is(word, "true") || str_is(word, "false")) {
		to->kind = JSON_BOOL;
		to->u.boolean = word.n == 4;
	} else if (!is_number(word, &real)) {
		return fail_expected(p, "a value");
	} else if (!real && str_to_i64(word, &to->u.integer)) {
		to->kind = JSON_INT;
	} else if (str_to_double(word, &to->u.real)) {
		to->kind = JSON_REAL;
	} else {
		struct str shown = str_slice(word, 0, 40);
		return fail_at(p, p->at, "too large a number: " STR_FMT "%s",
			       STR_ARG(shown), shown.n < word.n ? "..." : "");
	}
	p->at += word.n;
	return true;
}

static bool parse_value(struct parser *p, struct json *to);

// Pushes the value at p->at; the stack may move meanwhile.
static bool push_value(struct parser *p)
{
	struct json value = {0};

	if (!parse_value(p, &value))
		return false;
	VEC_PUSH(&p->values, value);
	return true;
}

// Moves what stands in the stacks from here on into the arena. An empty stack has no
// memory, and nothing may be added to NULL.
static struct json *pop_values(struct parser *p, size_t from)
{
	size_t n = p->values.n - from;
	const struct json *first = n ? p->values.p + from : NULL;

	p->values.n = from;
	return arena_copy(p->arena, first, n * sizeof(*first));
}

static struct str *pop_keys(struct parser *p, size_t from)
{
	size_t n = p->keys.n - from;
	const struct str *first = n ? p->keys.p + from : NULL;

	p->keys.n = from;
	return arena_copy(p->arena, first, n * sizeof(*first));
}

static bool parse_array(struct parser *p, struct json *to)
{
	size_t base = p->values.n;

	p->at++;
	if (peek(p) == ']') {
		p->at++;
	} else {
		for (char c = ','; c == ','; p->at++) {
			if (!push_value(p))
				return false;
			c = peek(p);
			if (c != ',' && c != ']')
				return fail_expected(p, "',' or ']'");
		}
	}
	to->kind = JSON_ARRAY;
	to->u.list.n = p->values.n - base;
	to->u.list.items = pop_values(p, base);
	return true;
}

// The place of a key among those of the present object, or n.
static size_t find_key(const struct parser *p, size_t base, struct map *seen,
		       struct str key)
{
	size_t n = p->keys.n - base;

	if (n <= FEW) {
		for (size_t i = 0; i < n; i++)
			if (str_eq(p->keys.p[base + i], key))
				return i;
		return n;
	}
	for (size_t i = seen->n; i < n; i++)
		map_put(seen, p->keys.p[base + i], NULL)->num = i;
	const union map_value *at = map_find(seen, key);
	return at ? at->num : n;
}

// Behind '{' or ',': a key and its value.
static bool parse_pair(struct parser *p, size_t keys, size_t values, struct map *seen)
{
	struct str key = STR_NONE;

	if (peek(p) != '"')
		return fail_expected(p, "a key in double quotes or '}'");
	size_t begun = p->at;
	if (!parse_string(p, &key))
		return false;
	size_t place = find_key(p, keys, seen, key);
	bool again = keys + place < p->keys.n;
	if (again && p->refuse_duplicates)
		return fail_at(p, begun,
			       "a key stands twice in one object: \"" STR_FMT "\"",
			       STR_ARG(utf8_clip(key, 40)));
	if (peek(p) != ':')
		return fail_expected(p, "':' behind the key");
	p->at++;
	if (!again)
		VEC_PUSH(&p->keys, key);
	if (!push_value(p))
		return false;
	if (again) { // the last one wins, in the first one's place
		p->values.n--;
		p->values.p[values + place] = p->values.p[p->values.n];
	}
	return true;
}

static bool parse_object(struct parser *p, struct json *to)
{
	size_t keys = p->keys.n, values = p->values.n;
	struct map seen = {0};
	bool ok = false;

	p->at++;
	if (peek(p) == '}') {
		p->at++;
	} else {
		for (char c = ','; c == ','; p->at++) {
			if (!parse_pair(p, keys, values, &seen))
				goto out;
			c = peek(p);
			if (c != ',' && c != '}') {
				fail_expected(p, "',' or '}'");
				goto out;
			}
		}
	}
	to->kind = JSON_OBJECT;
	to->u.list.n = p->keys.n - keys;
	to->u.list.items = pop_values(p, values);
	to->u.list.keys = pop_keys(p, keys);
	ok = true;
out:
	map_release(&seen);
	return ok;
}

// Recursion is bounded by DEPTH_MAX.
static bool parse_value(struct parser *p, struct json *to)
{
	char c = peek(p);

	if (c == '"') {
		to->kind = JSON_STRING;
		return parse_string(p, &to->u.string);
	}
	if (c != '{' && c != '[')
		return parse_word(p, to);
	if (p->depth == DEPTH_MAX)
		return fail_at(p, p->at, "nested deeper than %d levels", DEPTH_MAX);
	p->depth++;
	bool ok = c == '{' ? parse_object(p, to) : parse_array(p, to);
	p->depth--;
	return ok;
}

const struct json *json_parse(struct arena *a, struct str text, int flags, size_t *used,
			      struct err *e)
{
	size_t bom = str_starts(text, BOM) ? BOM.n : 0;
	struct parser p = {.arena = a, .in = str_slice(text, bom, text.n), .e = e};
	struct json *tree = arena_new(a, struct json);

	p.refuse_duplicates = flags & JSON_REFUSE_DUPLICATES;
	p.utf8 = utf8_valid(p.in);
	buf_init(&p.string, SIZE_MAX / 4);
	bool ok = parse_value(&p, tree);
	size_t end = p.at;
	if (ok && !(flags & JSON_ALLOW_TAIL)) {
		skip_space(&p);
		ok = p.at == p.in.n ||
		     fail_at(&p, p.at, "expected the end of the text behind the value");
	}
	if (ok && used)
		*used = bom + end;
	buf_release(&p.string);
	VEC_FREE(&p.values);
	VEC_FREE(&p.keys);
	return ok ? tree : NULL;
}
