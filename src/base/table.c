#include "base/table.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/term.h"

#define GAP ((size_t)2)       // blanks between two columns
#define NARROWEST ((size_t)4) // no column is cut below this

void table_init(struct table *t, size_t columns, uint64_t right)
{
	invariant(columns >= 1 && columns <= 64);
	*t = (struct table){.columns = columns, .right = right};
	arena_init(&t->arena);
}

void table_init_heads(struct table *t, const char *heads, uint64_t right)
{
	struct str rest = str_of(heads);
	size_t n = 1;

	for (size_t i = 0; i < rest.n; i++)
		n += rest.p[i] == '|';
	table_init(t, n, right);
	while (rest.p)
		table_add(t, str_cut(&rest, '|'));
}

void table_release(struct table *t)
{
	mem_free(t->cells);
	arena_release(&t->arena);
	*t = (struct table){0};
}

void table_add(struct table *t, struct str cell)
{
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap + t->cap / 2 : 64;
		t->cells = mem_resize(t->cells, t->cap, sizeof(*t->cells));
	}
	t->cells[t->n++] = arena_str(&t->arena, cell);
}

void table_addf(struct table *t, const char *fmt, ...)
{
	struct buf text;
	char small[256];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(small, sizeof(small), fmt, args);
	va_end(args);
	if (n >= 0 && (size_t)n < sizeof(small)) {
		table_add(t, (struct str){small, (size_t)n});
		return;
	}
	buf_init(&text, BUF_TEXT_MAX);
	if (n >= 0 && buf_space(&text, (size_t)n)) {
		va_start(args, fmt);
		vsnprintf(text.p, (size_t)n + 1, fmt, args);
		va_end(args);
		buf_grew(&text, (size_t)n);
	}
	table_add(t, buf_str(&text));
	buf_release(&text);
}

static bool is_right(const struct table *t, size_t column)
{
	return t->right >> column & 1;
}

static size_t rows_of(const struct table *t)
{
	return (t->n + t->columns - 1) / t->columns;
}

// A last row that is not full ends in empty cells.
static struct str cell_at(const struct table *t, size_t row, size_t column)
{
	size_t i = row * t->columns + column;

	return i < t->n ? t->cells[i] : STR_NONE;
}

// The widest column aligned to the left, or `columns` if none can give way; *second is
// how wide the next one is.
static size_t widest(const struct table *t, const size_t *widths, size_t *second)
{
	size_t found = t->columns;

	*second = NARROWEST;
	for (size_t i = 0; i < t->columns; i++) {
		if (is_right(t, i) || widths[i] <= NARROWEST)
			continue;
		if (found == t->columns || widths[i] > widths[found]) {
			if (found != t->columns)
				*second = widths[found];
			found = i;
		} else if (widths[i] > *second) {
			*second = widths[i];
		}
	}
	return found;
}

static void fit(const struct table *t, size_t *widths, size_t columns)
{
	size_t total = (t->columns - 1) * GAP;

	for (size_t i = 0; i < t->columns; i++)
		total += widths[i];
	while (total > columns) {
		size_t second;
		size_t i = widest(t, widths, &second);
		size_t give = total - columns;

		if (i == t->columns)
			return;
		// Down to the next one at once; where both are as wide, by one in turn.
		if (widths[i] == second)
			give = 1;
		else if (give > widths[i] - second)
			give = widths[i] - second;
		widths[i] -= give;
		total -= give;
	}
}

static void print_line(const struct table *t, struct buf *out, const size_t *widths,
		       size_t row)
{
	size_t from = out->n;

	for (size_t i = 0; i < t->columns; i++) {
		if (i)
			buf_adds(out, "  ");
		term_cell(out, cell_at(t, row, i), widths[i], is_right(t, i));
	}
	while (out->n > from && out->p[out->n - 1] == ' ')
		out->p[--out->n] = '\0';
	buf_addc(out, '\n');
}

static void print_rule(const struct table *t, struct buf *out, const size_t *widths)
{
	for (size_t i = 0; i < t->columns; i++) {
		if (i)
			buf_adds(out, "  ");
		for (size_t j = 0; j < widths[i]; j++)
			buf_addc(out, '-');
	}
	buf_addc(out, '\n');
}

static void print_plain(const struct table *t, struct buf *out, size_t columns)
{
	size_t widths[64] = {0};

	for (size_t i = 0; i < t->n; i++) {
		size_t width = term_width(t->cells[i]);

		if (width > widths[i % t->columns])
			widths[i % t->columns] = width;
	}
	if (columns)
		fit(t, widths, columns);
	for (size_t row = 0; row < rows_of(t); row++) {
		print_line(t, out, widths, row);
		if (row == 0)
			print_rule(t, out, widths);
	}
}

static void put_markdown(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '|' || s.p[i] == '\\')
			buf_addc(out, '\\');
		buf_addc(out, s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i]);
	}
}

static void print_markdown(const struct table *t, struct buf *out)
{
	for (size_t row = 0; row < rows_of(t); row++) {
		for (size_t i = 0; i < t->columns; i++) {
			buf_adds(out, i ? " " : "| ");
			put_markdown(out, cell_at(t, row, i));
			buf_adds(out, " |");
		}
		buf_addc(out, '\n');
		for (size_t i = 0; i < t->columns && row == 0; i++) {
			buf_adds(out, i ? "" : "|");
			buf_adds(out, is_right(t, i) ? "---:|" : "---|");
		}
		if (row == 0)
			buf_addc(out, '\n');
	}
}

void table_print(struct table *t, struct buf *out, size_t columns, bool markdown)
{
	if (markdown)
		print_markdown(t, out);
	else
		print_plain(t, out, columns);
}
