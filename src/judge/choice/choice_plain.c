#include "judge/choice/choice_plain.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "text/han.h"

#define IDEOGRAPHIC_SPACE 0x3000u
#define TAG_MAX 16 // bytes of a tag

// What stands for other marks, and what is left out ("").
static const struct {
	uint32_t cp;
	const char *as;
} marks[] = {
	{0x3002, ";"}, {0xFF1B, ";"}, {0xFF61, ";"}, {0x2026, " "}, // 。 ； …
	{0x3010, "["}, {0x3011, "]"}, {0x3014, "["}, {0x3015, "]"}, // 【】〔〕
	{0x2019, "'"}, {0x2018, ""},  {0x201C, ""},  {0x201D, ""},  // quotation marks
	{0x300C, ""},  {0x300D, ""},  {0x300E, ""},  {0x300F, ""},   {0x300A, ""},
	{0x300B, ""},  {0x3008, ""},  {0x3009, ""},  {0x2014, ", "}, {0x2013, ", "},
	{0x00B7, " "}, {0x2022, " "}, // dashes, bullets
	{'"', ""},     {'`', ""},     {'*', ""},     {'~', ""},      {'$', ""},
	{'{', " "},    {'}', " "},    {'<', " "},    {'>', " "},     {'|', " "},
	{'_', " "},    {'\t', " "},   {'\r', ""},    {0x200B, ""},   {0x200C, ""},
	{0x200D, ""},  {0xFEFF, ""},  {0xFE0F, ""},  {0x2060, ""},   {0x00A0, " "},
	{0x2460, "1"}, {0x2461, "2"}, {0x2462, "3"}, {0x2463, "4"}, // circled
	{0x2474, "1"}, {0x2475, "2"}, {0x2476, "3"}, {0x2477, "4"}, // bracketed
	{0x24B6, "A"}, {0x24B7, "B"}, {0x24B8, "C"}, {0x24B9, "D"},  {0x24D0, "A"},
	{0x24D1, "B"}, {0x24D2, "C"}, {0x24D3, "D"},
};

static const char *mark_of(uint32_t cp)
{
	for (size_t i = 0; i < COUNT(marks); i++)
		if (marks[i].cp == cp)
			return marks[i].as;
	return NULL;
}

struct writing {
	char *to;
	size_t n;
};

// White space runs together; a line break outlives blanks.
static void put(struct writing *w, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char c = text[i], *last = w->n ? &w->to[w->n - 1] : NULL;
		bool blank = c == ' ' || c == '\n';
		if (blank && last && (*last == ' ' || *last == '\n')) {
			*last = c == '\n' || *last == '\n' ? '\n' : ' ';
			continue;
		}
		if (!blank || last)
			w->to[w->n++] = c;
	}
}

// Commands of LaTeX around an answer: \boxed{\text{B}}.
static bool skip_command(struct str *s)
{
	static const char *const commands[] = {"\\text", "\\mathrm", "\\mathbf",
					       "\\textbf", "\\("};
	for (size_t i = 0; i < COUNT(commands); i++) {
		if (!str_starts(*s, str_of(commands[i])))
			continue;
		*s = str_slice(*s, strlen(commands[i]), s->n);
		return true;
	}
	return false;
}

// "<answer>", "</b>": what they enclose stands on a line of its own.
static bool skip_tag(struct str *s)
{
	size_t n = 1;
	if (s->p[0] != '<')
		return false;
	n += n < s->n && s->p[n] == '/';
	while (n < s->n && n < TAG_MAX && is_alpha(s->p[n]))
		n++;
	if (n < 2 || n >= s->n || s->p[n] != '>')
		return false;
	*s = str_slice(*s, n + 1, s->n);
	return true;
}

// "~~Reply 1~~": struck out, within a line.
static bool skip_struck(struct str *s)
{
	if (!str_starts(*s, STR("~~")))
		return false;
	struct str rest = str_slice(*s, 2, s->n);
	size_t end = str_find(rest, STR("~~"));
	if (end == STR_NPOS || str_find_byte(rest, '\n') < end)
		return false;
	*s = str_slice(rest, end + 2, rest.n);
	return true;
}

