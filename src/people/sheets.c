#include "people/sheets.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/file.h"
#include "base/utf8.h"
#include "people/sheets_form.h"

#define REMARK_MAX 1000

extern const struct sheets_form form_csv, form_jsonl, form_label_studio, form_xlsx;

static const struct sheets_form *const forms[] = {&form_csv, &form_jsonl,
						  &form_label_studio, &form_xlsx};

const struct sheets_form *sheets_find(struct str name)
{
	for (size_t i = 0; i < COUNT(forms); i++)
		if (str_is(name, forms[i]->name))
			return forms[i];
	return NULL;
}

const struct sheets_form *sheets_of_path(struct str path)
{
	for (size_t i = 0; i < COUNT(forms); i++)
		if (str_ends(path, str_of(forms[i]->ending)))
			return forms[i];
	return NULL;
}

const char *sheets_names(void)
{
	return "csv, jsonl, label-studio, xlsx";
}

const char *sheets_media_type(const struct sheets_form *f)
{
	return f->media_type;
}

const char *sheets_ending(const struct sheets_form *f)
{
	return f->ending;
}

// Whose name it is; SIZE_MAX: nobody's yet.
static size_t worker_of(const struct campaign *c, struct str name)
{
	const struct rater *r = campaign_rater_named(c, str_trim(name));

	return r ? (size_t)(r - c->raters.p) : SIZE_MAX;
}

// Which campaign a file is of: its protocol, and when the run was made.
static struct str mark_of(struct arena *a, const struct campaign *c)
{
	struct str created = store_get(c->store, a, "created");

	if (str_empty(created))
		return c->protocol->name;
	return arena_printf(a, STR_FMT " " STR_FMT, STR_ARG(c->protocol->name),
			    STR_ARG(created));
}

// --- Out.

static void fill(const struct sheets_writing *w, const struct place *place,
		 const struct given *given, struct sheet_row *out)
{
	bool answered = given && given->state == ASSIGNMENT_ANSWERED;

	*out = (struct sheet_row){
		.task = &place->task,
		.seconds = answered ? given->seconds : NAN,
	};
	if (answered) {
		out->revision = given->revision;
		out->at = given->at;
		out->body = given->body;
	}
	out->rater = given ? w->c->raters.p[given->worker].name
			   : w->c->raters.p[w->worker].name;
}

// Of a sheet: what the rater said, and what is left to do.
static bool on_sheet(const struct sheets_writing *w, size_t place,
		     const struct given **given)
{
	const struct place *p = &w->c->places.p[place];
	uint32_t at = campaign_find_given(w->c, place, w->worker);

	*given = at == CAMPAIGN_NONE ? NULL : &w->c->given.p[at];
	if (*given)
		return (*given)->state == ASSIGNMENT_ANSWERED ||
		       (*given)->state == ASSIGNMENT_OPEN;
	return (int64_t)p->counted < p->task.need &&
	       campaign_sees_domain(w->c, w->worker, p->domain);
}

static int next_of_sheet(struct sheets_writing *w, struct sheet_row *out)
{
	while (w->place < w->c->places.n) {
		const struct given *given;
		size_t at = w->place++;

		if (!on_sheet(w, at, &given))
			continue;
		fill(w, &w->c->places.p[at], given, out);
		return 1;
	}
	return 0;
}

static int next_answer(struct sheets_writing *w, struct sheet_row *out)
{
	while (w->place < w->c->places.n) {
		const struct place *p = &w->c->places.p[w->place];
		const struct given *given;

		if (w->given == CAMPAIGN_NONE) { // of the task at hand there is no more
			if (++w->place < w->c->places.n)
				w->given = w->c->places.p[w->place].first;
			continue;
		}
		given = &w->c->given.p[w->given];
		w->given = given->next;
		if (given->state != ASSIGNMENT_ANSWERED)
			continue;
		fill(w, p, given, out);
		return 1;
	}
	return 0;
}

int sheets_next(struct sheets_writing *w, struct sheet_row *out)
{
	int got;

	arena_reset(&w->arena);
	got = w->worker == SIZE_MAX ? next_answer(w, out) : next_of_sheet(w, out);
	w->counts->rows += got == 1;
	return got;
}

