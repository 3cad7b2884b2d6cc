// Answering, passing on, undoing.
#include "base/clock.h"
#include "base/utf8.h"
#include "people/campaign_state.h"

#include <math.h>
#include <stdio.h>

struct reply { // one answer on its way into the file
	struct campaign *c;
	size_t worker;
	struct arena arena;
	struct task *task;
	struct answer_task about;
	struct answers answers;
	struct answer row;
	struct annotation *annotations; // [task->n_ordinals]
	struct str by;                  // who imports it; STR_NONE: the rater gives it
	struct answer_fault *fault;
};

static const struct rater *rater_of(const struct reply *r)
{
	return &r->c->raters.p[r->worker];
}

// --- What the options were, where somebody says which one was meant.

static bool wants_options(const struct protocol *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->questions[i].to == TO_OUTCOME)
			return true;
	return false;
}

static bool read_options(struct reply *r, uint64_t ordinal, struct shown_options *out,
			 struct err *e)
{
	struct choice_order order;
	struct sample_row x;

	if (!campaign_row(r->c, &r->arena, ordinal, &x, e))
		return false;
	if (campaign_shown(r->c, &x.row, &order)) {
		out->n = order.n;
		for (size_t i = 0; i < order.n; i++)
			out->right[i] = (int8_t)choice_right(&x.row.item, order.shown[i]);
	}
	return true;
}

static bool flatten(struct reply *r, struct err *e)
{
	size_t n = r->task->n_ordinals;
	struct shown_options *shown = NULL;

	r->annotations = arena_array(&r->arena, n + 1, sizeof(*r->annotations));
	if (n > 0 && wants_options(r->c->protocol)) {
		shown = arena_array(&r->arena, n, sizeof(*shown));
		for (size_t i = 0; i < n; i++)
			if (!read_options(r, r->task->ordinals[i], &shown[i], e))
				return false;
	}
	for (size_t i = 0; i < n; i++) {
		r->annotations[i] =
			annotation_none(r->task->ordinals[i], r->c->protocol->name,
					rater_of(r)->name);
		r->annotations[i].at = r->row.at;
	}
	answers_flatten(&r->arena, &r->about, &r->answers, shown, r->annotations);
	return true;
}

// --- Into the file.

static bool put_annotations(struct reply *r, struct err *e)
{
	struct store *s = r->c->store;

	for (size_t i = 0; i < r->task->n_ordinals; i++) {
		const struct annotation *x = &r->annotations[i];
		bool ok = annotation_says(x)
				  ? store_put_annotation(s, x, e)
				  : store_drop_annotation(s, x->ordinal, x->protocol,
							  x->rater, e);

		if (!ok)
			return false;
	}
	return true;
}

static bool put_audit(struct reply *r, bool again, struct err *e)
{
	struct str detail =
		arena_printf(&r->arena, "task %lld, revision %lld",
			     (long long)r->task->id, (long long)r->row.revision);

	if (r->by.p)
		detail = arena_printf(&r->arena, STR_FMT " of " STR_FMT, STR_ARG(detail),
				      STR_ARG(rater_of(r)->name));
	return store_add_audit(r->c->store, r->by.p ? r->by : rater_of(r)->name,
			       r->by.p ? "imported"
			       : again ? "answer changed"
				       : "answered",
			       detail, e);
}

// As it is stored.
static void set_body(struct reply *r, struct arena *a)
{
	struct json_writer w;
	struct buf text;

	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	r->about.order = NULL;
	answers_to_json(&r->about, &r->answers, &w);
	r->row.body = buf_dup(a, &text);
	buf_release(&text);
}

static bool write_answer(struct reply *r, uint32_t given, struct err *e)
{
	struct given *g = &r->c->given.p[given];
	bool again = g->revision > 0;

	r->row.task = r->task->id;
	r->row.rater = rater_of(r)->id;
	r->row.revision = g->revision + 1;
	set_body(r, &r->c->arena);
	if (!store_add_answer(r->c->store, &r->row, e) || !put_annotations(r, e) ||
	    !put_audit(r, again, e))
		return false;
	g->revision = r->row.revision;
	g->seconds = r->row.seconds;
	g->body = r->row.body;
	r->c->changes++;
	return campaign_put_state(r->c, given, ASSIGNMENT_ANSWERED, r->row.at, e);
}

