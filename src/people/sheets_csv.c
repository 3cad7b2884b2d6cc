#include "base/csv.h"
#include "base/output.h"
#include "people/sheets_form.h"

#define ROW_MAX ((size_t)64 << 20)

static void put_row(struct buf *line, const struct str *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		csv_put(line, fields[i], i == 0, true);
	csv_end_row(line);
}

static bool put_rows(struct sheets_writing *w, const struct cells *cells,
		     struct output *out, struct buf *line, struct err *e)
{
	struct str *fields = mem_zalloc((cells->n + 1) * sizeof(*fields));
	struct sheet_row row;
	bool ok = true;

	// without it Excel takes UTF-8 for the system's own encoding
	buf_adds(line, "\xEF\xBB\xBF");
	put_row(line, cells->titles, cells->n);
	ok = output_add(out, buf_str(line), e);
	while (ok && sheets_next(w, &row) == 1) {
		buf_clear(line);
		ok = cells_of_row(cells, w, &row, fields, e);
		if (ok) {
			put_row(line, fields, cells->n);
			ok = output_add(out, buf_str(line), e);
		}
	}
	mem_free(fields);
	return ok;
}

static bool write(struct sheets_writing *w, struct err *e)
{
	struct arena a;
	struct buf line;
	struct cells cells;
	struct output *out = output_open(w->path, false, e);

	if (!out)
		return false;
	arena_init(&a);
	buf_init(&line, BUF_TEXT_MAX);
	cells_init(&cells, &a, w->c);
	bool ok = put_rows(w, &cells, out, &line, e);
	if (ok)
		ok = output_close(out, NULL, e);
	else
		output_abandon(out);
	buf_release(&line);
	arena_release(&a);
	return ok;
}

// "line 12: ..." becomes "FILE:12: ..."; what the input says names it itself.
static void name_file(const char *path, struct err *e)
{
	struct str line = STR("line ");

	if (str_starts(str_of(e->msg), line))
		err_set(e, e->code, "%s:%s", path, e->msg + line.n);
}

static bool read(struct sheets_reading *r, struct err *e)
{
	struct input *input = input_open(r->path, INPUT_DETECT, e);
	struct cells_in in;
	struct csv csv;
	int got = 1;
	bool ok = true;

	if (!input)
		return false;
	cells_in_init(&in, r);
	csv_init(&csv, input, 0);
	while (ok && (got = csv_next(&csv, ROW_MAX, e)) == 1)
		ok = cells_take(&in, csv.line, csv.fields, csv.n, e);
	if (got < 0)
		name_file(r->path, e);
	ok = ok && got == 0;
	if (ok && !in.have_titles)
		ok = err_set(e, ERR_INPUT, "%s: holds no rows", r->path);
	csv_release(&csv);
	cells_in_release(&in);
	input_close(input);
	return ok;
}

extern const struct sheets_form form_csv;
const struct sheets_form form_csv = {
	.name = "csv",
	.ending = ".csv",
	.media_type = "text/csv; charset=utf-8",
	.write = write,
	.read = read,
};
