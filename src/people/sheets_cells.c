// Rows of a table, for spreadsheets of all kinds: one rater's answer to one task, a
// column for each question.
#include <math.h>

#include "base/clock.h"
#include "people/sheets_form.h"

enum {
	CELL_TASK,
	CELL_RATER,
	CELL_REVISION,
	CELL_AT,
	CELL_SECONDS,
	CELL_ITEM,
	CELL_LANG,
	CELL_RISK,
	CELL_PROMPT,
	CELL_MARK,
	CELL_FIXED,
};
static const char *const fixed[CELL_FIXED] = {"task",    "rater",   "revision", "at",
					      "seconds", "item",    "lang",     "risk",
					      "prompt",  "campaign"};

// Replies and models stand under "reply 1", "model 1".
void cells_init(struct cells *cells, struct arena *a, const struct campaign *c)
{
	size_t replies = sheets_most_replies(c);
	size_t n = 0;

	*cells = (struct cells){.protocol = c->protocol, .replies = replies};
	cells->n = CELL_FIXED + 2 * replies + c->protocol->n;
	cells->titles = arena_array(a, cells->n + 1, sizeof(*cells->titles));
	for (size_t i = 0; i < CELL_FIXED; i++)
		cells->titles[n++] = str_of(fixed[i]);
	for (size_t i = 0; i < replies; i++) {
		cells->titles[n++] = arena_printf(a, "model %zu", i + 1);
		cells->titles[n++] = arena_printf(a, "reply %zu", i + 1);
	}
	cells->first_question = n;
	for (size_t i = 0; i < c->protocol->n; i++)
		cells->titles[n++] = c->protocol->questions[i].id;
}

// --- Out.

static struct str list_text(struct arena *a, const struct json *list)
{
	size_t n = json_len(list);
	struct str *parts = arena_array(a, n + 1, sizeof(*parts));

	for (size_t i = 0; i < n; i++)
		parts[i] = json_str(json_at(list, i));
	return arena_join(a, parts, n, STR("|"));
}

static struct str answer_text(struct arena *a, const struct question *q,
			      const struct json *j)
{
	int64_t v;

	if (json_is_null(j))
		return STR("");
	if (j->kind == JSON_STRING)
		return json_str(j);
	if (j->kind == JSON_ARRAY)
		return list_text(a, j);
	if (!json_int(j, &v))
		return STR("");
	// a reply is counted from 1, as its column is
	return arena_printf(a, "%lld",
			    (long long)(q->type == QUESTION_REPLY ? v + 1 : v));
}

static struct str number_text(struct arena *a, int64_t v)
{
	return v ? arena_printf(a, "%lld", (long long)v) : STR("");
}

static void put_shown(const struct cells *cells, const struct shown *shown,
		      struct str *out)
{
	out[CELL_ITEM] = shown->item;
	out[CELL_LANG] = shown->lang;
	out[CELL_RISK] = shown->risk;
	out[CELL_PROMPT] = shown->prompt;
	for (size_t i = 0; i < shown->n && i < cells->replies; i++) {
		out[CELL_FIXED + 2 * i] = shown->models[i];
		out[CELL_FIXED + 2 * i + 1] = shown->replies[i];
	}
}

bool cells_of_row(const struct cells *cells, struct sheets_writing *w,
		  const struct sheet_row *row, struct str *out, struct err *e)
{
	struct arena *a = &w->arena;
	const struct json *said = NULL;
	struct shown shown;

	for (size_t i = 0; i < cells->n; i++)
		out[i] = STR("");
	if (row->body.p && !(said = json_parse(a, row->body, 0, NULL, e)))
		return err_wrap(e, "task %lld", (long long)row->task->id);
	if (!sheets_show(w, row, &shown, e))
		return false;
	out[CELL_TASK] = number_text(a, row->task->id);
	out[CELL_RATER] = row->rater;
	out[CELL_MARK] = w->mark;
	out[CELL_REVISION] = number_text(a, row->revision);
	out[CELL_AT] = row->at ? clock_iso8601(a, row->at) : STR("");
	if (!isnan(row->seconds))
		out[CELL_SECONDS] = arena_printf(a, "%.1f", row->seconds);
	put_shown(cells, &shown, out);
	for (size_t i = 0; i < cells->protocol->n; i++) {
		const struct question *q = &cells->protocol->questions[i];
		char *id = arena_cstr(a, q->id);
		out[cells->first_question + i] = answer_text(a, q, json_get(said, id));
	}
	return true;
}

// --- In.

