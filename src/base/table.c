#include "base/table.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/term.h"

#define GAP ((size_t)2)       // blanks between two columns
#define NARROWEST ((size_t)4) // no column is cut below this
#define READABLE ((size_t)16) // nor below this, where the table can be folded instead
#define COLUMNS_MAX 64

void table_init(struct table *t, size_t columns, uint64_t right)
{
	invariant(columns >= 1 && columns <= COLUMNS_MAX);
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

// What is printed side by side: the first `lead` columns, and of the others those from
// `from` on that are before `to`.
struct block {
	size_t lead, from, to;
};

static bool is_in(const struct block *b, size_t column)
{
	return column < b->lead || (column >= b->from && column < b->to);
}

static size_t width_of(const struct block *b, const size_t *widths)
{
	size_t total = 0;

	for (size_t i = 0; i < b->to; i++)
		if (is_in(b, i))
			total += widths[i] + (total ? GAP : 0);
	return total;
}

// The widest column aligned to the left, or `columns` if none can give way; *second is
// how wide the next one is.
static size_t widest(const struct table *t, const struct block *b, const size_t *widths,
		     size_t least, size_t *second)
{
	size_t found = t->columns;

	*second = least;
	for (size_t i = 0; i < t->columns; i++) {
		if (!is_in(b, i) || is_right(t, i) || widths[i] <= least)
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

// Whether it fits, once columns have given way down to `least`.
static bool fit(const struct table *t, const struct block *b, size_t *widths,
		size_t columns, size_t least)
{
	size_t total = width_of(b, widths);

	while (total > columns) {
		size_t second;
		size_t i = widest(t, b, widths, least, &second);
		size_t give = total - columns;

		if (i == t->columns)
			return false;
		// Down to the next one at once; where both are as wide, by one in turn.
		if (widths[i] == second)
			give = 1;
		else if (give > widths[i] - second)
			give = widths[i] - second;
		widths[i] -= give;
		total -= give;
	}
	return true;
}

static void print_line(const struct table *t, const struct block *b, struct buf *out,
		       const size_t *widths, size_t row)
{
	size_t from = out->n;

	for (size_t i = 0; i < t->columns; i++) {
		if (!is_in(b, i))
			continue;
		if (i)
			buf_adds(out, "  ");
		term_cell(out, cell_at(t, row, i), widths[i], is_right(t, i));
	}
	while (out->n > from && out->p[out->n - 1] == ' ')
		out->p[--out->n] = '\0';
	buf_addc(out, '\n');
}

static void print_rule(const struct table *t, const struct block *b, struct buf *out,
		       const size_t *widths)
{
	for (size_t i = 0; i < t->columns; i++) {
		if (!is_in(b, i))
			continue;
		if (i)
			buf_adds(out, "  ");
		for (size_t j = 0; j < widths[i]; j++)
			buf_addc(out, '-');
	}
	buf_addc(out, '\n');
}

static void print_block(const struct table *t, const struct block *b, struct buf *out,
			const size_t *widths)
{
	for (size_t row = 0; row < rows_of(t); row++) {
		print_line(t, b, out, widths, row);
		if (row == 0)
			print_rule(t, b, out, widths);
	}
}

// The columns that name a row, repeated before as many of the others as there is room
// for, until all have been printed.
static void print_folded(const struct table *t, size_t lead, struct buf *out,
			 size_t *widths, size_t columns)
{
	struct block names = {lead, lead, lead};

	fit(t, &names, widths, columns / 2, NARROWEST);
	for (size_t from = lead; from < t->columns;) {
		struct block b = {lead, from, from + 1};
		while (b.to < t->columns &&
		       width_of(&b, widths) + GAP + widths[b.to] <= columns)
			b.to++;
		fit(t, &b, widths, columns, NARROWEST);
		if (from > lead)
			buf_addc(out, '\n');
		print_block(t, &b, out, widths);
		from = b.to;
	}
}

static void print_plain(const struct table *t, struct buf *out, size_t columns)
{
	const struct block whole = {0, 0, t->columns};
	size_t widths[COLUMNS_MAX] = {0}, given[COLUMNS_MAX], lead = 0;

	for (size_t i = 0; i < t->n; i++) {
		size_t width = term_width(t->cells[i]);

		if (width > widths[i % t->columns])
			widths[i % t->columns] = width;
	}
	while (lead < t->columns && !is_right(t, lead))
		lead++;
	bool folds = lead && lead + 1 < t->columns; // one more would gain nothing
	memcpy(given, widths, sizeof(given));
	if (columns && !fit(t, &whole, given, columns, folds ? READABLE : NARROWEST) &&
	    folds)
		print_folded(t, lead, out, widths, columns);
	else
		print_block(t, &whole, out, given);
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
	invariant(t->columns >= 1);
	if (markdown)
		print_markdown(t, out);
	else
		print_plain(t, out, columns);
}