// "- [ ] Reply 1": a line of a task list that is not ticked goes, "[x]" goes from one
// that is.
static bool skip_box(struct str *s)
{
	static const char *const blank[] = {"[ ]", "( )", "☐", "[]", "□"};
	static const char *const ticked[] = {"[x]", "[X]", "(x)", "(X)", "[✓]", "[√]"};
	struct str rest = *s;
	if (rest.n > 1 && is_digit(rest.p[0]) && rest.p[1] == '.')
		rest = str_slice(rest, 2, rest.n);
	while (rest.n && strchr(" \t-*+", rest.p[0]))
		rest = str_slice(rest, 1, rest.n);
	for (size_t i = 0; i < COUNT(ticked); i++)
		if (str_starts(rest, str_of(ticked[i]))) {
			*s = str_slice(rest, strlen(ticked[i]), rest.n);
			return true;
		}
	for (size_t i = 0; i < COUNT(blank); i++) {
		size_t end;
		if (!str_starts(rest, str_of(blank[i])) ||
		    str_is(str_trim(rest), blank[i]))
			continue;
		end = str_find_byte(rest, '\n');
		*s = str_slice(rest, end == STR_NPOS ? rest.n : end, rest.n);
		return true;
	}
	return false;
}

// An apostrophe stays within a word; '#' in front of a number.
static bool is_quote(struct writing *w, uint32_t cp, struct str rest)
{
	if (cp == '\'')
		return !(w->n && is_alpha(w->to[w->n - 1]) && rest.n &&
			 is_alpha(rest.p[0]));
	if (cp == '#')
		return !(rest.n && rest.p[0] >= '0' && rest.p[0] <= '9');
	return false;
}

static void put_one(struct writing *w, uint32_t cp, struct str rest)
{
	char bytes[4];
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp = cp - 0xFF01 + '!';
	if (cp == IDEOGRAPHIC_SPACE)
		cp = ' ';
	// "回复1 > 回复2"; elsewhere it is a tag's or a quotation's
	bool beats =
		cp == '>' && w->n && w->to[w->n - 1] == ' ' && str_starts(rest, STR(" "));
	const char *as = beats ? NULL : mark_of(cp);
	if (cp == '~' && rest.n && is_digit(rest.p[0])) // "~1": not 1, or about
		as = "≠";
	if (cp == '!' && str_starts(rest, STR("=")))
		as = " ≠";
	if (as && *as == '\'')
		cp = '\'';
	else if (as) {
		put(w, as, strlen(as));
		return;
	}
	if (!is_quote(w, cp, rest))
		put(w, bytes, utf8_encode(han_simplify(cp), bytes));
}

struct str choice_plain(struct arena *a, struct str text, size_t max)
{
	struct str parts[2] = {text, STR_NONE};
	if (text.n > max) {
		parts[0] = utf8_clip(text, max - max / 4);
		parts[1] = str_slice(text, text.n - max / 4, text.n);
	}
	// at most a bad byte becomes U+FFFD, three bytes
	struct writing w = {arena_alloc(a, 3 * (parts[0].n + parts[1].n) + 2), 0};
	for (size_t i = 0; i < 2; i++) {
		struct str rest = parts[i];
		if (i && rest.n)
			put(&w, "\n", 1);
		bool front = true; // of a line
		while (rest.n) {
			if (front && skip_box(&rest))
				continue;
			front = rest.p[0] == '\n';
			if (skip_command(&rest) || skip_struck(&rest))
				continue;
			if (skip_tag(&rest)) {
				put(&w, "\n", 1);
				continue;
			}
			uint32_t cp = utf8_next(&rest);
			put_one(&w, cp, rest);
		}
	}
	while (w.n && (w.to[w.n - 1] == ' ' || w.to[w.n - 1] == '\n'))
		w.n--;
	return (struct str){w.to, w.n};
}

struct str choice_squeeze(struct arena *a, struct str plain)
{
	char *to = arena_alloc(a, plain.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < plain.n; i++) {
		unsigned char c = (unsigned char)plain.p[i];
		bool digit = c >= '0' && c <= '9';
		if (c >= 0xE3 && c <= 0xEF && i + 2 < plain.n) {
			bool mark = c == 0xE3 && (unsigned char)plain.p[i + 1] == 0x80;
			if (!mark) { // 、 and its like
				memcpy(to + n, plain.p + i, 3);
				n += 3;
			}
			i += 2;
		} else if (is_alpha((char)c) || digit || c >= 0x80) {
			to[n++] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
		}
	}
	return (struct str){to, n};
}
