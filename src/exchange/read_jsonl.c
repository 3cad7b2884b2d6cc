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
	struct item item;
	bool kept = true;
	r->job->report->read++;
	if (r->own_form && !is_blank(json_get(row, "prompt"))) {
		if (!item_from_json(a, row, &item, e))
			return false;
		return r->job->put(r->job->ctx, &item, e);
	}
	struct parts parts = {
		.prompt = field_text(a, row, m->prompt),
		.id = field_text(a, row, m->id),
		.lang = field_text(a, row, m->lang),
		.risk = field_text(a, row, m->risk),
		.expect = field_text(a, row, m->expect),
	};
	if (!mapping_item(r->job, a, &parts, r->file, line, &item, &kept, e))
		return false;
	return !kept || r->job->put(r->job->ctx, &item, e);
}

static bool read_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct reading *r = ctx;
	r->file = name;
	return rows_each(in, name, put_row, r, e);
}

static bool is_own_form(const struct mapping *m)
{
	return str_is(m->prompt, "prompt") && str_is(m->id, "id") &&
	       str_is(m->lang, "lang") && str_is(m->risk, "risk") &&
	       str_is(m->expect, "expect") && str_empty(m->set_lang) &&
	       str_empty(m->set_risk) && str_empty(m->set_expect);
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
	.settings_size = sizeof(struct mapping),
	.import = import,
};
