#include "report/doc.h"

#include "base/term.h"
#include "base/utf8.h"

static void add_markdown(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		switch (text.p[i]) {
		case '<':
			buf_adds(out, "&lt;");
			break;
		case '&':
			buf_adds(out, "&amp;");
			break;
		case '*':
		case '_':
		case '`':
		case '[':
			buf_addc(out, '\\');
			buf_addc(out, text.p[i]);
			break;
		default:
			buf_addc(out, text.p[i]);
		}
	}
}

// Line breaks of one paragraph or line of it would begin another.
static void one_line(struct buf *out, struct str text)
{
	struct buf safe;
	buf_init(&safe, BUF_TEXT_MAX);
	term_safe(&safe, text);
	for (size_t i = 0; i < safe.n; i++)
		buf_addc(out, safe.p[i] == '\n' || safe.p[i] == '\t' ? ' ' : safe.p[i]);
	buf_release(&safe);
}

static bool is_wide(uint32_t cp)
{
	return cp >= 0x2e80 && cp <= 0xffef;
}

// Chinese punctuation that closes may not begin a line.
static bool is_closing(uint32_t cp)
{
	static const uint32_t closing[] = {0x3001, 0x3002, 0xff0c, 0xff1b,
					   0xff1a, 0xff09, 0xff01, 0xff1f};
	for (size_t i = 0; i < COUNT(closing); i++)
		if (cp == closing[i])
			return true;
	return false;
}

static bool is_opening(uint32_t cp)
{
	return cp == 0xff08 || cp == 0x300a;
}

// Bytes of `s` that go on a line of `columns`: up to a blank, or between Chinese
// characters; at least one character.
static size_t line_length(struct str s, size_t columns)
{
	struct str rest = s;
	size_t good = 0;
	uint32_t last = 0;
	while (rest.n) {
		size_t at = s.n - rest.n;
		struct str before = rest;
		uint32_t cp = utf8_next(&rest);
		bool may_break =
			cp == ' ' || ((is_wide(cp) || is_wide(last)) && !is_closing(cp) &&
				      !is_opening(last) && at > 0 && last != ' ');
		if (may_break)
			good = at;
		last = cp;
		struct str line = {s.p, at + (before.n - rest.n)};
		if (cp != ' ' && term_width(line) > columns)
			return good ? good : (at ? at : line.n);
	}
	return s.n;
}

// `first` stands before the first line, blanks before the others.
static void fill(struct doc *d, const char *first, struct str text)
{
	struct buf line;
	buf_init(&line, BUF_TEXT_MAX);
	one_line(&line, text);
	struct str rest = buf_str(&line);
	size_t indent = strlen(first);
	size_t columns = d->columns > indent + 20 ? d->columns - indent : 80 - indent;
	buf_adds(d->out, first);
	for (bool more = false; rest.n; more = true) {
		if (more)
			buf_addf(d->out, "\n%*s", (int)indent, "");
		size_t n = line_length(rest, columns);
		buf_add(d->out, str_trim(str_slice(rest, 0, n)));
		rest = str_slice(rest, n, rest.n);
		while (rest.n && *rest.p == ' ')
			rest = str_slice(rest, 1, rest.n);
	}
	buf_addc(d->out, '\n');
	buf_release(&line);
}

void doc_gap(struct doc *d)
{
	if (d->out->n && !str_ends(buf_str(d->out), STR("\n\n")))
		buf_addc(d->out, '\n');
}

// One line of Markdown.
static void put_markdown(struct doc *d, const char *first, struct str text)
{
	struct buf line;
	buf_init(&line, BUF_TEXT_MAX);
	one_line(&line, text);
	buf_adds(d->out, first);
	add_markdown(d->out, buf_str(&line));
	buf_addc(d->out, '\n');
	buf_release(&line);
}

void doc_heading(struct doc *d, int level, struct str text)
{
	static const char *const marks[] = {"", "# ", "## ", "### "};
	doc_gap(d);
	if (d->markdown) {
		put_markdown(d, marks[level], text);
		doc_gap(d);
		return;
	}
	size_t from = d->out->n;
	one_line(d->out, text);
	size_t width = term_width(str_slice(buf_str(d->out), from, d->out->n));
	buf_addc(d->out, '\n');
	if (level == 3) // a table follows, which has a rule of its own
		return;
	for (size_t i = 0; i < width; i++)
		buf_addc(d->out, level == 1 ? '=' : '-');
	buf_addc(d->out, '\n');
}

void doc_text(struct doc *d, struct str text)
{
	if (!d->markdown) {
		fill(d, "", text);
		return;
	}
	doc_gap(d);
	put_markdown(d, "", text);
}

void doc_bullet(struct doc *d, struct str text)
{
	if (d->markdown)
		put_markdown(d, "- ", text);
	else
		fill(d, "- ", text);
}

void doc_table(struct doc *d, struct table *t)
{
	if (d->markdown)
		doc_gap(d);
	table_print(t, d->out, d->markdown ? 0 : d->columns, d->markdown);
	doc_gap(d);
}

void doc_cell(struct doc *d, struct table *t, struct str text)
{
	if (!d->markdown) {
		table_add(t, text);
		return;
	}
	// The table itself sees to | and \.
	struct buf line, safe;
	buf_init(&line, BUF_TEXT_MAX);
	buf_init(&safe, BUF_TEXT_MAX);
	one_line(&line, text);
	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '<')
			buf_adds(&safe, "&lt;");
		else if (line.p[i] == '&')
			buf_adds(&safe, "&amp;");
		else
			buf_addc(&safe, line.p[i]);
	}
	table_add(t, buf_str(&safe));
	buf_release(&line);
	buf_release(&safe);
}
