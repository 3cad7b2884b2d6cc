#include "exchange/answered.h"

struct reading {
	struct store *store;
	struct annotation_cursor people;
	struct arena arena, row;
};

static bool find_item(struct reading *r, const struct item *asked, struct item *out,
		      struct err *e)
{
	struct item base;
	bool found = false;

	*out = *asked;
	if (asked->prompt.p || asked->n_messages || !asked->parent.p)
		return true;
	if (!store_find_item(r->store, &r->row, asked->parent, &base, &found, e))
		return false;
	if (found)
		*out = base;
	return true;
}

static bool is_answered(const struct row *row)
{
	return row->cell.state == CELL_ANSWERED && row->response &&
	       row->response->failure == FAILURE_NONE;
}

static bool put_row(struct reading *r, const struct row *row, answered_fn each, void *ctx,
		    struct err *e)
{
	struct item item;
	struct answered x = {.row = row, .item = &item, .arena = &r->row};

	x.annotations = annotations_of(&r->people, row->cell.ordinal, &x.n_annotations);
	return find_item(r, &row->item, &item, e) && each(ctx, &x, e);
}

static bool put_rows(struct reading *r, answered_fn each, void *ctx, struct err *e)
{
	struct reader *reader = reader_open(r->store, READ_TEXT, e);
	struct row row;
	bool ok = reader != NULL;
	int got = 0;

	while (ok && (got = reader_next(reader, &row, e)) == 1) {
		arena_reset(&r->row);
		ok = !is_answered(&row) || put_row(r, &row, each, ctx, e);
	}
	reader_close(reader);
	return ok && got == 0;
}

bool answered_each(struct store *s, bool annotated, answered_fn each, void *ctx,
		   struct err *e)
{
	struct reading r = {.store = s};
	struct annotation *list = NULL;
	bool ok = !annotated ||
		  store_annotations(s, &r.arena, STR_NONE, &list, &r.people.n, e);

	r.people.list = list;
	if (ok && annotated && !r.people.n)
		ok = err_set(e, ERR_INPUT, "%s: nobody has annotated it (assay annotate)",
			     store_path(s));
	ok = ok && put_rows(&r, each, ctx, e);
	arena_release(&r.arena);
	arena_release(&r.row);
	return ok;
}

struct str answered_question(const struct item *item)
{
	for (size_t i = item->n_messages; i > 0; i--)
		if (item->messages[i - 1].speaker == SPEAKER_USER)
			return item->messages[i - 1].content;
	return item->prompt;
}
