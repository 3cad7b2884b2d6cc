// All answers of a campaign as numbers.
#include "people/campaign_codes.h"

#include "base/clock.h"

#include <math.h>

#define LARGE 20000 // answers from which on figures may be some seconds old
#define LARGE_NS 10000000000u

static bool is_main(const struct question *q)
{
	return q->to == TO_VERDICT || q->to == TO_GRADE || q->to == TO_PREFERRED ||
	       q->to == TO_SCORE || q->to == TO_OUTCOME;
}

// The question by which raters are compared; the number of questions: none.
size_t codes_question(const struct protocol *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (is_main(&p->questions[i]) &&
		    answers_scale(&p->questions[i]) != SCALE_NONE)
			return i;
	for (size_t i = 0; i < p->n; i++)
		if (answers_scale(&p->questions[i]) != SCALE_NONE)
			return i;
	return p->n;
}

enum alpha_level codes_level(const struct question *q)
{
	switch (answers_scale(q)) {
	case SCALE_ORDINAL:
		return ALPHA_ORDINAL;
	case SCALE_INTERVAL:
		return ALPHA_INTERVAL;
	default:
		return ALPHA_NOMINAL;
	}
}

static void add_line(struct codes *t, struct arena *scratch, const struct given *g)
{
	const struct protocol *p = t->c->protocol;
	const struct task *task = &t->c->places.p[g->place].task;
	struct answer_task about = campaign_answer_task(t->c, task, NULL);
	struct answers x;

	answers_read_stored(scratch, &about, g->body, &x);
	for (size_t i = 0; i < p->n; i++) {
		size_t reply = answers_about(p, &x, &p->questions[i]);

		t->list[t->n * p->n + i] = answers_code(&p->questions[i], &x.said[i]);
		t->about[t->n * p->n + i] =
			p->questions[i].type == QUESTION_REPLY || reply == SIZE_MAX
				? ABOUT_ALL
				: (uint8_t)reply;
	}
	t->lines[t->n++] = (struct line){g->place, g->worker};
	if (task->n_ordinals > t->replies)
		t->replies = task->n_ordinals;
	arena_reset(scratch);
}

void codes_init(struct codes *t, struct campaign *c)
{
	struct arena scratch = {0};
	size_t most = c->given.n + 1;

	*t = (struct codes){.c = c, .questions = c->protocol->n};
	t->lines = mem_alloc(most * sizeof(*t->lines));
	t->list = mem_resize(NULL, most * t->questions, sizeof(*t->list));
	t->about = mem_resize(NULL, most * t->questions, sizeof(*t->about));
	for (size_t i = 0; i < c->places.n; i++) {
		if (c->places.p[i].task.gold.p) // known already, and given to everybody
			continue;
		for (uint32_t at = c->places.p[i].first; at != CAMPAIGN_NONE;
		     at = c->given.p[at].next)
			if (c->given.p[at].state == ASSIGNMENT_ANSWERED)
				add_line(t, &scratch, &c->given.p[at]);
	}
	arena_release(&scratch);
}

void codes_release(struct codes *t)
{
	mem_free(t->lines);
	mem_free(t->list);
	mem_free(t->about);
}

double codes_at(const struct codes *t, size_t line, size_t question)
{
	return t->list[line * t->questions + question];
}

uint32_t codes_unit(const struct codes *t, size_t line, size_t question)
{
	return t->lines[line].place * ABOUTS + t->about[line * t->questions + question];
}

// The lines from..to-1 are of one place.
size_t codes_end(const struct codes *t, size_t from)
{
	size_t to = from;

	while (to < t->n && t->lines[to].place == t->lines[from].place)
		to++;
	return to;
}

bool reckoned_is_new(const struct campaign *c, const struct reckoned *x)
{
	bool large = c->given.n > LARGE;

	return x->done && (x->changes == c->changes ||
			   (large && clock_mono_ns() - x->at < LARGE_NS));
}

void reckoned_now(const struct campaign *c, struct reckoned *x)
{
	*x = (struct reckoned){true, c->changes, clock_mono_ns()};
}