void cells_in_init(struct cells_in *in, struct sheets_reading *r)
{
	*in = (struct cells_in){.reading = r, .protocol = r->c->protocol};
	arena_init(&in->arena);
	arena_init(&in->row);
}

void cells_in_release(struct cells_in *in)
{
	arena_release(&in->arena);
	arena_release(&in->row);
}

struct titles {
	struct cells_in *in;
	size_t line;
	const struct str *fields; // [n]
	size_t n;
	struct err *e;
	bool stopped; // with e
};

static size_t column(struct titles *t, struct str title)
{
	size_t found = SIZE_MAX, more = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (!str_eq_nocase(str_trim(t->fields[i]), title))
			continue;
		more += found != SIZE_MAX;
		if (found == SIZE_MAX)
			found = i;
	}
	if (more &&
	    !sheets_remark(t->in->reading, t->line, arena_cstr(&t->in->arena, title),
			   t->e, "expected one column of that name, got more"))
		t->stopped = true;
	return found;
}

static const char *const written_columns[SHEET_WRITTEN] = {"prompt", "reply 1", "model 1",
							   "risk"};

static bool lacks_title(struct titles *t, struct str title)
{
	struct sheets_reading *r = t->in->reading;

	return sheets_fault(r, t->line, arena_cstr(&t->in->arena, title),
			    "a column of that name in the first row", STR_NONE, t->e);
}

static bool take_titles(struct cells_in *in, size_t line, const struct str *fields,
			size_t n, struct err *e)
{
	struct titles titles = {in, line, fields, n, e, false};
	size_t faults = in->reading->faults->total;
	bool ok = true;

	in->have_titles = true;
	in->width = n;
	in->mark = column(&titles, STR("campaign"));
	in->item = column(&titles, STR("item"));
	in->task = column(&titles, STR("task"));
	in->rater = column(&titles, STR("rater"));
	in->revision = column(&titles, STR("revision"));
	in->seconds = column(&titles, STR("seconds"));
	for (size_t i = 0; i < SHEET_WRITTEN; i++)
		in->written[i] = column(&titles, str_of(written_columns[i]));
	in->questions = arena_array(&in->arena, in->protocol->n + 1, sizeof(size_t));
	for (size_t i = 0; i < in->protocol->n; i++) {
		const struct question *q = &in->protocol->questions[i];
		in->questions[i] = column(&titles, q->id);
		// Where it is asked of some rows alone, those rows miss it.
		if (in->questions[i] == SIZE_MAX && q->required && !q->n_is && !q->kinds)
			ok = ok && lacks_title(&titles, q->id);
	}
	if (in->task == SIZE_MAX)
		ok = ok && lacks_title(&titles, STR("task"));
	in->lost = in->reading->faults->total > faults;
	return ok && !titles.stopped;
}

static struct str field_at(const struct str *fields, size_t n, size_t at)
{
	return at < n ? str_trim(fields[at]) : STR_NONE;
}

// A spreadsheet may make 7 into 7.0.
static bool number(struct str text, int64_t *out)
{
	double real;

	if (str_to_i64(text, out))
		return true;
	if (!str_to_double(text, &real) || real != floor(real) || fabs(real) > 1e15)
		return false;
	*out = (int64_t)real;
	return true;
}

static void put_list(struct json_writer *w, struct str text)
{
	json_begin(w, '[');
	while (text.n > 0) {
		struct str part = str_trim(str_cut(&text, '|'));
		if (part.n)
			json_put_str(w, part);
	}
	json_end(w, ']');
}

// What the safe writing of CSV put in front of a text (base/csv.h).
static struct str without_guard(struct str text)
{
	static const char guarded[] = "=+-@";

	return text.n > 1 && text.p[0] == '\'' && memchr(guarded, text.p[1], 4)
		       ? str_slice(text, 1, text.n)
		       : text;
}

// By value or label, as people type them.
static const struct option *option_like(const struct question *q, struct str text)
{
	for (size_t i = 0; i < q->n_options; i++) {
		const struct option *o = &q->options[i];
		if (str_eq_nocase(o->value, text) || str_eq_nocase(o->label.zh, text) ||
		    str_eq_nocase(o->label.en, text))
			return o;
	}
	return NULL;
}

// "safe, unsafe, unscoreable"
static const char *option_values(struct arena *a, const struct question *q)
{
	struct str *values = arena_array(a, q->n_options + 1, sizeof(*values));

	for (size_t i = 0; i < q->n_options; i++)
		values[i] = q->options[i].value;
	return arena_cstr(a, arena_join(a, values, q->n_options, STR(", ")));
}

