// What a campaign holds, changed in memory: counts, logs and lists follow.
#include "people/campaign_state.h"

#include <math.h>

// --- Raters, tasks, and what was given out.

void campaign_set_branches(struct campaign *c, size_t worker)
{
	const struct rater *r = &c->raters.p[worker];
	struct worker *w = &c->workers.p[worker];

	w->n_branches = 0;
	w->branches = arena_array(&c->arena, r->n_domains + 1, sizeof(*w->branches));
	for (size_t i = 0; i < r->n_domains; i++) {
		size_t branch = risks_put(&c->domains, r->domains[i]);

		if (branch != RISK_NONE)
			w->branches[w->n_branches++] = branch;
	}
	// What he did not see before he may see now.
	memset(w->cursor, 0, COUNT(c->logs) * sizeof(*w->cursor));
	w->gold_cursor = 0;
}

void campaign_add_worker(struct campaign *c, const struct rater *r)
{
	struct worker w = {.cursor = mem_zalloc(COUNT(c->logs) * sizeof(*w.cursor))};

	VEC_PUSH(&c->raters, *r);
	VEC_PUSH(&c->workers, w);
	campaign_set_branches(c, c->workers.n - 1);
}

size_t campaign_add_place(struct campaign *c, const struct task *t)
{
	struct place place = {
		.task = *t,
		.domain = risks_put(&c->domains, t->domain),
		.first = CAMPAIGN_NONE,
	};
	size_t at = c->places.n;

	if (c->settings.need > 0)
		place.task.need = c->settings.need;
	if (place.task.need < 1)
		place.task.need = 1;
	if (place.task.need > PROTOCOL_RATERS_MAX)
		place.task.need = PROTOCOL_RATERS_MAX;
	invariant(at < CAMPAIGN_NONE);
	VEC_PUSH(&c->places, place);
	if (t->gold.p) {
		struct answer_task task = campaign_answer_task(c, t, NULL);

		answers_read_stored(&c->arena, &task, t->gold, &c->places.p[at].gold);
		VEC_PUSH(&c->gold, (uint32_t)at);
		c->counts.gold++;
		return at;
	}
	if ((size_t)place.task.need > c->most_need)
		c->most_need = (size_t)place.task.need;
	VEC_PUSH(&c->logs[0], (uint32_t)at);
	c->counts.tasks++;
	c->counts.needed += (size_t)place.task.need;
	return at;
}

uint32_t campaign_add_given(struct campaign *c, size_t place, size_t worker)
{
	struct place *p = &c->places.p[place];
	struct given x = {
		.place = (uint32_t)place,
		.worker = (uint32_t)worker,
		.next = p->first,
		.state = ASSIGNMENT_RELEASED, // until a state is set
		.seconds = NAN,
	};

	invariant(c->given.n < CAMPAIGN_NONE);
	c->workers.p[worker].gold_given += p->task.gold.p != NULL;
	p->first = (uint32_t)c->given.n;
	VEC_PUSH(&c->given, x);
	VEC_PUSH(&c->workers.p[worker].given, p->first);
	return p->first;
}

// --- States.

static bool holds(enum assignment_state state)
{
	return state == ASSIGNMENT_OPEN || state == ASSIGNMENT_ANSWERED;
}

static void drop_open(struct worker *w, uint32_t given)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->open.n; i++)
		if (w->open.p[i] != given)
			w->open.p[kept++] = w->open.p[i];
	w->open.n = kept;
}

// In the order in which they were given.
static void put_open(struct campaign *c, struct worker *w, uint32_t given)
{
	size_t at = w->open.n;

	VEC_PUSH(&w->open, given);
	while (at > 0 && c->given.p[w->open.p[at - 1]].at > c->given.p[given].at) {
		w->open.p[at] = w->open.p[at - 1];
		at--;
	}
	w->open.p[at] = given;
}

static bool is_right(struct campaign *c, const struct place *p, const struct given *g)
{
	struct answer_task task = campaign_answer_task(c, &p->task, NULL);
	struct arena scratch = {0};
	struct answers answers;
	bool right;

	answers_read_stored(&scratch, &task, g->body, &answers);
	right = answers_match(c->protocol, &p->gold, &answers);
	arena_release(&scratch);
	return right;
}

static void count_place(struct campaign *c, struct place *p, int by)
{
	if (place_is_gold(p) || p->gone)
		return;
	c->counts.answered -=
		p->answered < p->task.need ? p->answered : (size_t)p->task.need;
	c->counts.complete -= p->answered >= p->task.need;
	p->answered += (uint32_t)by;
	c->counts.answered +=
		p->answered < p->task.need ? p->answered : (size_t)p->task.need;
	c->counts.complete += p->answered >= p->task.need;
}

static void leave_state(struct campaign *c, struct given *g)
{
	struct worker *w = &c->workers.p[g->worker];
	struct place *p = &c->places.p[g->place];

	if (g->state == ASSIGNMENT_OPEN)
		drop_open(w, (uint32_t)(g - c->given.p));
	if (g->state != ASSIGNMENT_ANSWERED)
		return;
	w->answered--;
	count_place(c, p, -1);
	if (place_is_gold(p)) {
		w->gold--;
		w->gold_right -= g->gold_right;
	}
}

static void enter_state(struct campaign *c, struct given *g)
{
	struct worker *w = &c->workers.p[g->worker];
	struct place *p = &c->places.p[g->place];

	if (g->state == ASSIGNMENT_OPEN)
		put_open(c, w, (uint32_t)(g - c->given.p));
	if (g->state == ASSIGNMENT_RELEASED)
		w->had_released = true;
	if (g->state != ASSIGNMENT_ANSWERED)
		return;
	w->answered++;
	count_place(c, p, 1);
	if (place_is_gold(p)) {
		g->gold_right = is_right(c, p, g);
		w->gold++;
		w->gold_right += g->gold_right;
	}
}

void campaign_set_state(struct campaign *c, uint32_t given, enum assignment_state state,
			int64_t at)
{
	struct given *g = &c->given.p[given];
	struct place *p = &c->places.p[g->place];
	bool held = holds(g->state);

	leave_state(c, g);
	g->state = state;
	g->at = at;
	enter_state(c, g);
	// what is taken from him is no sign of life
	if (state != ASSIGNMENT_RELEASED && at > c->workers.p[g->worker].last_at)
		c->workers.p[g->worker].last_at = at;
	if (held == holds(state))
		return;
	p->counted += holds(state) ? 1 : UINT32_MAX; // one more or one less
	if (p->counted < p->task.need && !place_is_gold(p))
		VEC_PUSH(&c->logs[p->counted], g->place);
}
