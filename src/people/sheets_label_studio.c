// Label Studio's tasks: a JSON array whose elements hold what is shown ("data") and what
// was said ("annotations"); https://labelstud.io/guide/export and /guide/tasks.
#include <stdio.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/output.h"
#include "people/sheets_label_studio.h"

// --- The labelling interface (https://labelstud.io/tags), to be pasted into a project.

static void put_escaped(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		switch (text.p[i]) {
		case '<':
			buf_adds(out, "&lt;");
			break;
		case '>':
			buf_adds(out, "&gt;");
			break;
		case '&':
			buf_adds(out, "&amp;");
			break;
		case '"':
			buf_adds(out, "&quot;");
			break;
		default:
			buf_addc(out, text.p[i]);
		}
	}
}

static void put_attribute(struct buf *out, const char *name, struct str text)
{
	buf_addf(out, " %s=\"", name);
	put_escaped(out, text);
	buf_addc(out, '"');
}

static struct str both(struct arena *a, struct bilingual text)
{
	return arena_printf(a, STR_FMT " / " STR_FMT, STR_ARG(text.zh), STR_ARG(text.en));
}

static void put_options(struct buf *out, struct arena *a, const struct question *q)
{
	for (size_t i = 0; i < q->n_options; i++) {
		buf_adds(out, "      <Choice");
		put_attribute(out, "value", both(a, q->options[i].label));
		put_attribute(out, "alias", q->options[i].value);
		if (q->options[i].key.n)
			put_attribute(out, "hotkey", q->options[i].key);
		buf_adds(out, "/>\n");
	}
}

static void open_tag(struct buf *out, const char *tag, const struct question *q)
{
	buf_addf(out, "    <%s", tag);
	put_attribute(out, "name", q->id);
	buf_adds(out, " toName=\"prompt\"");
	if (q->required && !q->n_is && !q->kinds)
		buf_adds(out, " required=\"true\"");
}

static void put_choices(struct buf *out, struct arena *a, const struct question *q,
			size_t replies)
{
	open_tag(out, "Choices", q);
	buf_addf(out, " choice=\"%s\">\n",
		 q->type == QUESTION_MULTI ? "multiple" : "single");
	for (size_t i = 0; i < replies && q->type == QUESTION_REPLY; i++)
		buf_addf(out, "      <Choice value=\"reply %zu\"/>\n", i + 1);
	put_options(out, a, q);
	buf_adds(out, "    </Choices>\n");
}

static void put_nodes(struct buf *out, const struct campaign *c, const struct question *q)
{
	open_tag(out, "Taxonomy", q);
	buf_adds(out, ">\n");
	for (size_t i = 0; i < c->tags->known; i++) {
		buf_adds(out, "      <Choice");
		put_attribute(out, "value", c->tags->nodes[i].id);
		buf_adds(out, "/>\n");
	}
	buf_adds(out, "    </Taxonomy>\n");
}

static void put_question(struct buf *out, struct arena *a, const struct campaign *c,
			 const struct question *q, size_t replies)
{
	buf_adds(out, "    <Header");
	put_attribute(out, "value", both(a, q->label));
	buf_adds(out, "/>\n");
	switch (q->type) {
	case QUESTION_SCORE:
		open_tag(out, "Number", q);
		buf_addf(out, " min=\"%lld\" max=\"%lld\" step=\"1\"/>\n",
			 (long long)q->min, (long long)q->max);
		break;
	case QUESTION_TEXT:
		open_tag(out, "TextArea", q);
		buf_adds(out, " rows=\"4\" maxSubmissions=\"1\"/>\n");
		break;
	case QUESTION_TAGS:
		put_nodes(out, c, q);
		break;
	default:
		put_choices(out, a, q, replies);
	}
}

static struct str path_stem_of(struct str path)
{
	return str_ends(path, STR(".json")) ? str_slice(path, 0, path.n - strlen(".json"))
					    : path;
}

static bool write_interface(struct sheets_writing *w, size_t replies, struct err *e)
{
	struct buf out;
	struct str path = arena_printf(&w->arena, STR_FMT ".xml",
				       STR_ARG(path_stem_of(str_of(w->path))));

	buf_init(&out, BUF_TEXT_MAX);
	buf_adds(&out, "<View>\n  <Text name=\"prompt\" value=\"$prompt\"/>\n");
	for (size_t i = 0; i < replies; i++)
		buf_addf(&out,
			 "  <Header value=\"reply %zu\"/>\n"
			 "  <Text name=\"reply_%zu\" value=\"$reply_%zu\"/>\n",
			 i + 1, i + 1, i + 1);
	buf_adds(&out, "  <View>\n");
	for (size_t i = 0; i < w->c->protocol->n; i++)
		put_question(&out, &w->arena, w->c, &w->c->protocol->questions[i],
			     replies);
	buf_adds(&out, "  </View>\n</View>\n");
	bool ok = output_write(path.p, false, buf_str(&out), e);
	buf_release(&out);
	return ok;
}

// --- Tasks.