// --- One that is given.

static uint32_t find_own(const struct campaign *c, size_t worker, int64_t task)
{
	size_t place = campaign_place(c, task);

	return place == SIZE_MAX ? CAMPAIGN_NONE : campaign_find_given(c, place, worker);
}

// An answer may still come where it was passed on or taken back, as long as it is needed.
static bool may_answer(const struct campaign *c, const struct given *g, struct err *e)
{
	const struct place *p = &c->places.p[g->place];

	if (g->state == ASSIGNMENT_OPEN || g->state == ASSIGNMENT_ANSWERED ||
	    p->task.gold.p || p->counted < p->task.need)
		return true;
	return err_set(e, ERR_FULL,
		       "task %lld was released, and others have answered it meanwhile",
		       (long long)p->task.id);
}

static bool answer_given(struct reply *r, int64_t task, struct str text, struct err *e)
{
	struct campaign *c = r->c;
	uint32_t given = find_own(c, r->worker, task);
	const uint8_t *order;

	if (given == CAMPAIGN_NONE)
		return campaign_no_task(task, e);
	if (!may_answer(c, &c->given.p[given], e))
		return false;
	r->task = &c->places.p[c->given.p[given].place].task;
	order = campaign_order(c, &r->arena, r->task, rater_of(r)->id);
	r->about = campaign_answer_task(c, r->task, order);
	return campaign_asked(c, &r->arena, r->task, &r->about.item, e) &&
	       answers_read(&r->arena, &r->about, text, &r->answers, r->fault->field,
			    e) &&
	       flatten(r, e) && store_together(c->store, r->task->n_ordinals + 3, e) &&
	       write_answer(r, given, e);
}

// --- One that is written.

// Who is not there yet has no domains of his own.
static bool is_his(const struct reply *r, struct str domain)
{
	const struct risks *d = &r->c->domains;
	size_t node = risks_find(d, domain);

	if (d->known > 0 && node >= d->known)
		return false;
	return r->worker == SIZE_MAX || campaign_sees_domain(r->c, r->worker, node);
}

static bool set_domain(struct reply *r, struct err *e)
{
	struct str *domain = &r->answers.domain;

	if (!domain->p && r->worker != SIZE_MAX)
		*domain = campaign_own_domain(rater_of(r));
	if (domain->p ? is_his(r, *domain) : !r->c->protocol->per_domain)
		return true;
	snprintf(r->fault->field, sizeof(r->fault->field), "domain");
	if (!domain->p)
		return err_set(e, ERR_INPUT, "domain: expected a risk, got nothing");
	return err_set(e, ERR_INPUT, "domain: expected one of yours, got \"" STR_FMT "\"",
		       STR_ARG(*domain));
}

static bool read_written(struct reply *r, struct str text, struct err *e)
{
	static const struct task none;

	if (r->c->protocol->unit != UNIT_WRITE)
		return campaign_no_task(0, e);
	r->about = campaign_answer_task(r->c, &none, NULL);
	return answers_read(&r->arena, &r->about, text, &r->answers, r->fault->field, e);
}

static bool add_written(struct reply *r, struct err *e)
{
	struct campaign *c = r->c;
	struct task task = {.protocol = c->protocol->name, .need = 1};
	uint32_t given;

	if (!store_together(c->store, 4, e))
		return false;
	if (r->answers.domain.p)
		task.domain = arena_str(&c->arena, r->answers.domain);
	if (!store_add_task(c->store, &task, e))
		return false;
	given = campaign_add_given(c, campaign_add_place(c, &task), r->worker);
	r->task = &c->places.p[c->given.p[given].place].task;
	return write_answer(r, given, e);
}

