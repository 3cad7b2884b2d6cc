#include "base/opt.h"

#include <math.h>

#include "base/term.h"

#define LINE ((size_t)80)
#define MARGIN_MAX ((size_t)30) // the column where sentences start, at most

// Words of a text, filled into lines of LINE columns; *column is where the cursor stands.
static void fill(struct buf *out, struct str text, size_t indent, size_t *column)
{
	while (text.p) {
		struct str word = str_cut(&text, ' ');
		size_t width = term_width(word);

		if (!word.n)
			continue;
		if (*column > indent && *column + 1 + width > LINE) {
			buf_addc(out, '\n');
			*column = 0;
		} else if (*column > indent) {
			buf_addc(out, ' ');
			++*column;
		}
		for (; *column < indent; ++*column)
			buf_addc(out, ' ');
		term_safe(out, word);
		*column += width;
	}
}

// A line that starts with a blank is laid out already and stays as it is; others are
// filled, as one paragraph up to the next empty line.
static void put_text(struct buf *out, const char *text)
{
	struct str rest = str_of(text);
	size_t column = 0;

	while (rest.p) {
		struct str line = str_cut(&rest, '\n');
		bool laid_out = line.n && line.p[0] == ' ';

		if (column && (!line.n || laid_out)) {
			buf_addc(out, '\n');
			column = 0;
		}
		if (line.n && !laid_out) {
			fill(out, line, 0, &column);
			continue;
		}
		buf_add(out, line);
		buf_addc(out, '\n');
	}
	if (column)
		buf_addc(out, '\n');
}

static bool has_rows(const struct opt *rows)
{
	return rows && rows[0].name;
}

static void put_usage(struct buf *out, const struct opt_help *help,
		      const struct opt *rows)
{
	buf_adds(out, help->name);
	if (has_rows(rows))
		buf_adds(out, " [OPTION...]");
	if (help->arguments && help->arguments[0])
		buf_addf(out, " %s", help->arguments);
}

static const char *argument_of(const struct opt *row)
{
	static const char *const usual[] = {
		[OPT_FLAG] = "",       [OPT_INT] = "N",    [OPT_REAL] = "X",
		[OPT_STR] = "TEXT",    [OPT_LIST] = "A,B", [OPT_REPEAT] = "TEXT",
		[OPT_CHOICE] = "WHICH"};

	return row->argument && row->type != OPT_FLAG ? row->argument : usual[row->type];
}

static bool is_on(const struct opt *row)
{
	return row->type == OPT_FLAG && row->preset &&
	       (str_is(str_of(row->preset), "true") ||
		str_is(str_of(row->preset), "yes") || str_is(str_of(row->preset), "on") ||
		str_is(str_of(row->preset), "1"));
}

// "--max-cost N"; a flag that is on by itself is named as it is turned off.
static void put_name(struct buf *out, const struct opt *row)
{
	buf_addf(out, "--%s%s", is_on(row) ? "no-" : "", row->name);
	if (row->type != OPT_FLAG)
		buf_addf(out, " %s", argument_of(row));
}

static void put_bounds(struct buf *out, const struct opt *row)
{
	if (row->min == 0 && row->max == 0)
		return;
	if (isinf(row->max))
		buf_addf(out, "at least %.15g", row->min);
	else if (isinf(row->min))
		buf_addf(out, "at most %.15g", row->max);
	else
		buf_addf(out, "%.15g to %.15g", row->min, row->max);
}

static void put_choices(struct buf *out, const struct opt *row)
{
	struct str rest = str_of(row->choices);

	for (size_t i = 0; rest.p; i++) {
		buf_adds(out, i ? ", " : "");
		buf_add(out, str_cut(&rest, '|'));
	}
}

// What it may be: "text, json, html", "1 to 100".
static void put_values(struct buf *out, const struct opt *row)
{
	if (row->type == OPT_CHOICE)
		put_choices(out, row);
	else if (row->type == OPT_INT || row->type == OPT_REAL)
		put_bounds(out, row);
	else if (row->type == OPT_LIST || row->type == OPT_REPEAT)
		buf_adds(out, "may be repeated");
}

static bool shows_default(const struct opt *row)
{
	return row->type != OPT_FLAG && row->preset && row->preset[0];
}

// "the sentence (choices; default X)"
static void put_sentence(struct buf *out, const struct opt *row)
{
	size_t from;

	buf_adds(out, row->help ? row->help : "");
	from = out->n;
	buf_adds(out, " (");
	put_values(out, row);
	if (shows_default(row))
		buf_addf(out, "%sdefault %s", out->n > from + 2 ? "; " : "", row->preset);
	if (out->n > from + 2)
		buf_addc(out, ')');
	else if (!buf_failed(out))
		out->p[out->n = from] = '\0';
}