static struct str conversation(struct arena *a, const struct message *messages, size_t n)
{
	struct str *lines = arena_array(a, n + 1, sizeof(*lines));

	if (n == 1)
		return messages[0].content;
	for (size_t i = 0; i < n; i++)
		lines[i] =
			arena_printf(a, "%s: " STR_FMT, speaker_name(messages[i].speaker),
				     STR_ARG(messages[i].content));
	return arena_join(a, lines, n, STR("\n"));
}

static bool show_sample(struct sheets_writing *w, uint64_t ordinal, size_t i,
			struct shown *out, struct err *e)
{
	struct arena *a = &w->arena;
	struct sample_row x;
	size_t n;

	if (!campaign_row(w->c, a, ordinal, &x, e))
		return false;
	out->replies[i] = sample_reply(&x).p ? sample_reply(&x) : STR("");
	out->models[i] = w->names ? sample_target(w->c, &x) : sample_model(w->c, &x);
	if (i > 0)
		return true;
	const struct message *messages = sample_messages(w->c, a, &x, &n);
	out->item = x.row.item.id;
	out->lang = x.asked.lang;
	out->risk = x.asked.risk;
	out->prompt = conversation(a, messages, n);
	return true;
}

// What was written stands in the answer.
static bool show_written(struct arena *a, struct str body, struct shown *out,
			 struct err *e)
{
	const struct json *said = body.p ? json_parse(a, body, 0, NULL, e) : NULL;
	struct str domain = json_str(json_get(said, "domain"));

	if (body.p && !said)
		return false;
	out->n = 1;
	out->prompt = json_str(json_get(said, "prompt"));
	out->replies[0] = json_str(json_get(said, "reply"));
	out->models[0] = json_str(json_get(said, "model"));
	if (domain.p)
		out->risk = domain;
	return true;
}

size_t sheets_most_replies(const struct campaign *c)
{
	size_t n = c->protocol->unit == UNIT_WRITE;

	for (size_t i = 0; i < c->places.n; i++)
		if (c->places.p[i].task.n_ordinals > n)
			n = c->places.p[i].task.n_ordinals;
	return n;
}

bool sheets_show(struct sheets_writing *w, const struct sheet_row *row, struct shown *out,
		 struct err *e)
{
	const struct task *task = row->task;
	struct arena *a = &w->arena;
	bool ok = true;

	*out = (struct shown){.n = task->n_ordinals, .risk = task->domain};
	out->replies = arena_array(a, task->n_ordinals + 1, sizeof(*out->replies));
	out->models = arena_array(a, task->n_ordinals + 1, sizeof(*out->models));
	if (w->c->protocol->unit == UNIT_WRITE)
		ok = show_written(a, row->body, out, e);
	for (size_t i = 0; ok && i < task->n_ordinals; i++)
		ok = show_sample(w, task->ordinals[i], i, out, e);
	return ok || err_wrap(e, "task %lld", (long long)task->id);
}

bool sheets_write(struct campaign *c, const struct sheets_form *form, const char *path,
		  const struct sheets_settings *s, struct sheets_counts *counts,
		  struct err *e)
{
	struct sheets_writing w = {.c = c,
				   .path = path,
				   .counts = counts,
				   .alone = s->alone};

	*counts = (struct sheets_counts){0};
	w.worker = str_empty(s->rater) ? SIZE_MAX : worker_of(c, s->rater);
	if (s->rater.n && w.worker == SIZE_MAX)
		return err_set(e, ERR_NOT_FOUND, "no rater is named \"" STR_FMT "\"",
			       STR_ARG(s->rater));
	// Label Studio's tasks are for raters, like their own sheets.
	w.names = w.worker == SIZE_MAX && !str_is(STR("label-studio"), form->name);
	w.given = c->places.n ? c->places.p[0].first : CAMPAIGN_NONE;
	struct arena kept = {0};
	arena_init(&w.arena);
	w.mark = mark_of(&kept, c);
	bool ok = form->write(&w, e);
	arena_release(&w.arena);
	arena_release(&kept);
	return ok;
}