static void put_answer(struct json_writer *w, const struct question *q, struct str text)
{
	const struct option *o = option_like(q, text);
	int64_t v;

	json_key_str(w, q->id);
	if (q->type == QUESTION_MULTI || q->type == QUESTION_TAGS)
		put_list(w, text);
	else if (q->type == QUESTION_SCORE && number(text, &v))
		json_put_int(w, v);
	else if (q->type == QUESTION_REPLY && number(text, &v))
		json_put_int(w, v - 1);
	else if (o)
		json_put_str(w, o->value);
	else if (q->type == QUESTION_CHOICE && number(text, &v))
		json_put_int(w, v); // "2.0" of an option "2"
	else
		json_put_str(w, without_guard(text));
}

static bool take_numbers(struct cells_in *in, const struct str *fields, size_t n,
			 struct row_in *row, struct err *e)
{
	struct str task = field_at(fields, n, in->task);
	struct str revision = field_at(fields, n, in->revision);
	struct str seconds = field_at(fields, n, in->seconds);

	bool writes = in->protocol->unit == UNIT_WRITE; // a new one has no number

	if (!(writes && task.n == 0) && !number(task, &row->task) &&
	    !sheets_fault(in->reading, row->line, "task", "its number", task, e))
		return false;
	if (revision.n && !number(revision, &row->revision) &&
	    !sheets_fault(in->reading, row->line, "revision", "a number", revision, e))
		return false;
	return !seconds.n || str_to_double(seconds, &row->seconds) ||
	       sheets_fault(in->reading, row->line, "seconds", "a number", seconds, e);
}

// Whether there is a prompt at all.
static bool put_written(const struct cells_in *in, struct json_writer *w,
			const struct str *fields, size_t n)
{
	struct str texts[SHEET_WRITTEN];

	for (size_t i = 0; i < SHEET_WRITTEN; i++)
		texts[i] = without_guard(field_at(fields, n, in->written[i]));
	return sheets_put_written(w, texts);
}

// A row that ends early was cut, or its answer stands in another column.
static bool is_short(const struct cells_in *in, const struct str *fields, size_t n)
{
	bool blank = true;

	for (size_t i = 0; i < n; i++)
		blank = blank && str_empty(str_trim(fields[i]));
	return !blank && !in->ragged && n < in->width;
}

static bool check_option(struct cells_in *in, size_t line, const struct question *q,
			 struct str text, struct err *e)
{
	int64_t v;

	if (q->type != QUESTION_CHOICE || option_like(q, text) || number(text, &v))
		return true;
	return sheets_fault(in->reading, line, arena_cstr(&in->row, q->id),
			    option_values(&in->row, q), text, e);
}

// What a row answers, in row->body; *any: whether it answers anything.
static bool take_answers(struct cells_in *in, const struct str *fields, size_t n,
			 struct row_in *row, bool *any, struct err *e)
{
	struct json_writer w;
	struct buf body;
	bool ok = true;

	buf_init(&body, BUF_TEXT_MAX);
	json_writer_init(&w, &body, 0);
	json_begin(&w, '{');
	if (in->protocol->unit == UNIT_WRITE)
		*any = put_written(in, &w, fields, n);
	for (size_t i = 0; ok && i < in->protocol->n; i++) {
		const struct question *q = &in->protocol->questions[i];
		struct str text = field_at(fields, n, in->questions[i]);
		if (text.n == 0)
			continue;
		*any = true;
		ok = check_option(in, row->line, q, text, e);
		put_answer(&w, q, text);
	}
	json_end(&w, '}');
	row->body = buf_dup(&in->row, &body);
	buf_release(&body);
	return ok;
}

bool cells_take(struct cells_in *in, size_t line, const struct str *fields, size_t n,
		struct err *e)
{
	struct sheets_reading *r = in->reading;
	struct row_in row = {.line = line, .seconds = NAN};
	size_t faults = r->faults->total;
	bool any = false;

	if (!in->have_titles)
		return take_titles(in, line, fields, n, e);
	if (in->lost)
		return true;
	if (is_short(in, fields, n))
		return sheets_remark(r, line, "row", e, "expected %zu fields, got %zu",
				     in->width, n);
	arena_reset(&in->row);
	if (!take_answers(in, fields, n, &row, &any, e))
		return false;
	row.mark = field_at(fields, n, in->mark);
	row.item = without_guard(field_at(fields, n, in->item));
	row.rater = without_guard(field_at(fields, n, in->rater));
	if (!any) {
		r->counts->blank += r->checking;
		return true;
	}
	if (!take_numbers(in, fields, n, &row, e))
		return false;
	row.faulty = r->faults->total > faults;
	return sheets_take(r, &row, e);
}
