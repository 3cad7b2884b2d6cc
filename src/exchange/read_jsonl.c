// JSON lines: items in our own form, or rows of another with the names of its fields.
#include "exchange/files.h"
#include "exchange/mapping.h"

struct reading {
	const struct import_job *job;
	const char *file;
	bool own_form; // no option renames or sets anything
};

// A number is a fine id.
static struct str field_text(struct arena *a, const struct json *row, struct str name)
{
	const struct json *j = json_get(row, arena_cstr(a, name));
	int64_t number;
	if (j && j->kind == JSON_INT && json_int(j, &number))
		return arena_printf(a, "%lld", (long long)number);
	return json_str(j);
}

static bool is_choice_key(const struct mapping *m, struct str key)
{
	return str_eq(key, m->options) || str_eq(key, m->answer) ||
	       str_eq(key, m->ranks) || options_column(key) != SIZE_MAX;
}

static struct choice_parts choice_of(struct arena *a, const struct json *row,
				     const struct mapping *m)
{
	struct choice_parts parts = {
		.options = json_get(row, arena_cstr(a, m->options)),
		.answer = json_get(row, arena_cstr(a, m->answer)),
		.ranks = json_get(row, arena_cstr(a, m->ranks)),
	};
	for (size_t i = 0; json_is_null(parts.options) && i < json_len(row); i++) {
		size_t letter = options_column(row->u.list.keys[i]);
		if (letter != SIZE_MAX)
			parts.letters[letter] = field_text(a, row, row->u.list.keys[i]);
	}
	// One alone, and one that does not follow on the last, is another field.
	size_t n = 0;
	while (n < CHOICE_OPTIONS_MAX && parts.letters[n].p)
		n++;
	for (size_t i = n < 2 ? 0 : n; i < CHOICE_OPTIONS_MAX; i++)
		parts.letters[i] = STR_NONE;
	return parts;
}

// Options and answers as our own form has them: item_from_json() names what is wrong
// then.
static bool is_own_choice(const struct json *row, const struct choice_parts *parts)
{
	bool own = json_is_null(parts->options) || parts->options->kind == JSON_ARRAY;
	for (size_t i = 0; i < json_len(parts->options); i++)
		own = own && json_at(parts->options, i)->kind == JSON_STRING;
	if (!own || (parts->answer && parts->answer->kind == JSON_STRING) ||
	    (parts->ranks && parts->ranks->kind == JSON_STRING))
		return false;
	for (size_t i = 0; i < json_len(parts->answer); i++)
		own = own && json_at(parts->answer, i)->kind == JSON_INT;
	bool lettered = parts->letters[0].p && parts->letters[1].p;
	return own && (!lettered || !json_is_null(json_get(row, "messages")));
}

// The row as an item of our own form, but for what makes it a choice.
static struct json without_choice(struct arena *a, const struct json *row,
				  const struct mapping *m)
{
	struct json rest = *row;
	rest.u.list.items = arena_array(a, json_len(row) + 1, sizeof(struct json));
	rest.u.list.keys = arena_array(a, json_len(row) + 1, sizeof(struct str));
	rest.u.list.n = 0;
	for (size_t i = 0; i < json_len(row); i++) {
		struct str key = row->u.list.keys[i];
		if (is_choice_key(m, key) || str_is(key, "kind"))
			continue;
		rest.u.list.keys[rest.u.list.n] = key;
		rest.u.list.items[rest.u.list.n++] = row->u.list.items[i];
	}
	return rest;
}

static bool own_item(struct arena *a, const struct json *row, const struct mapping *m,
		     const struct choice_parts *choice, struct item *out, bool *own,
		     struct err *e)
{
	*own = is_own_choice(row, choice);
	if (*own)
		return item_from_json(a, row, out, e);
	struct json rest = without_choice(a, row, m);
	return item_from_json(a, &rest, out, e);
}

