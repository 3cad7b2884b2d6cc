// Lists in one column, and small tables that are read whole.
#include "store/rows.h"

struct str list_text(struct store *s, const struct str *list, size_t n)
{
	struct json_writer w;

	if (n == 0)
		return STR_NONE;
	buf_clear(&s->json);
	json_writer_init(&w, &s->json, 0);
	json_begin(&w, '[');
	for (size_t i = 0; i < n; i++)
		json_put_str(&w, list[i]);
	json_end(&w, ']');
	return buf_str(&s->json);
}

// Ids of nodes need no escapes, so that the array can be cut at its quotes; any other
// text is parsed.
static void cut_list(struct arena *a, struct str text, const struct str **list, size_t *n)
{
	struct str *out;
	size_t quotes = 0;

	for (size_t i = 0; i < text.n; i++)
		quotes += text.p[i] == '"';
	out = arena_array(a, quotes / 2 + 1, sizeof(*out));
	for (size_t i = 0; i < quotes / 2; i++) {
		str_cut(&text, '"');
		out[i] = arena_str(a, str_cut(&text, '"'));
	}
	*list = out;
	*n = quotes / 2;
}

bool list_read(struct store *s, struct arena *a, struct str text, const struct str **list,
	       size_t *n, struct err *e)
{
	const struct json *j;
	struct str *out;

	*list = NULL;
	*n = 0;
	if (!text.p)
		return true;
	if (str_find_byte(text, '\\') == STR_NPOS) {
		cut_list(a, text, list, n);
		return true;
	}
	j = json_parse(a, text, 0, NULL, e);
	if (!j)
		return err_wrap(e, "%s", s->path);
	*n = json_len(j);
	out = arena_array(a, *n + 1, sizeof(*out));
	for (size_t i = 0; i < *n; i++)
		out[i] = json_str(json_at(j, i));
	*list = out;
	return true;
}

struct str column_keep(struct arena *a, sqlite3_stmt *stmt, int at)
{
	struct str s = column_str(stmt, at);

	return s.p ? arena_str(a, s) : STR_NONE;
}

bool table_read(struct store *s, struct arena *a, const struct table *t, struct str arg,
		void **rows, size_t *n, struct err *e)
{
	char *list = NULL;
	size_t cap = 0, used = 0;
	struct query q;
	int got;

	*rows = NULL;
	*n = 0;
	if (s->format < 2)
		return true;
	if (!query_open(&q, s, t->which, t->sql, e))
		return false;
	if (sqlite3_bind_parameter_count(q.stmt) > 0)
		query_str(&q, 1, arg);
	while ((got = query_row(&q, e)) == 1) {
		if (used == cap) {
			cap = vec_grown(cap, used + 1);
			list = mem_resize(list, cap, t->size);
		}
		if (!t->row(s, a, q.stmt, list + used * t->size, e)) {
			got = -1;
			break;
		}
		used++;
	}
	query_close(&q);
	if (got == 0 && used > 0) {
		*rows = arena_copy(a, list, used * t->size);
		*n = used;
	}
	mem_free(list);
	return got == 0;
}
