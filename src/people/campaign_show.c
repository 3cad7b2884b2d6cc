// One task as the page shows it.
//
// Texts are not kept in memory but read from the run file, sample by sample.
#include "people/campaign_state.h"
#include "suite/choice_prompt.h"

#include <stdio.h>

struct shown {             // one sample, copied out of the file
	struct row row;    // texts in the arena; no judgements
	struct item asked; // the item, or of an attack that converses its base item
	struct judgement record;
	bool judged;
};

struct screen {
	struct campaign *c;
	struct arena arena;
	struct json_writer *w;
	const struct task *task;
	struct shown *samples; // [task->n_ordinals]
	const uint8_t *order;  // by slot, or NULL
	const struct given *given;
	int64_t rater;
};

// --- Reading it.

static struct str keep(struct arena *a, struct str s)
{
	return s.p ? arena_str(a, s) : STR_NONE;
}

static struct judgement copy_judgement(struct arena *a, const struct judgement *from)
{
	struct judgement to = *from;
	struct str *tags = arena_array(a, from->n_tags + 1, sizeof(*tags));

	to.judge = keep(a, from->judge);
	to.version = keep(a, from->version);
	to.explanation = keep(a, from->explanation);
	to.answer = keep(a, from->answer);
	to.outcome = keep(a, from->outcome);
	for (size_t i = 0; i < from->n_tags; i++)
		tags[i] = keep(a, from->tags[i]);
	to.tags = tags;
	return to;
}

// Of an attack that converses the item has no content: its base item says what was
// wanted.
static bool find_asked(struct screen *s, struct shown *x, struct err *e)
{
	bool found;

	x->asked = x->row.item;
	if (x->asked.prompt.p || x->asked.n_messages > 0 || !x->asked.parent.p)
		return true;
	if (!store_find_item(s->c->store, &s->arena, x->row.item.parent, &x->asked,
			     &found, e))
		return false;
	if (!found)
		x->asked = x->row.item;
	return true;
}

static void copy_row(struct screen *s, const struct row *row, struct shown *x)
{
	const struct judgement *j = campaign_record(s->c, row);
	struct call *response;

	x->row.cell = row->cell;
	x->row.item = item_copy(&s->arena, &row->item);
	if (row->response) {
		response = arena_copy(&s->arena, row->response, sizeof(*response));
		response->text = keep(&s->arena, row->response->text);
		x->row.response = response;
	}
	x->judged = j != NULL;
	if (j)
		x->record = copy_judgement(&s->arena, j);
}

static bool read_sample(struct screen *s, uint64_t ordinal, struct shown *x,
			struct err *e)
{
	struct reader *reader = reader_open_at(s->c->store, READ_TEXT, ordinal, e);
	struct row row;
	int got = reader ? reader_next(reader, &row, e) : -1;

	if (got == 1 && row.cell.ordinal == ordinal)
		copy_row(s, &row, x);
	else if (got >= 0)
		got = err_set(e, ERR_INPUT, "%s: sample %llu of task %lld is not there",
			      store_path(s->c->store), (unsigned long long)ordinal,
			      (long long)s->task->id)
			      ? 0
			      : -1;
	reader_close(reader);
	return got == 1 && find_asked(s, x, e);
}

static bool read_samples(struct screen *s, struct err *e)
{
	const struct task *t = s->task;

	s->samples = arena_array(&s->arena, t->n_ordinals + 1, sizeof(*s->samples));
	for (size_t i = 0; i < t->n_ordinals; i++)
		if (!read_sample(s, t->ordinals[i], &s->samples[i], e))
			return false;
	return true;
}

// --- What was asked.

static const struct message *messages_of(struct screen *s, const struct shown *x,
					 size_t *n)
{
	struct choice_order order;

	if (campaign_shown(s->c, &x->row, &order))
		return choice_messages(&s->arena, &x->row.item, &order, n);
	return item_messages(&s->arena, &x->asked, n);
}