bool campaign_answer(struct campaign *c, int64_t rater, int64_t task, struct str answers,
		     double seconds, struct answer_saved *out, struct answer_fault *fault,
		     struct err *e)
{
	struct reply r = {
		.c = c,
		.worker = campaign_worker(c, rater),
		.row = {.at = clock_wall_ms(), .seconds = seconds},
		.fault = fault,
	};
	bool ok;

	fault->field[0] = '\0';
	if (r.worker == SIZE_MAX)
		return campaign_no_rater(rater, e);
	ok = task == 0 ? read_written(&r, answers, e) && set_domain(&r, e) &&
				 add_written(&r, e)
		       : answer_given(&r, task, answers, e);
	if (ok) {
		invariant(r.task);
		*out = (struct answer_saved){r.task->id, r.row.revision};
	}
	arena_release(&r.arena);
	return ok;
}

// --- From a file.

static bool is_held(const struct given *g)
{
	return g->state == ASSIGNMENT_OPEN || g->state == ASSIGNMENT_ANSWERED;
}

// `given` CAMPAIGN_NONE: the rater does not have it.
static enum import_outcome compare(const struct reply *r, const struct place *p,
				   uint32_t given, const struct campaign_import *x)
{
	const struct given *g = given == CAMPAIGN_NONE ? NULL : &r->c->given.p[given];

	if (g && g->state == ASSIGNMENT_ANSWERED) {
		if (str_eq(g->body, r->row.body))
			return IMPORT_SAME;
		// An older one is out of date; one that never was is of another run.
		return g->revision != x->revision && !x->force ? IMPORT_CONFLICT
							       : IMPORT_CHANGED;
	}
	if (!(g && is_held(g)) && !p->task.gold.p && p->counted >= p->task.need)
		return IMPORT_FULL;
	return IMPORT_NEW;
}

static bool import_given(struct reply *r, size_t place, const struct campaign_import *x,
			 enum import_outcome *out, struct err *e)
{
	struct campaign *c = r->c;
	uint32_t given = CAMPAIGN_NONE;

	r->task = &c->places.p[place].task;
	r->about = campaign_answer_task(c, r->task, NULL);
	if (!campaign_asked(c, &r->arena, r->task, &r->about.item, e) ||
	    !answers_read(&r->arena, &r->about, x->answers, &r->answers, r->fault->field,
			  e))
		return false;
	if (r->worker != SIZE_MAX)
		given = campaign_find_given(c, place, r->worker);
	set_body(r, &r->arena);
	*out = compare(r, &c->places.p[place], given, x);
	if (x->check_only || (*out != IMPORT_NEW && *out != IMPORT_CHANGED))
		return true;
	if (!flatten(r, e) || !store_together(c->store, r->task->n_ordinals + 3, e))
		return false;
	if (given == CAMPAIGN_NONE)
		given = campaign_add_given(c, place, r->worker);
	return write_answer(r, given, e);
}

// Whether the rater wrote the very same already.
static bool is_written(const struct reply *r)
{
	const struct worker *w = &r->c->workers.p[r->worker];

	for (size_t i = 0; i < w->given.n; i++) {
		const struct given *g = &r->c->given.p[w->given.p[i]];

		if (g->state == ASSIGNMENT_ANSWERED && str_eq(g->body, r->row.body))
			return true;
	}
	return false;
}

static bool import_written(struct reply *r, const struct campaign_import *x,
			   enum import_outcome *out, struct err *e)
{
	if (!read_written(r, x->answers, e) || !set_domain(r, e))
		return false;
	set_body(r, &r->arena);
	*out = r->worker != SIZE_MAX && is_written(r) ? IMPORT_SAME : IMPORT_NEW;
	return x->check_only || *out == IMPORT_SAME || add_written(r, e);
}

bool campaign_import(struct campaign *c, struct str by, const struct campaign_import *x,
		     enum import_outcome *out, struct answer_fault *fault, struct err *e)
{
	struct reply r = {
		.c = c,
		.worker = campaign_worker(c, x->rater),
		.row = {.at = x->at ? x->at : clock_wall_ms(), .seconds = x->seconds},
		.fault = fault,
		.by = by.p ? by : STR(""),
	};
	size_t place = campaign_place(c, x->task);
	bool ok;