// --- In.

bool sheets_remark(struct sheets_reading *r, size_t line, const char *field,
		   struct err *e, const char *fmt, ...)
{
	char text[REMARK_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	faults_add(r->faults, str_of(r->path), line, str_of(field), "%s", text);
	return r->checking || faults_to_err(r->faults, e);
}

bool sheets_fault(struct sheets_reading *r, size_t line, const char *field,
		  const char *expected, struct str got, struct err *e)
{
	if (!got.p)
		return sheets_remark(r, line, field, e, "expected %s, got nothing",
				     expected);
	struct str clipped = utf8_clip(got, 60);
	return sheets_remark(r, line, field, e, "expected %s, got \"" STR_FMT "\"",
			     expected, STR_ARG(clipped));
}

// Whether a row is of this campaign, and of the item that its task is about.
static bool belongs(struct sheets_reading *r, const struct row_in *row, struct err *e)
{
	size_t place = campaign_place(r->c, row->task);
	struct sample_row x;
	struct arena a = {0};
	bool ok;

	if (row->mark.n && !str_eq(row->mark, r->mark))
		return sheets_fault(r, row->line, "campaign",
				    arena_cstr(&r->keys, r->mark), row->mark, e);
	if (!row->item.n || place == SIZE_MAX || !r->c->places.p[place].task.n_ordinals)
		return true;
	ok = campaign_row(r->c, &a, r->c->places.p[place].task.ordinals[0], &x, e);
	if (ok && !str_eq(x.row.item.id, row->item))
		ok = sheets_fault(r, row->line, "item", arena_cstr(&a, x.row.item.id),
				  row->item, e);
	arena_release(&a);
	return ok;
}

static bool stands_once(struct sheets_reading *r, const struct row_in *row,
			struct str rater, struct err *e)
{
	struct str key = arena_printf(&r->keys, "%lld " STR_FMT, (long long)row->task,
				      STR_ARG(rater));
	bool added;
	union map_value *line = map_put(&r->seen, key, &added);