static void put_messages(struct screen *s)
{
	struct json_writer *w = s->w;
	const struct message *list;
	size_t n = 0;

	json_key(w, "messages");
	json_begin(w, '[');
	list = s->task->n_ordinals > 0 ? messages_of(s, &s->samples[0], &n) : NULL;
	for (size_t i = 0; i < n; i++) {
		json_begin(w, '{');
		json_field_cstr(w, "role", speaker_name(list[i].speaker));
		json_field_str(w, "content", list[i].content);
		json_end(w, '}');
	}
	json_end(w, ']');
}

static void put_options(struct screen *s)
{
	struct choice_order order;

	json_key(s->w, "options");
	if (s->task->n_ordinals != 1 ||
	    !campaign_shown(s->c, &s->samples[0].row, &order)) {
		json_put_null(s->w);
		return;
	}
	json_begin(s->w, '[');
	for (size_t i = 0; i < order.n; i++)
		json_put_str(s->w, choice_text(&s->samples[0].row.item, order.shown[i]));
	json_end(s->w, ']');
}

// --- What came back.

static void put_replies(struct screen *s)
{
	struct json_writer *w = s->w;
	const struct campaign *c = s->c;

	json_key(w, "replies");
	json_begin(w, '[');
	for (size_t slot = 0; slot < s->task->n_ordinals; slot++) {
		const struct shown *x = &s->samples[s->order ? s->order[slot] : slot];
		size_t target = (size_t)x->row.cell.target;

		json_begin(w, '{');
		json_field_int(w, "slot", (int64_t)slot);
		json_field_str(w, "text",
			       x->row.response ? x->row.response->text : STR_NONE);
		if (!c->protocol->blind && target < c->n_targets)
			json_field_str(w, "model", c->targets[target].name);
		json_end(w, '}');
	}
	json_end(w, ']');
}

// --- What others said of it.

static void put_grade(struct json_writer *w, int grade)
{
	if (grade >= 0)
		json_field_int(w, "grade", grade);
}

static void put_opinion_of_rater(struct screen *s, const struct annotation *x, size_t i)
{
	struct json_writer *w = s->w;
	char who[32];

	snprintf(who, sizeof(who), i < 26 ? "rater %c" : "rater %d",
		 i < 26 ? (int)('A' + i) : (int)i + 1);
	json_begin(w, '{');
	json_field_cstr(w, "who", who);
	json_field_str(w, "protocol", x->protocol);
	json_key(w, "answers");
	json_begin(w, '{');
	if (x->verdict != VERDICT_NONE)
		json_field_cstr(w, "verdict", verdict_name(x->verdict));
	if (x->refusal != REFUSAL_UNKNOWN)
		json_field_cstr(w, "refusal", refusal_name(x->refusal));
	put_grade(w, x->grade);
	if (x->score >= 0)
		json_field_real(w, "score", x->score);
	if (x->riskiness >= 0)
		json_field_real(w, "riskiness", x->riskiness);
	if (x->outcome.p)
		json_field_str(w, "outcome", x->outcome);
	if (x->explanation.p)
		json_field_str(w, "why", x->explanation);
	json_end(w, '}');
	json_end(w, '}');
}

static void put_opinion_of_judge(struct screen *s, const struct judgement *j)
{
	struct json_writer *w = s->w;

	json_begin(w, '{');
	json_field_str(w, "who", j->judge);
	json_field_null(w, "protocol");
	json_key(w, "answers");
	json_begin(w, '{');
	if (j->verdict != VERDICT_NONE)
		json_field_cstr(w, "verdict", verdict_name(j->verdict));
	if (j->refusal != REFUSAL_UNKNOWN)
		json_field_cstr(w, "refusal", refusal_name(j->refusal));
	put_grade(w, j->grade);
	if (j->riskiness >= 0)
		json_field_real(w, "riskiness", j->riskiness);
	if (j->outcome.p)
		json_field_str(w, "outcome", j->outcome);
	if (j->explanation.p)
		json_field_str(w, "why", j->explanation);
	json_end(w, '}');
	json_end(w, '}');
}

