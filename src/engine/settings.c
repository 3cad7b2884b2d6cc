#include "engine/settings.h"

static const void *field(const struct opt *row, const void *settings)
{
	return (const char *)settings + row->offset;
}

static void put_value(struct json_writer *w, const struct opt *row, const void *settings)
{
	const void *at = field(row, settings);
	switch (row->type) {
	case OPT_FLAG:
		json_put_bool(w, *(const bool *)at);
		return;
	case OPT_INT:
		json_put_int(w, *(const int64_t *)at);
		return;
	case OPT_REAL:
		json_put_real(w, *(const double *)at);
		return;
	case OPT_STR:
	case OPT_CHOICE:
		json_put_str(w, *(const struct str *)at);
		return;
	case OPT_LIST:
	case OPT_REPEAT: {
		const struct opt_list *list = at;
		json_begin(w, '[');
		for (size_t i = 0; i < list->n; i++)
			json_put_str(w, list->items[i]);
		json_end(w, ']');
		return;
	}
	}
}

struct str settings_to_json(struct arena *a, const struct opt *rows, const void *settings)
{
	struct buf text;
	buf_init(&text, BUF_TEXT_MAX);
	struct json_writer w;
	json_writer_init(&w, &text, 0);
	json_begin(&w, '{');
	for (const struct opt *row = rows; row->name; row++) {
		json_key(&w, row->name);
		put_value(&w, row, settings);
	}
	json_end(&w, '}');
	struct str s = buf_dup(a, &text);
	buf_release(&text);
	return s;
}

static bool get_list(struct arena *a, const struct json *j, struct opt_list *out)
{
	size_t n = json_len(j);
	*out = (struct opt_list){n ? arena_array(a, n, sizeof(struct str)) : NULL, n};
	for (size_t i = 0; i < n; i++) {
		struct str s = json_str(json_at(j, i));
		if (!s.p)
			return false;
		out->items[i] = arena_str(a, s);
	}
	return true;
}

static bool get_value(struct arena *a, const struct opt *row, const struct json *j,
		      void *settings)
{
	void *at = (char *)settings + row->offset;
	switch (row->type) {
	case OPT_FLAG:
		return json_bool(j, at);
	case OPT_INT:
		return json_int(j, at);
	case OPT_REAL:
		return json_num(j, at);
	case OPT_STR:
	case OPT_CHOICE:
		*(struct str *)at =
			json_is_null(j) ? STR_NONE : arena_str(a, json_str(j));
		return json_is_null(j) || json_str(j).p;
	case OPT_LIST:
	case OPT_REPEAT:
		return get_list(a, j, at);
	}
	return false;
}

bool settings_from_json(struct arena *a, const struct opt *rows, struct str text,
			void *settings, struct err *e)
{
	const struct json *j = json_parse(a, text, JSON_REFUSE_DUPLICATES, NULL, e);
	if (!j)
		return err_wrap(e, "settings of the run");
	opt_defaults(rows, settings, a); // an option that came later than the file
	for (const struct opt *row = rows; row->name; row++) {
		const struct json *value = json_get(j, row->name);
		if (value && !get_value(a, row, value, settings))
			return err_set(e, ERR_INPUT,
				       "settings of the run: %s: unexpected %s",
				       row->name, json_kind_name(value));
	}
	return true;
}
