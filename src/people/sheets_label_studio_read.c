#include <math.h>

#include "base/file.h"
#include "people/sheets_label_studio.h"

#define FILE_MAX_BYTES ((size_t)512 << 20)

// "completed_by" is a user's number, or an object where users were exported too.
static struct str rater_of(struct arena *a, const struct json *annotation)
{
	const struct json *by = json_get(annotation, "completed_by");
	int64_t id;

	if (json_int(by, &id))
		return arena_printf(a, "label-studio:%lld", (long long)id);
	for (size_t i = 0; i < 2; i++) {
		struct str name = json_str(json_get(by, i ? "username" : "email"));
		if (name.n)
			return name;
	}
	return STR_NONE;
}

// "reply 2" is the reply at 1; anything else one of the question's options.
static void put_choice(struct json_writer *w, const struct question *q, struct str choice)
{
	int64_t v;

	if (q->type == QUESTION_REPLY && str_starts(choice, STR("reply "))) {
		if (str_to_i64(str_slice(choice, strlen("reply "), choice.n), &v)) {
			json_put_int(w, v - 1);
			return;
		}
	}
	json_put_str(w, choice);
}

static void put_path_ends(struct json_writer *w, const struct json *paths)
{
	json_begin(w, '[');
	for (size_t i = 0; i < json_len(paths); i++) {
		const struct json *path = json_at(paths, i);
		json_put(w, json_at(path, json_len(path) - 1));
	}
	json_end(w, ']');
}

static void put_text(struct json_writer *w, const struct json *text)
{
	if (text && text->kind == JSON_ARRAY)
		text = json_at(text, 0);
	json_put(w, text);
}

static void put_answer(struct json_writer *w, const struct question *q,
		       const struct json *value)
{
	const struct json *choices = json_get(value, "choices");

	json_key_str(w, q->id);
	switch (q->type) {
	case QUESTION_SCORE:
		json_put(w, json_is_null(json_get(value, "number"))
				    ? json_get(value, "rating")
				    : json_get(value, "number"));
		break;
	case QUESTION_TEXT:
		put_text(w, json_get(value, "text"));
		break;
	case QUESTION_TAGS:
		put_path_ends(w, json_get(value, "taxonomy"));
		break;
	case QUESTION_MULTI:
		json_put(w, choices);
		break;
	default:
		put_choice(w, q, json_str(json_at(choices, 0)));
	}
}

// Of UNIT_WRITE what was written stands in the task's data.
static bool put_written(struct json_writer *w, const struct json *data)
{
	static const char *const keys[SHEET_WRITTEN] = {"prompt", "reply_1", "model_1",
							"risk"};
	struct str texts[SHEET_WRITTEN];

	for (size_t i = 0; i < SHEET_WRITTEN; i++)
		texts[i] = json_str(json_get(data, keys[i]));
	return sheets_put_written(w, texts);
}

static struct str body_of(struct sheets_reading *r, struct arena *a,
			  const struct json *data, const struct json *annotation,
			  bool *any)
{
	const struct json *result = json_get(annotation, "result");
	struct json_writer w;
	struct buf body;

	buf_init(&body, BUF_TEXT_MAX);
	json_writer_init(&w, &body, 0);
	json_begin(&w, '{');
	if (r->c->protocol->unit == UNIT_WRITE)
		*any = put_written(&w, data);
	for (size_t i = 0; i < json_len(result); i++) {
		const struct json *one = json_at(result, i);
		const struct question *q =
			protocol_find(r->c->protocol,
				      json_str(json_get(one, "from_name")));
		if (!q) // of another interface
			continue;
		*any = true;
		put_answer(&w, q, json_get(one, "value"));
	}
	json_end(&w, '}');
	struct str text = buf_dup(a, &body);
	buf_release(&body);
	return text;
}

static bool take_annotation(struct sheets_reading *r, struct arena *a, size_t at,
			    int64_t task, const struct json *data,
			    const struct json *annotation, struct err *e)
{
	struct row_in row = {.line = at, .task = task, .seconds = NAN};
	bool cancelled = false, any = false;

	(void)json_bool(json_get(annotation, "was_cancelled"), &cancelled);
	row.body = body_of(r, a, data, annotation, &any);
	if (cancelled || !any) {
		r->counts->blank += r->checking;
		return true;
	}
	(void)json_num(json_get(annotation, "lead_time"), &row.seconds);
	row.rater = rater_of(a, annotation);
	row.mark = json_str(json_get(data, "campaign"));
	row.item = json_str(json_get(data, "item"));
	return sheets_take(r, &row, e);
}

static bool take_task(struct sheets_reading *r, struct arena *a, size_t at,
		      const struct json *task, struct err *e)
{
	const struct json *annotations = json_get(task, "annotations");
	const struct json *data = json_get(task, "data");
	int64_t id;

	if (!json_int(json_get(data, "task"), &id))
		return sheets_fault(r, at, "data.task",
				    "the task's number, as assay wrote it", STR_NONE, e);
	// before its questions, which another protocol's would not be
	struct str mark = json_str(json_get(data, "campaign"));
	if (mark.n && !str_eq(mark, r->mark))
		return sheets_fault(r, at, "data.campaign", arena_cstr(a, r->mark), mark,
				    e);
	for (size_t i = 0; i < json_len(annotations); i++)
		if (!take_annotation(r, a, at, id, data, json_at(annotations, i), e))
			return false;
	return true;
}

bool label_studio_read(struct sheets_reading *r, struct err *e)
{
	struct arena a;
	struct str text;
	const struct json *tasks;
	bool ok = false;

	arena_init(&a);
	if (!file_read(&a, r->path, FILE_MAX_BYTES, &text, e))
		goto out;
	tasks = json_parse(&a, text, 0, NULL, e);
	if (!tasks) {
		err_wrap(e, "%s", r->path);
		goto out;
	}
	if (tasks->kind != JSON_ARRAY) {
		err_set(e, ERR_INPUT, "%s: expected a list of tasks, got %s", r->path,
			json_kind_name(tasks));
		goto out;
	}
	ok = true;
	for (size_t i = 0; ok && i < json_len(tasks); i++)
		ok = take_task(r, &a, i + 1, json_at(tasks, i), e);
out:
	arena_release(&a);
	return ok;
}