static size_t margin_of(const struct opt *rows)
{
	size_t margin = 0;
	struct buf name;

	buf_init(&name, BUF_TEXT_MAX);
	for (const struct opt *row = rows; row->name; row++) {
		size_t width;

		buf_clear(&name);
		put_name(&name, row);
		width = 6 + term_width(buf_str(&name)) + 2;
		if (width > margin && width <= MARGIN_MAX)
			margin = width;
	}
	buf_release(&name);
	return margin ? margin : MARGIN_MAX;
}

static void put_row(struct buf *out, const struct opt *row, size_t margin)
{
	size_t from = out->n;
	size_t column;
	struct buf text;

	if (row->letter)
		buf_addf(out, "  -%c, ", row->letter);
	else
		buf_adds(out, "      ");
	put_name(out, row);
	column = term_width(str_slice(buf_str(out), from, out->n));
	if (column + 2 > margin) {
		buf_addc(out, '\n');
		column = 0;
	}
	buf_init(&text, BUF_TEXT_MAX);
	put_sentence(&text, row);
	for (; column < margin; column++)
		buf_addc(out, ' ');
	fill(out, buf_str(&text), margin, &column);
	buf_addc(out, '\n');
	buf_release(&text);
}

static void put_example(struct buf *out, const char *example)
{
	struct str rest = str_of(example);

	while (rest.p) {
		struct str line = str_cut(&rest, '\n');

		if (line.n)
			buf_adds(out, "  ");
		buf_add(out, line);
		buf_addc(out, '\n');
	}
}

void opt_print_help(struct buf *out, const struct opt_help *help, const struct opt *rows)
{
	buf_adds(out, "usage: ");
	put_usage(out, help, rows);
	buf_adds(out, "\n\n");
	put_text(out, help->summary);
	if (help->details) {
		buf_addc(out, '\n');
		put_text(out, help->details);
	}
	if (has_rows(rows)) {
		size_t margin = margin_of(rows);

		buf_adds(out, "\noptions:\n");
		for (const struct opt *row = rows; row->name; row++)
			put_row(out, row, margin);
	}
	if (help->example) {
		buf_adds(out, "\nexample:\n");
		put_example(out, help->example);
	}
}

static void put_cell(struct buf *out, const char *text)
{
	for (const char *p = text; p && *p; p++) {
		if (*p == '|' || *p == '<' || *p == '*' || *p == '_')
			buf_addc(out, '\\');
		buf_addc(out, *p);
	}
}

static void put_markdown_row(struct buf *out, const struct opt *row)
{
	struct buf values;

	buf_adds(out, "| ");
	if (row->letter)
		buf_addf(out, "`-%c`, ", row->letter);
	buf_addc(out, '`');
	put_name(out, row);
	buf_adds(out, "` | ");
	put_cell(out, row->help);
	buf_adds(out, " | ");
	buf_init(&values, BUF_TEXT_MAX);
	put_values(&values, row);
	put_cell(out, values.p);
	buf_release(&values);
	buf_adds(out, " | ");
	if (shows_default(row))
		buf_addf(out, "`%s`", row->preset);
	buf_adds(out, " |\n");
}

// Lines that are laid out already become a block of their own.
static void put_markdown_text(struct buf *out, const char *text)
{
	struct str rest = str_of(text);
	bool inside = false;

	while (rest.p) {
		struct str line = str_cut(&rest, '\n');
		bool laid_out = line.n && line.p[0] == ' ';

		if (laid_out != inside)
			buf_adds(out, laid_out ? "\n```\n" : "```\n");
		inside = laid_out;
		buf_add(out, line);
		buf_addc(out, '\n');
	}
	buf_adds(out, inside ? "```\n" : "");
}

void opt_print_markdown(struct buf *out, const struct opt_help *help,
			const struct opt *rows)
{
	buf_addf(out, "# %s\n\n%s\n\n```\n", help->name, help->summary);
	put_usage(out, help, rows);
	buf_adds(out, "\n```\n");
	if (help->details) {
		buf_addc(out, '\n');
		put_markdown_text(out, help->details);
	}
	if (has_rows(rows)) {
		buf_adds(out, "\n## Options\n\n| option | meaning | values | default |\n"
			      "|---|---|---|---|\n");
		for (const struct opt *row = rows; row->name; row++)
			put_markdown_row(out, row);
	}
	if (help->example)
		buf_addf(out, "\n## Example\n\n```sh\n%s\n```\n", help->example);
}