static void put_value(struct json_writer *w, const struct question *q,
		      const struct json *said)
{
	int64_t v = 0;

	switch (q->type) {
	case QUESTION_SCORE:
		json_key(w, "number");
		json_put(w, said);
		return;
	case QUESTION_TEXT:
		json_key(w, "text");
		break;
	case QUESTION_TAGS:
		json_key(w, "taxonomy");
		json_begin(w, '[');
		for (size_t i = 0; i < json_len(said); i++) {
			json_begin(w, '[');
			json_put(w, json_at(said, i));
			json_end(w, ']');
		}
		json_end(w, ']');
		return;
	default:
		json_key(w, "choices");
	}
	if (said->kind == JSON_ARRAY) {
		json_put(w, said);
		return;
	}
	json_begin(w, '[');
	if (q->type == QUESTION_REPLY && said->kind != JSON_STRING &&
	    json_int(said, &v)) {
		char text[32];
		snprintf(text, sizeof(text), "reply %lld", (long long)v + 1);
		json_put_cstr(w, text);
	} else {
		json_put(w, said);
	}
	json_end(w, ']');
}

// How a question's answers are called there.
static const char *type_of(const struct question *q)
{
	switch (q->type) {
	case QUESTION_SCORE:
		return "number";
	case QUESTION_TEXT:
		return "textarea";
	case QUESTION_TAGS:
		return "taxonomy";
	default:
		return "choices";
	}
}

static void put_result(struct json_writer *w, const struct question *q,
		       const struct json *said)
{
	json_begin(w, '{');
	json_field_str(w, "from_name", q->id);
	json_field_cstr(w, "to_name", "prompt");
	json_field_cstr(w, "type", type_of(q));
	json_key(w, "value");
	json_begin(w, '{');
	put_value(w, q, said);
	json_end(w, '}');
	json_end(w, '}');
}

static bool put_annotation(struct sheets_writing *w, struct json_writer *json,
			   const struct sheet_row *row, struct err *e)
{
	const struct json *body = json_parse(&w->arena, row->body, 0, NULL, e);

	if (!body)
		return err_wrap(e, "task %lld", (long long)row->task->id);
	json_begin(json, '{');
	json_key(json, "completed_by");
	json_begin(json, '{');
	json_field_str(json, "email", row->rater);
	json_end(json, '}');
	json_field_str(json, "created_at", clock_iso8601(&w->arena, row->at));
	json_field_real(json, "lead_time", row->seconds);
	json_key(json, "result");
	json_begin(json, '[');
	for (size_t i = 0; i < w->c->protocol->n; i++) {
		const struct question *q = &w->c->protocol->questions[i];
		const struct json *said = json_get(body, arena_cstr(&w->arena, q->id));
		if (!json_is_null(said))
			put_result(json, q, said);
	}
	json_end(json, ']');
	json_end(json, '}');
	return true;
}

static bool put_data(struct sheets_writing *w, struct json_writer *json,
		     const struct sheet_row *row, struct err *e)
{
	struct shown shown;

	if (!sheets_show(w, row, &shown, e))
		return false;
	json_key(json, "data");
	json_begin(json, '{');
	json_field_int(json, "task", row->task->id);
	json_field_str(json, "campaign", w->mark);
	json_field_str(json, "item", shown.item);
	json_field_str(json, "lang", shown.lang);
	json_field_str(json, "risk", shown.risk);
	json_field_str(json, "prompt", shown.prompt.p ? shown.prompt : STR(""));
	for (size_t i = 0; i < shown.n; i++) {
		char key[40];
		snprintf(key, sizeof(key), "reply_%zu", i + 1);
		json_field_str(json, key, shown.replies[i]);
		snprintf(key, sizeof(key), "model_%zu", i + 1);
		if (shown.models[i].p)
			json_field_str(json, key, shown.models[i]);
	}
	json_end(json, '}');
	return true;
}

struct tasks_out {
	struct output *to;
	struct buf text;
	struct json_writer json;
	int64_t task; // at hand, 0: none
};

static bool end_task(struct tasks_out *out, struct err *e)
{
	if (!out->task)
		return true;
	json_end(&out->json, ']');
	json_end(&out->json, '}');
	out->task = 0;
	bool ok = output_add(out->to, buf_str(&out->text), e);
	buf_clear(&out->text);
	return ok;
}

static bool put_row(struct sheets_writing *w, struct tasks_out *out,
		    const struct sheet_row *row, struct err *e)
{
	if (out->task != row->task->id) {
		if (!end_task(out, e))
			return false;
		out->task = row->task->id;
		json_begin(&out->json, '{');
		json_field_int(&out->json, "id", row->task->id);
		if (!put_data(w, &out->json, row, e))
			return false;
		json_key(&out->json, "annotations");
		json_begin(&out->json, '[');
	}
	return !row->body.p || put_annotation(w, &out->json, row, e);
}

static bool write(struct sheets_writing *w, struct err *e)
{
	struct tasks_out out = {.to = output_open(w->path, false, e)};
	struct sheet_row row;
	bool ok = out.to != NULL;

	buf_init(&out.text, BUF_TEXT_MAX);
	json_writer_init(&out.json, &out.text, 0);
	json_begin(&out.json, '[');
	while (ok && sheets_next(w, &row) == 1)
		ok = put_row(w, &out, &row, e);
	ok = ok && end_task(&out, e);
	json_end(&out.json, ']');
	buf_addc(&out.text, '\n');
	ok = ok && output_add(out.to, buf_str(&out.text), e) &&
	     (w->alone || write_interface(w, sheets_most_replies(w->c), e));
	if (ok)
		ok = output_close(out.to, NULL, e);
	else
		output_abandon(out.to);
	buf_release(&out.text);
	return ok;
}

extern const struct sheets_form form_label_studio;
const struct sheets_form form_label_studio = {
	.name = "label-studio",
	.ending = ".json",
	.media_type = "application/json",
	.write = write,
	.read = label_studio_read,
};