// Ranks that do not fit the options are counted and left out.
static const struct json *with_ranks(const struct import_job *job, struct arena *a,
				     const struct json *row)
{
	const struct json *ranks = json_get(row, "ranks");
	int64_t *read;
	if (json_is_null(ranks) || json_is_null(json_get(row, "options")) ||
	    options_ranks(a, ranks, json_len(json_get(row, "options")), &read))
		return row;
	struct json *rest = arena_copy(a, row, sizeof(*row));
	rest->u.list.items = arena_array(a, json_len(row) + 1, sizeof(struct json));
	rest->u.list.keys = arena_array(a, json_len(row) + 1, sizeof(struct str));
	rest->u.list.n = 0;
	for (size_t i = 0; i < json_len(row); i++) {
		if (str_is(row->u.list.keys[i], "ranks"))
			continue;
		rest->u.list.keys[rest->u.list.n] = row->u.list.keys[i];
		rest->u.list.items[rest->u.list.n++] = row->u.list.items[i];
	}
	tally_add(&job->report->warnings, STR(MAPPING_BAD_RANKS), 1);
	return rest;
}

// Other tables have such rows; they are counted.
static bool is_blank(const struct json *prompt)
{
	return prompt && prompt->kind == JSON_STRING && !str_trim(json_str(prompt)).n;
}

static bool put_row(void *ctx, struct arena *a, const struct json *row, size_t line,
		    struct err *e)
{
	const struct reading *r = ctx;
	const struct mapping *m = r->job->settings;
	struct choice_parts choice = choice_of(a, row, m);
	struct item item;
	bool kept = true, own = false;
	choice.line = line;
	r->job->report->read++;
	struct parts parts = {
		.prompt = field_text(a, row, m->prompt),
		.id = field_text(a, row, m->id),
		.lang = field_text(a, row, m->lang),
		.risk = field_text(a, row, m->risk),
		.expect = field_text(a, row, m->expect),
	};
	if (r->own_form && !is_blank(json_get(row, "prompt"))) {
		row = with_ranks(r->job, a, row);
		choice.ranks = json_get(row, "ranks");
		if (!own_item(a, row, m, &choice, &item, &own, e))
			return false;
	} else if (!mapping_item(r->job, a, &parts, r->file, line, &item, &kept, e)) {
		return false;
	}
	if (kept && !own && item.kind == ITEM_OPEN)
		mapping_choice(r->job, a, &choice, &parts, &item, &kept);
	return !kept || r->job->put(r->job->ctx, &item, e);
}

static bool read_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct reading *r = ctx;
	r->file = name;
	return rows_each(in, name, 0, put_row, r, e);
}

static bool is_own_form(const struct mapping *m)
{
	return str_is(m->prompt, "prompt") && str_is(m->id, "id") &&
	       str_is(m->lang, "lang") && str_is(m->risk, "risk") &&
	       str_is(m->expect, "expect") && str_is(m->options, "options") &&
	       str_is(m->answer, "answer") && str_is(m->ranks, "ranks") &&
	       str_is(m->answer_from, "0") && str_empty(m->set_lang) &&
	       str_empty(m->set_risk) && str_empty(m->set_expect) &&
	       str_empty(m->set_kind);
}

static bool import(const struct import_job *job, struct err *e)
{
	struct reading r = {.job = job, .own_form = is_own_form(job->settings)};
	struct files files = {job, files_jsonl, false};
	return files_each(&files, read_file, &r, e);
}

extern const struct importer_desc importer_jsonl;
const struct importer_desc importer_jsonl = {
	.name = "jsonl",
	.summary = {STR_INIT("每行一个 JSON 对象：本程序的题目格式，或用选项指明各字段"),
		    STR_INIT("one JSON object a line: our own form of items, or fields "
			     "named by options")},
	.params = mapping_options,
	.settings_size = sizeof(struct import_own),
	.import = import,
};