static void put_opinions(struct screen *s)
{
	const struct annotation *list;
	size_t n;

	if (s->c->protocol->only != ONLY_DISAGREEMENT)
		return;
	json_key(s->w, "opinions");
	json_begin(s->w, '[');
	for (size_t i = 0; i < s->task->n_ordinals; i++) {
		list = campaign_opinions(s->c, s->task->ordinals[i], &n);
		for (size_t k = 0; k < n; k++)
			put_opinion_of_rater(s, &list[k], k);
		if (s->samples[i].judged)
			put_opinion_of_judge(s, &s->samples[i].record);
	}
	json_end(s->w, ']');
}

// --- What the rater said before.

static void put_answers(struct screen *s)
{
	struct answer_task about = campaign_answer_task(s->c, s->task, s->order);
	struct answers x;

	json_key(s->w, "answers");
	if (!s->given || !s->given->body.p) {
		json_put_null(s->w);
		json_field_int(s->w, "revision", 0);
		return;
	}
	answers_read_stored(&s->arena, &about, s->given->body, &x);
	answers_to_json(&about, &x, s->w);
	json_field_int(s->w, "revision", s->given->revision);
}

static struct str or_none(struct str s)
{
	return s.n ? s : STR_NONE;
}

static void put_task(struct screen *s)
{
	const struct protocol *p = s->c->protocol;
	const struct item *item = s->task->n_ordinals ? &s->samples[0].asked : NULL;
	struct json_writer *w = s->w;

	json_begin(w, '{');
	json_field_int(w, "task", s->task->id);
	if (p->unit == UNIT_WRITE)
		json_field_bool(w, "write", true);
	campaign_at_json(s->c, s->rater, w);
	json_field_bool(w, "warn", p->warn);
	json_field_str(w, "domain", or_none(s->task->domain));
	json_field_str(w, "lang", item ? or_none(item->lang) : STR_NONE);
	json_field_str(w, "risk", item ? or_none(item->risk) : STR_NONE);
	json_field_str(w, "attack",
		       item ? or_none(s->samples[0].row.item.attack) : STR_NONE);
	put_messages(s);
	put_replies(s);
	put_options(s);
	put_opinions(s);
	put_answers(s);
	json_end(w, '}');
}

// A sheet to write on.
static void put_blank(struct campaign *c, size_t worker, struct json_writer *w)
{
	const struct rater *r = &c->raters.p[worker];
	struct task blank = {.protocol = c->protocol->name};
	struct screen s = {.c = c, .w = w, .task = &blank, .rater = r->id};

	if (r->n_domains > 0)
		blank.domain = r->domains[0];
	put_task(&s);
}

bool campaign_task_json(struct campaign *c, int64_t rater, int64_t task,
			struct json_writer *w, struct err *e)
{
	size_t worker = campaign_worker(c, rater), place = campaign_place(c, task);
	struct screen s = {.c = c, .w = w, .rater = rater};
	uint32_t given = NONE;
	bool ok;

	if (worker == SIZE_MAX)
		return campaign_no_rater(rater, e);
	if (task == 0 && c->protocol->unit == UNIT_WRITE) {
		put_blank(c, worker, w);
		return true;
	}
	if (place != SIZE_MAX)
		given = campaign_find_given(c, place, worker);
	if (given == NONE)
		return campaign_no_task(task, e);
	s.task = &c->places.p[place].task;
	s.given = &c->given.p[given];
	s.order = campaign_order(c, &s.arena, s.task, rater);
	ok = read_samples(&s, e);
	if (ok)
		put_task(&s);
	arena_release(&s.arena);
	return ok;
}
