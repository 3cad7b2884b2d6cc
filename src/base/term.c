#include "base/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/term_width.h"
#include "base/utf8.h"

#define JOINER 0x200Du         // ZWJ
#define EMOJI_SELECTOR 0xFE0Fu // VS16: the character before it as an emoji
#define ESCAPE_MAX 12

bool term_is_tty(int fd)
{
	const char *term = getenv("TERM");

	return isatty(fd) == 1 && !(term && str_is(str_of(term), "dumb"));
}

size_t term_columns(int fd)
{
	struct winsize size;
	uint64_t columns;

	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	if (str_to_u64(str_of(getenv("COLUMNS")), &columns) && columns > 0 &&
	    columns < 10000)
		return (size_t)columns;
	return 80;
}

static bool among(const struct width_range *ranges, size_t n, uint32_t cp)
{
	size_t from = 0;

	while (from < n) {
		size_t middle = from + (n - from) / 2;

		if (cp > ranges[middle].last)
			from = middle + 1;
		else if (cp < ranges[middle].first)
			n = middle;
		else
			return true;
	}
	return false;
}

static size_t columns_of(uint32_t cp)
{
	if (cp < 0x300)
		return 1;
	if (among(no_columns, COUNT(no_columns), cp))
		return 0;
	return among(two_columns, COUNT(two_columns), cp) ? 2 : 1;
}

// Controls, and what turns the direction of the text around it or breaks the line: such
// text would show as other than it is.
static bool is_unsafe(uint32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0))
		return true;
	return (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) ||
	       cp == 0x2028 || cp == 0x2029;
}

static struct str escaped(uint32_t cp, char out[ESCAPE_MAX])
{
	int n = snprintf(out, ESCAPE_MAX, cp < 0x100 ? "\\x%02x" : "\\u%04x",
			 (unsigned)cp);

	return (struct str){out, n > 0 ? (size_t)n : 0};
}

static bool is_regional(uint32_t cp)
{
	return cp >= 0x1F1E6 && cp <= 0x1F1FF;
}

static bool is_skin_tone(uint32_t cp)
{
	return cp >= 0x1F3FB && cp <= 0x1F3FF;
}

static bool is_pictograph(uint32_t cp)
{
	return (cp >= 0x2190 && cp < 0x2C00) || cp >= 0x1F000;
}

static uint32_t peek(struct str s)
{
	return s.n ? utf8_next(&s) : 0;
}

// Takes off *s what belongs to the character in front: marks, an emoji's parts. *columns
// is what the character took so far.
static bool join_next(struct str *s, uint32_t first, size_t *columns)
{
	uint32_t cp = peek(*s);

	if (s->n == 0 || is_unsafe(cp))
		return false;
	if (is_skin_tone(cp) && *columns == 2) {
		utf8_next(s);
		return true;
	}
	if (columns_of(cp) != 0)
		return false;
	utf8_next(s);
	if (cp == EMOJI_SELECTOR && is_pictograph(first))
		*columns = 2;
	if (cp == JOINER && is_pictograph(first) && is_pictograph(peek(*s)))
		utf8_next(s);
	return true;
}

// One character as the reader sees it, cut off the front of *s (not empty), and how many
// columns it takes. Terminals differ on emoji; this follows those that draw a sequence as
// one.
struct glyph {
	struct str text; // as it is to be shown; may lie in escape[]
	size_t columns;
	char escape[ESCAPE_MAX];
};

static void next_glyph(struct str *s, struct glyph *g)
{
	const char *from = s->p;
	uint32_t cp = utf8_next(s);

	if (is_unsafe(cp)) {
		g->text = cp == '\n' || cp == '\t' ? STR(" ") : escaped(cp, g->escape);
		g->columns = g->text.n;
		return;
	}
	g->columns = columns_of(cp);
	if (is_regional(cp) && is_regional(peek(*s))) {
		utf8_next(s);
		g->columns = 2;
	}
	while (join_next(s, cp, &g->columns))
		continue;
	g->text = (struct str){from, (size_t)(s->p - from)};
}

size_t term_width(struct str s)
{
	size_t columns = 0;
	struct glyph g;

	while (s.n) {
		next_glyph(&s, &g);
		columns += g.columns;
	}
	return columns;
}

static void add_repaired(struct buf *out, struct str s)
{
	while (s.n) {
		size_t good = utf8_valid_prefix(s);

		buf_add(out, str_slice(s, 0, good));
		s = str_slice(s, good, s.n);
		if (s.n) {
			utf8_next(&s);
			buf_adds(out, "\xEF\xBF\xBD");
		}
	}
}

static void add_blanks(struct buf *out, size_t n)
{
	while (n--)
		buf_addc(out, ' ');
}

void term_cell(struct buf *out, struct str s, size_t columns, bool pad_left)
{
	size_t width = term_width(s);
	bool cut = width > columns;
	size_t room = cut && columns ? columns - 1 : columns;
	size_t used = 0;
	struct glyph g;

	if (pad_left && !cut)
		add_blanks(out, columns - width);
	while (s.n) {
		next_glyph(&s, &g);
		if (used + g.columns > room)
			break;
		add_repaired(out, g.text);
		used += g.columns;
	}
	if (cut && columns) {
		buf_adds(out, "…");
		used++;
	}
	if (!pad_left || cut)
		add_blanks(out, columns - used);
}

void term_safe(struct buf *out, struct str s)
{
	while (s.n) {
		const char *from = s.p;
		uint32_t cp = utf8_next(&s);
		char escape[ESCAPE_MAX];

		if (is_unsafe(cp) && cp != '\n' && cp != '\t')
			buf_add(out, escaped(cp, escape));
		else if (cp == UTF8_REPLACEMENT)
			buf_adds(out, "\xEF\xBF\xBD");
		else
			buf_add(out, (struct str){from, (size_t)(s.p - from)});
	}
}