	fault->field[0] = '\0';
	if (r.worker == SIZE_MAX && !(x->check_only && x->rater == 0))
		return campaign_no_rater(x->rater, e);
	if (place == SIZE_MAX && c->protocol->unit != UNIT_WRITE)
		return campaign_no_task(x->task, e);
	ok = place != SIZE_MAX ? import_given(&r, place, x, out, e)
			       : import_written(&r, x, out, e);
	arena_release(&r.arena);
	return ok;
}

// --- Passing on.

bool campaign_skip(struct campaign *c, int64_t rater, int64_t task, struct str why,
		   struct err *e)
{
	size_t worker = campaign_worker(c, rater);
	struct arena scratch = {0};
	struct str detail;
	uint32_t given;
	bool ok;

	if (worker == SIZE_MAX)
		return campaign_no_rater(rater, e);
	given = find_own(c, worker, task);
	if (given == CAMPAIGN_NONE || c->given.p[given].state != ASSIGNMENT_OPEN)
		return campaign_no_task(task, e);
	detail = arena_printf(&scratch, "task %lld: " STR_FMT, (long long)task,
			      STR_ARG(utf8_clip(why, 1000)));
	ok = store_together(c->store, 2, e) &&
	     campaign_put_state(c, given, ASSIGNMENT_SKIPPED, clock_wall_ms(), e) &&
	     store_add_audit(c->store, c->raters.p[worker].name, "skipped", detail, e);
	arena_release(&scratch);
	return ok;
}

// --- Undoing.

static uint32_t last_answered(const struct campaign *c, size_t worker)
{
	const struct worker *w = &c->workers.p[worker];
	uint32_t last = CAMPAIGN_NONE;

	for (size_t i = 0; i < w->given.n; i++) {
		const struct given *g = &c->given.p[w->given.p[i]];

		if (g->state == ASSIGNMENT_ANSWERED &&
		    (last == CAMPAIGN_NONE || g->at >= c->given.p[last].at))
			last = w->given.p[i];
	}
	return last;
}

int64_t campaign_last(const struct campaign *c, int64_t rater)
{
	size_t worker = campaign_worker(c, rater);
	uint32_t last = worker == SIZE_MAX ? CAMPAIGN_NONE : last_answered(c, worker);

	return last == CAMPAIGN_NONE ? 0 : c->places.p[c->given.p[last].place].task.id;
}

static bool drop_annotations(struct campaign *c, const struct task *t, struct str rater,
			     struct err *e)
{
	for (size_t i = 0; i < t->n_ordinals; i++)
		if (!store_drop_annotation(c->store, t->ordinals[i], c->protocol->name,
					   rater, e))
			return false;
	return true;
}

bool campaign_undo(struct campaign *c, int64_t rater, int64_t *task, struct err *e)
{
	size_t worker = campaign_worker(c, rater);
	const struct worker *w;
	const struct task *t;
	char detail[40];
	uint32_t given;
	int64_t at = clock_wall_ms();

	if (worker == SIZE_MAX)
		return campaign_no_rater(rater, e);
	w = &c->workers.p[worker];
	given = last_answered(c, worker);
	if (given == CAMPAIGN_NONE)
		return err_set(e, ERR_NOT_FOUND, "there is nothing to undo");
	t = &c->places.p[c->given.p[given].place].task;
	if (w->open.n > 0) // it comes before what is open
		at = c->given.p[w->open.p[0]].at - 1;
	snprintf(detail, sizeof(detail), "task %lld", (long long)t->id);
	if (!store_together(c->store, t->n_ordinals + 2, e) ||
	    !drop_annotations(c, t, c->raters.p[worker].name, e) ||
	    !store_add_audit(c->store, c->raters.p[worker].name, "undone", str_of(detail),
			     e) ||
	    !campaign_put_state(c, given, ASSIGNMENT_OPEN, at, e))
		return false;
	c->changes++;
	*task = t->id;
	return true;
}
