#include <math.h>

#include "base/input.h"
#include "base/output.h"
#include "people/sheets_form.h"

#define LINE_MAX_BYTES ((size_t)16 << 20)

static void put_shown(struct json_writer *w, const struct shown *shown)
{
	json_field_str(w, "item", shown->item);
	json_field_str(w, "lang", shown->lang);
	json_field_str(w, "risk", shown->risk);
	json_field_str(w, "prompt", shown->prompt);
	json_key(w, "replies");
	json_begin(w, '[');
	for (size_t i = 0; i < shown->n; i++) {
		json_begin(w, '{');
		if (shown->models[i].p)
			json_field_str(w, "model", shown->models[i]);
		json_field_str(w, "text", shown->replies[i]);
		json_end(w, '}');
	}
	json_end(w, ']');
}

static void put_row(struct json_writer *w, const struct sheet_row *row,
		    const struct shown *shown, struct str mark)
{
	json_begin(w, '{');
	json_field_int(w, "task", row->task->id);
	json_field_str(w, "campaign", mark);
	json_field_str(w, "rater", row->rater);
	json_field_int(w, "revision", row->revision);
	if (row->at)
		json_field_int(w, "at", row->at);
	json_field_real(w, "seconds", row->seconds);
	put_shown(w, shown);
	json_key(w, "answers");
	if (row->body.p)
		json_put_raw(w, row->body);
	else
		json_put_null(w);
	json_end(w, '}');
}

static bool write(struct sheets_writing *w, struct err *e)
{
	struct output *out = output_open(w->path, false, e);
	struct json_writer json;
	struct sheet_row row;
	struct shown shown;
	struct buf line;
	bool ok = out != NULL;

	buf_init(&line, BUF_TEXT_MAX);
	while (ok && sheets_next(w, &row) == 1) {
		buf_clear(&line);
		ok = sheets_show(w, &row, &shown, e);
		if (!ok)
			break;
		json_writer_init(&json, &line, 0);
		put_row(&json, &row, &shown, w->mark);
		buf_addc(&line, '\n');
		ok = output_add(out, buf_str(&line), e);
	}
	if (ok)
		ok = output_close(out, NULL, e);
	else
		output_abandon(out);
	buf_release(&line);
	return ok;
}

static bool take(struct sheets_reading *r, struct arena *a, size_t line, struct str text,
		 struct err *e)
{
	struct row_in row = {.line = line, .seconds = NAN};
	struct err why = {0};
	const struct json *j = json_parse(a, text, 0, NULL, &why), *answers;
	struct json_writer w;
	struct buf body;

	if (!j)
		return sheets_remark(r, line, NULL, e, "%s", why.msg);
	answers = json_get(j, "answers");
	if (json_is_null(answers)) {
		r->counts->blank += r->checking;
		return true;
	}
	if (!json_int(json_get(j, "task"), &row.task))
		return sheets_fault(r, line, "task", "its number", STR_NONE, e);
	if (answers->kind != JSON_OBJECT)
		return sheets_remark(r, line, "answers", e,
				     "expected an object by question, got %s",
				     json_kind_name(answers));
	(void)json_int(json_get(j, "revision"), &row.revision);
	(void)json_int(json_get(j, "at"), &row.at);
	(void)json_num(json_get(j, "seconds"), &row.seconds);
	row.rater = json_str(json_get(j, "rater"));
	row.mark = json_str(json_get(j, "campaign"));
	row.item = json_str(json_get(j, "item"));
	buf_init(&body, BUF_TEXT_MAX);
	json_writer_init(&w, &body, 0);
	json_put(&w, answers);
	row.body = buf_dup(a, &body);
	buf_release(&body);
	return sheets_take(r, &row, e);
}

static bool read(struct sheets_reading *r, struct err *e)
{
	struct input *in = input_open(r->path, INPUT_DETECT, e);
	struct arena a;
	struct str line;
	bool ok = true;
	int got = 1;

	if (!in)
		return false;
	arena_init(&a);
	while (ok && (got = input_line(in, LINE_MAX_BYTES, &line, e)) == 1) {
		arena_reset(&a);
		ok = str_empty(str_trim(line)) ||
		     take(r, &a, input_line_number(in), line, e);
	}
	arena_release(&a);
	input_close(in);
	return ok && got == 0;
}

extern const struct sheets_form form_jsonl;
const struct sheets_form form_jsonl = {
	.name = "jsonl",
	.ending = ".jsonl",
	.media_type = "application/x-ndjson; charset=utf-8",
	.write = write,
	.read = read,
};
