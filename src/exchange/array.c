#include "exchange/array.h"

const char *const files_json[] = {".json", ".jsonl", ".ndjson", NULL};

struct walk {
	struct str text;
	size_t at, line;
};

static void pass_blanks(struct walk *w)
{
	for (; w->at < w->text.n; w->at++) {
		char c = w->text.p[w->at];
		if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
			break;
		w->line += c == '\n';
	}
}

static void pass(struct walk *w, size_t n)
{
	for (size_t end = w->at + n; w->at < end; w->at++)
		w->line += w->text.p[w->at] == '\n';
}

static bool take(struct walk *w, char c)
{
	pass_blanks(w);
	bool there = w->at < w->text.n && w->text.p[w->at] == c;
	w->at += there;
	return there;
}

// json_parse() counts lines from the row's own beginning.
static bool bad_row(const struct walk *w, const char *name, struct err *e)
{
	return err_wrap(e, "%s: in the row that begins on line %zu", name, w->line);
}

static bool one_row(struct walk *w, struct arena *a, const char *name, rows_each_fn each,
		    void *ctx, struct err *e)
{
	size_t used = 0;
	pass_blanks(w);
	struct str rest = str_slice(w->text, w->at, w->text.n);
	const struct json *row = json_parse(a, rest, JSON_ALLOW_TAIL, &used, e);
	if (!row)
		return bad_row(w, name, e);
	if (row->kind != JSON_OBJECT)
		return err_set(e, ERR_INPUT, "%s:%zu: expected an object, got %s", name,
			       w->line, json_kind_name(row));
	if (!each(ctx, a, row, w->line, e))
		return err_wrap(e, "%s:%zu", name, w->line);
	pass(w, used);
	return true;
}

static bool is_array(struct walk *w)
{
	if (str_starts(w->text, STR("\xef\xbb\xbf")))
		w->at = 3;
	return take(w, '[');
}

// Between brackets; what follows them must be nothing.
static bool walk_array(struct walk *w, const char *name, rows_each_fn each, void *ctx,
		       struct err *e)
{
	struct arena a;
	arena_init(&a);
	bool ok = true, more = !take(w, ']');
	while (ok && more) {
		arena_reset(&a);
		ok = one_row(w, &a, name, each, ctx, e);
		more = ok && take(w, ',');
		if (ok && !more && !take(w, ']'))
			ok = err_set(e, ERR_INPUT, "%s:%zu: expected ',' or ']'", name,
				     w->line);
	}
	pass_blanks(w);
	if (ok && w->at < w->text.n)
		ok = err_set(e, ERR_INPUT, "%s:%zu: expected nothing behind the array",
			     name, w->line);
	arena_release(&a);
	return ok;
}

static bool walk_lines(struct str text, const char *name, rows_each_fn each, void *ctx,
		       struct err *e)
{
	struct input *in = input_from_str(text, name);
	bool ok = rows_each(in, name, 0, each, ctx, e);
	input_close(in);
	return ok;
}

bool array_each(struct input *in, const char *name, rows_each_fn each, void *ctx,
		struct err *e)
{
	struct arena a;
	struct walk w = {.line = 1};
	arena_init(&a);
	bool ok = input_rest(in, &a, ARRAY_FILE_MAX, &w.text, e);
	if (ok)
		ok = is_array(&w) ? walk_array(&w, name, each, ctx, e)
				  : walk_lines(w.text, name, each, ctx, e);
	arena_release(&a);
	return ok;
}
