// Reading what guards write.
#include "judge/guard/guard.h"

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// What people and models put around a word.
static bool is_mark(char c)
{
	return c == '*' || c == '_' || c == '`' || c == '"' || c == '\'' || c == '.' ||
	       c == '#';
}

static struct str skip(struct str s, bool lines)
{
	while (s.n && (is_mark(*s.p) || (is_space(*s.p) && (lines || *s.p != '\n'))))
		s = str_slice(s, 1, s.n);
	return s;
}

struct str guard_text(const struct call *call)
{
	struct str text = str_trim(call->text);
	if (str_starts(text, STR("<think>")))
		return STR_NONE;
	return text;
}

struct str guard_word(struct str text, struct str *rest)
{
	text = skip(text, true);
	size_t n = 0;
	while (n < text.n && is_word(text.p[n]))
		n++;
	*rest = str_slice(text, n, text.n);
	return str_slice(text, 0, n);
}

size_t guard_choice(struct str word, const char *const *choices, size_t n)
{
	while (word.n && is_mark(word.p[word.n - 1]))
		word.n--;
	for (size_t i = 0; i < n; i++)
		if (word.n && str_eq_nocase(word, str_of(choices[i])))
			return i;
	return n;
}

bool guard_is_blank(struct str text)
{
	return skip(text, true).n == 0;
}

bool guard_contradicts(struct str text, const char *const *choices, size_t n, size_t said)
{
	text = str_slice(text, 0, str_find_byte(text, '<'));
	for (size_t i = 0, from = 0; i <= text.n; i++) {
		if (i < text.n && !strchr("\r\n.,;:", text.p[i]))
			continue;
		struct str rest, word = guard_word(str_slice(text, from, i), &rest);
		size_t other = guard_choice(word, choices, n);
		if (other < n && other != said && guard_is_blank(rest))
			return true;
		from = i + 1;
	}
	return false;
}

// A letter and a number.
static bool is_code(struct str word)
{
	int64_t number;
	return word.n > 1 && (unsigned char)((*word.p | 32) - 'a') < 26 &&
	       str_to_i64(str_slice(word, 1, word.n), &number);
}

bool guard_lists_codes(struct str text)
{
	text = str_trim(text);
	struct str line = str_trim(str_cut(&text, '\n'));
	size_t n = 0;
	for (; !guard_is_blank(line); n++) {
		if (!is_code(guard_word(line, &line)))
			return false;
		line = str_trim(line);
		if (line.n && *line.p == ',')
			line = str_slice(line, 1, line.n);
	}
	return n > 0;
}

static struct str unmarked(struct str s)
{
	s = str_trim(s);
	while (s.n && s.p[s.n - 1] != '.' &&
	       (is_mark(s.p[s.n - 1]) || is_space(s.p[s.n - 1])))
		s.n--;
	return skip(s, true);
}

// "KEY" in front of the line, and a colon behind it.
static bool takes_key(struct str line, struct str key, struct str *value)
{
	static const struct str colon = {"：", 3};
	line = skip(line, false);
	if (!str_eq_nocase(str_slice(line, 0, key.n), key))
		return false;
	line = skip(str_slice(line, key.n, line.n), false);
	if (str_starts(line, colon))
		*value = unmarked(str_slice(line, colon.n, line.n));
	else if (line.n && *line.p == ':')
		*value = unmarked(str_slice(line, 1, line.n));
	else if (str_ends(key, STR("]")))
		*value = unmarked(line);
	else
		return false;
	return true;
}

bool guard_line(struct str text, const char *key, struct str *value)
{
	bool found = false;
	*value = STR_NONE;
	while (text.p) {
		struct str one, line = str_cut(&text, '\n');
		if (!takes_key(line, str_of(key), &one))
			continue;
		if (found && !str_eq_nocase(one, *value))
			return false;
		*value = one;
		found = true;
	}
	return found;
}

// <TAG> and </TAG> are short: on the stack.
struct str guard_between(struct str text, const char *tag)
{
	size_t n = strlen(tag);
	for (struct str rest = text; rest.n;) {
		size_t at = str_find_byte(rest, '<');
		if (at >= rest.n)
			break;
		rest = str_slice(rest, at + 1, rest.n);
		if (!str_eq(str_slice(rest, 0, n), str_of(tag)) || rest.n == n ||
		    rest.p[n] != '>')
			continue;
		struct str inner = str_slice(rest, n + 1, rest.n);
		for (size_t i = 0; i + n + 2 < inner.n + 1; i++)
			if (inner.p[i] == '<' && i + 1 < inner.n &&
			    inner.p[i + 1] == '/' &&
			    str_eq(str_slice(inner, i + 2, i + 2 + n), str_of(tag)))
				return str_trim(str_slice(inner, 0, i));
		return str_trim(inner);
	}
	return STR_NONE;
}
