#include "base/xlsx.h"
#include "people/sheets_form.h"

#define SHEET "annotations"
#define WIDTH_NUMBER 9
#define WIDTH_ANSWER 16
#define WIDTH_TEXT 48

static bool is_long(struct str title)
{
	return str_is(title, "prompt") || str_starts(title, STR("reply "));
}

// What Excel offers to pick from.
static void set_choices(struct arena *a, const struct question *q, struct xlsx_column *c)
{
	if (q->type != QUESTION_CHOICE)
		return;
	struct str *list = arena_array(a, q->n_options + 1, sizeof(*list));
	for (size_t i = 0; i < q->n_options; i++)
		list[i] = q->options[i].value;
	c->choices = list;
	c->n_choices = q->n_options;
}

static struct xlsx_column *columns_of(struct arena *a, const struct cells *cells)
{
	struct xlsx_column *columns = arena_array(a, cells->n + 1, sizeof(*columns));

	for (size_t i = 0; i < cells->n; i++) {
		bool answer = i >= cells->first_question;
		columns[i] = (struct xlsx_column){
			.title = cells->titles[i],
			.width = answer                      ? WIDTH_ANSWER
				 : is_long(cells->titles[i]) ? WIDTH_TEXT
							     : WIDTH_NUMBER,
			.answer = answer,
		};
		if (answer)
			set_choices(
				a, &cells->protocol->questions[i - cells->first_question],
				&columns[i]);
	}
	return columns;
}

static bool put_rows(struct sheets_writing *w, const struct cells *cells,
		     struct xlsx_writer *to, struct err *e)
{
	struct str *fields = mem_zalloc((cells->n + 1) * sizeof(*fields));
	struct sheet_row row;
	bool ok = true;

	while (ok && sheets_next(w, &row) == 1) {
		ok = cells_of_row(cells, w, &row, fields, e);
		for (size_t i = 0; i < cells->n && ok; i++)
			xlsx_put(to, fields[i]);
		xlsx_end_row(to);
	}
	mem_free(fields);
	return ok;
}

static bool write(struct sheets_writing *w, struct err *e)
{
	struct arena a;
	struct cells cells;

	arena_init(&a);
	cells_init(&cells, &a, w->c);
	struct xlsx_writer *to = xlsx_create(w->path, STR(SHEET), columns_of(&a, &cells),
					     cells.n, false, e);
	bool ok = to && put_rows(w, &cells, to, e);
	if (ok) {
		w->counts->cut = xlsx_cut(to);
		ok = xlsx_close(to, e);
	} else {
		xlsx_abandon(to);
	}
	arena_release(&a);
	return ok;
}

static bool take(void *ctx, size_t row, const struct str *fields, size_t n, struct err *e)
{
	return n == 0 || cells_take(ctx, row, fields, n, e);
}

static bool read(struct sheets_reading *r, struct err *e)
{
	struct cells_in in;

	cells_in_init(&in, r);
	in.ragged = true; // blank cells at the end of a row are not there
	bool ok = xlsx_each(r->path, SHEET, take, &in, e);
	if (ok && !in.have_titles)
		ok = err_set(e, ERR_INPUT, "%s: holds no rows", r->path);
	cells_in_release(&in);
	return ok;
}

extern const struct sheets_form form_xlsx;
const struct sheets_form form_xlsx = {
	.name = "xlsx",
	.ending = ".xlsx",
	.media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	.write = write,
	.read = read,
};