	if (!added && row->task)
		return sheets_remark(r, row->line, "task", e,
				     "%lld of " STR_FMT " stands in line %llu already",
				     (long long)row->task, STR_ARG(rater),
				     (unsigned long long)line->num);
	line->num = row->line;
	return true;
}

bool sheets_put_written(struct json_writer *w, const struct str texts[SHEET_WRITTEN])
{
	static const char *const keys[SHEET_WRITTEN] = {"prompt", "reply", "model",
							"domain"};

	for (size_t i = 0; i < SHEET_WRITTEN; i++) {
		if (texts[i].n == 0)
			continue;
		json_key(w, keys[i]);
		json_put_str(w, texts[i]);
	}
	return texts[0].n > 0;
}

// Whoever comes with a file need not have a link.
static bool add_rater(struct sheets_reading *r, struct str name, struct err *e)
{
	struct rater rater = {.name = name, .role = RATER};

	if (!campaign_add_rater(r->c, r->by, &rater, NULL, e))
		return false;
	r->counts->raters++;
	return true;
}

// A row that was refused for what stands in it; else, the run's file failed.
static bool refuse(struct sheets_reading *r, size_t line, const struct err *why,
		   struct err *e)
{
	if (why->code == ERR_INPUT || why->code == ERR_NOT_FOUND)
		return sheets_remark(r, line, NULL, e, "%s", why->msg);
	return err_set(e, why->code, "%s:%zu: %s", r->path, line, why->msg);
}

#define LISTED_MAX 20

static void list(struct sheets_reading *r, const struct row_in *row, struct str rater,
		 const char *what)
{
	if (r->counts->n_list == LISTED_MAX)
		return;
	if (!r->counts->list)
		r->counts->list =
			arena_array(r->arena, LISTED_MAX, sizeof(*r->counts->list));
	r->counts->list[r->counts->n_list++] =
		arena_printf(r->arena, "%s:%zu: task %lld of " STR_FMT ": %s", r->path,
			     row->line, (long long)row->task, STR_ARG(rater), what);
}

static void count(struct sheets_reading *r, const struct row_in *row, struct str rater,
		  enum import_outcome outcome)
{
	r->counts->rows++;
	switch (outcome) {
	case IMPORT_NEW:
		r->counts->fresh++;
		break;
	case IMPORT_SAME:
		r->counts->same++;
		break;
	case IMPORT_CHANGED:
		r->counts->changed++;
		break;
	case IMPORT_CONFLICT:
		r->counts->conflicts++;
		list(r, row, rater,
		     "is answered otherwise, not in the revision that the file was made "
		     "from; "
		     "left as it is");
		break;
	case IMPORT_FULL:
		r->counts->full++;
		list(r, row, rater, "has as many raters as it needs; left out");
		break;
	}
}

bool sheets_take(struct sheets_reading *r, const struct row_in *row, struct err *e)
{
	struct str rater = row->rater.n ? row->rater : r->settings->rater;
	size_t faults = r->faults->total;
	struct answer_fault fault = {0};
	enum import_outcome outcome;
	struct err why = {0};

	if (str_empty(rater))
		return sheets_fault(r, row->line, "rater", "a name (or --rater)",
				    STR_NONE, e);
	if (!campaign_is_name(rater))
		return sheets_fault(r, row->line, "rater", "a name of 1 to 200 bytes",
				    rater, e);
	if (r->checking &&
	    (!belongs(r, row, e) || !stands_once(r, row, str_trim(rater), e)))
		return false;
	size_t worker = worker_of(r->c, rater);
	if (worker == SIZE_MAX && !r->settings->new_raters)
		return sheets_fault(r, row->line, "rater",
				    "somebody who rates here, or --new-raters", rater, e);
	if (row->faulty || r->faults->total > faults)
		return true;
	if (worker == SIZE_MAX && !r->checking) {
		if (!add_rater(r, rater, e))
			return false;
		worker = worker_of(r->c, rater);
	}
	struct campaign_import x = {
		// who is not there yet has no answers to be in conflict with
		.rater = worker == SIZE_MAX ? 0 : r->c->raters.p[worker].id,
		.task = row->task,
		.answers = row->body,
		.seconds = row->seconds,
		.at = row->at,
		.revision = row->revision,
		.force = r->settings->force,
		.check_only = r->checking,
	};
	if (!campaign_import(r->c, r->by, &x, &outcome, &fault, &why))
		return refuse(r, row->line, &why, e);
	if (!r->checking)
		count(r, row, rater, outcome);
	return true;
}

// What ends the reading is a fault like the others where it is the file's.
static bool check(struct sheets_reading *r, const struct sheets_form *form, struct err *e)
{
	struct err why = {0};
	bool ok = form->read(r, &why);

	if (!ok && why.code != ERR_INPUT)
		return err_set(e, why.code, "%s", why.msg);
	if (!ok)
		faults_add(r->faults, STR_NONE, 0, STR_NONE, "%s", why.msg);
	if (r->faults->total > 1)
		return err_set(e, ERR_INPUT, "%s: %zu faults; nothing of it is stored",
			       r->path, r->faults->total);
	return faults_to_err(r->faults, e);
}

bool sheets_read(struct campaign *c, struct arena *a, const struct sheets_form *form,
		 const char *path, struct str by, const struct sheets_settings *s,
		 struct sheets_counts *counts, struct faults *faults, struct err *e)
{
	struct sheets_reading r = {.c = c,
				   .path = path,
				   .by = by,
				   .settings = s,
				   .counts = counts,
				   .faults = faults,
				   .arena = a,
				   .checking = true};

	*counts = (struct sheets_counts){0};
	if (file_is_stream(path))
		return err_set(e, ERR_INPUT, "%s: expected a file, which is read twice",
			       path);
	arena_init(&r.keys);
	map_init(&r.seen);
	r.mark = mark_of(&r.keys, c);
	bool ok = check(&r, form, e);
	r.checking = false;
	ok = ok && form->read(&r, e);
	map_release(&r.seen);
	arena_release(&r.keys);
	return ok;
}
