// One task as the page shows it.
//
// Texts are not kept in memory but read from the run file, sample by sample.
#include "people/campaign_state.h"

#include <stdio.h>

struct screen {
	struct campaign *c;
	struct arena arena;
	struct json_writer *w;
	const struct task *task;
	struct sample_row *samples; // [task->n_ordinals]
	const uint8_t *order;       // by slot, or NULL
	const struct given *given;
	int64_t rater;
};

// --- Reading it.

static bool read_samples(struct screen *s, struct err *e)
{
	const struct task *t = s->task;

	s->samples = arena_array(&s->arena, t->n_ordinals + 1, sizeof(*s->samples));
	for (size_t i = 0; i < t->n_ordinals; i++)
		if (!campaign_row(s->c, &s->arena, t->ordinals[i], &s->samples[i], e))
			return err_wrap(e, "task %lld", (long long)t->id);
	return true;
}

// --- What was asked.

static void put_messages(struct screen *s)
{
	struct json_writer *w = s->w;
	const struct message *list;
	size_t n = 0;

	json_key(w, "messages");
	json_begin(w, '[');
	list = s->task->n_ordinals > 0
		       ? sample_messages(s->c, &s->arena, &s->samples[0], &n)
		       : NULL;
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

	json_key(w, "replies");
	json_begin(w, '[');
	for (size_t slot = 0; slot < s->task->n_ordinals; slot++) {
		const struct sample_row *x =
			&s->samples[s->order ? s->order[slot] : slot];
		struct str model = sample_model(s->c, x);

		json_begin(w, '{');
		json_field_int(w, "slot", (int64_t)slot);
		json_field_str(w, "text", sample_reply(x));
		if (model.p)
			json_field_str(w, "model", model);
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

static void put_tags(struct json_writer *w, const struct str *tags, size_t n)
{
	if (n == 0)
		return;
	json_key(w, "tags");
	json_begin(w, '[');
	for (size_t i = 0; i < n; i++)
		json_put_str(w, tags[i]);
	json_end(w, ']');
}

static void put_opinion_of_rater(struct screen *s, const struct annotation *x, size_t i)
{
	struct json_writer *w = s->w;
	char who[32];

	// The page says "rater" in its own language.
	snprintf(who, sizeof(who), i < 26 ? "%c" : "%d",
		 i < 26 ? (int)('A' + i) : (int)i + 1);
	json_begin(w, '{');
	json_field_cstr(w, "who", who);
	json_field_bool(w, "rater", true);
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
	if (x->preferred >= 0)
		json_field_real(w, "preferred", x->preferred);
	if (x->riskiness >= 0)
		json_field_real(w, "riskiness", x->riskiness);
	if (x->outcome.p)
		json_field_str(w, "outcome", x->outcome);
	put_tags(w, x->tags, x->n_tags);
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
	json_field_bool(w, "rater", false);
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

// Which of the raters it is: the same in all protocols.
static size_t who_said(const struct annotation *list, size_t at)
{
	size_t who = 0;

	for (size_t i = 0; i < at; i++) {
		size_t k = 0;

		if (str_eq(list[i].rater, list[at].rater))
			return who_said(list, i);
		while (k < i && !str_eq(list[k].rater, list[i].rater))
			k++;
		who += k == i;
	}
	return who;
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
			if (annotation_says(&list[k]))
				put_opinion_of_rater(s, &list[k], who_said(list, k));
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
	if (item && protocol_varies(p)) {
		const struct asked_item asked = sample_asked(s->c, &s->samples[0]);
		protocol_questions_json(w, p, &asked);
	}
	put_opinions(s);
	put_answers(s);
	json_end(w, '}');
}

// A sheet to write on.
static void put_blank(struct campaign *c, size_t worker, struct json_writer *w)
{
	const struct rater *r = &c->raters.p[worker];
	struct task blank = {
		.protocol = c->protocol->name,
		.domain = campaign_own_domain(r),
	};
	struct screen s = {.c = c, .w = w, .task = &blank, .rater = r->id};

	put_task(&s);
}

bool campaign_task_json(struct campaign *c, int64_t rater, int64_t task,
			struct json_writer *w, struct err *e)
{
	size_t worker = campaign_worker(c, rater), place = campaign_place(c, task);
	struct screen s = {.c = c, .w = w, .rater = rater};
	struct err dropped = {0};
	uint32_t given = CAMPAIGN_NONE;
	bool ok;

	if (worker == SIZE_MAX)
		return campaign_no_rater(rater, e);
	if (task == 0 && c->protocol->unit == UNIT_WRITE) {
		put_blank(c, worker, w);
		return true;
	}
	if (place != SIZE_MAX)
		given = campaign_find_given(c, place, worker);
	if (given == CAMPAIGN_NONE)
		return campaign_no_task(task, e);
	s.task = &c->places.p[place].task;
	s.given = &c->given.p[given];
	s.order = campaign_order(c, &s.arena, s.task, rater);
	ok = read_samples(&s, e);
	if (ok)
		put_task(&s);
	else if (e->code == ERR_NOT_FOUND && !campaign_drop_place(c, place, &dropped))
		*e = dropped;
	arena_release(&s.arena);
	return ok;
}
