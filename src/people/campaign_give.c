// Who is given which task.
#include "base/clock.h"
#include "people/campaign_state.h"

#define AHEAD_MS (2 * 60 * 1000)

// --- States.

bool campaign_put_state(struct campaign *c, uint32_t given, enum assignment_state state,
			int64_t at, struct err *e)
{
	const struct given *g = &c->given.p[given];
	struct assignment x = {
		.task = c->places.p[g->place].task.id,
		.rater = c->raters.p[g->worker].id,
		.at = at,
		.state = state,
	};

	if (!store_put_assignment(c->store, &x, e))
		return false;
	campaign_set_state(c, given, state, at);
	return true;
}

// --- Finding one.

// Whether what lies in log k still belongs there.
static bool is_fresh(const struct place *p, size_t k)
{
	return !p->gone && p->counted == k && k < (size_t)p->task.need &&
	       !place_is_gold(p);
}

// Nobody settles what he has a part in.
static bool has_part(const struct campaign *c, size_t worker, const struct task *t)
{
	for (size_t i = 0; c->n_opinions > 0 && i < t->n_ordinals; i++) {
		size_t n;
		const struct annotation *list = campaign_opinions(c, t->ordinals[i], &n);

		for (size_t k = 0; k < n; k++)
			if ((list[k].verdict != VERDICT_NONE || list[k].grade >= 0) &&
			    str_eq(list[k].rater, c->raters.p[worker].name))
				return true;
	}
	return false;
}

static bool is_new_to(const struct campaign *c, size_t worker, size_t place)
{
	const struct place *p = &c->places.p[place];

	return campaign_sees_domain(c, worker, p->domain) &&
	       campaign_find_given(c, place, worker) == CAMPAIGN_NONE &&
	       !has_part(c, worker, &p->task);
}

// The same, or it was taken back from him.
static bool could_have(const struct campaign *c, size_t worker, size_t place)
{
	const struct place *p = &c->places.p[place];
	uint32_t given = campaign_find_given(c, place, worker);

	return campaign_sees_domain(c, worker, p->domain) &&
	       !has_part(c, worker, &p->task) &&
	       (given == CAMPAIGN_NONE || c->given.p[given].state == ASSIGNMENT_RELEASED);
}

static size_t from_log(struct campaign *c, size_t worker, size_t k)
{
	size_t *cursor = &c->workers.p[worker].cursor[k];

	for (; *cursor < c->logs[k].n; ++*cursor) {
		size_t place = c->logs[k].p[*cursor];

		if (is_fresh(&c->places.p[place], k) && is_new_to(c, worker, place))
			return place;
	}
	return SIZE_MAX;
}

static size_t from_gold(struct campaign *c, size_t worker)
{
	struct worker *w = &c->workers.p[worker];

	for (; w->gold_cursor < c->gold.n; w->gold_cursor++)
		if (!c->places.p[c->gold.p[w->gold_cursor]].gone &&
		    is_new_to(c, worker, c->gold.p[w->gold_cursor]))
			return c->gold.p[w->gold_cursor];
	return SIZE_MAX;
}

// One that was taken back from him, and that nobody else took.
static size_t from_released(struct campaign *c, size_t worker)
{
	const struct worker *w = &c->workers.p[worker];

	for (size_t i = 0; w->had_released && i < w->given.n; i++) {
		const struct given *g = &c->given.p[w->given.p[i]];
		const struct place *p = &c->places.p[g->place];

		if (g->state == ASSIGNMENT_RELEASED && !p->gone &&
		    (place_is_gold(p) || p->counted < p->task.need) &&
		    campaign_sees_domain(c, worker, p->domain))
			return g->place;
	}
	return SIZE_MAX;
}

static bool gold_is_due(const struct campaign *c, const struct worker *w)
{
	return c->counts.tasks == 0 ||
	       (double)(w->gold_given + 1) <=
		       (double)(w->given.n + 1) * c->settings.gold_share;
}

static size_t find_place(struct campaign *c, size_t worker)
{
	size_t place = SIZE_MAX;

	if (gold_is_due(c, &c->workers.p[worker]))
		place = from_gold(c, worker);
	for (size_t k = 1; k < c->most_need && place == SIZE_MAX; k++)
		place = from_log(c, worker, k);
	if (place == SIZE_MAX)
		place = from_log(c, worker, 0);
	return place != SIZE_MAX ? place : from_released(c, worker);
}

// Whether a task that lies open may be taken from who has it: he has had it too long,
// will not come back, or does not sit there and has not even come to it. An admin's page
// gets tasks whether or not he means to answer.
static bool is_idle(const struct campaign *c, size_t worker, size_t at, int64_t now)
{
	const struct worker *w = &c->workers.p[worker];
	const struct rater *r = &c->raters.p[worker];
	int64_t ahead = c->settings.stale_ms < AHEAD_MS ? c->settings.stale_ms : AHEAD_MS;

	return r->revoked != 0 ||
	       c->given.p[w->open.p[at]].at < now - c->settings.stale_ms ||
	       ((at > 0 || r->role == RATER_ADMIN) && w->last_at < now - ahead);
}

// One that lies open with somebody else.
static uint32_t find_stale(const struct campaign *c, size_t worker, int64_t now,
			   bool *others)
{
	*others = false;
	for (size_t i = 0; i < c->workers.n; i++) {
		const struct worker *w = &c->workers.p[i];

		for (size_t k = 0; i != worker && k < w->open.n; k++) {
			const struct given *g = &c->given.p[w->open.p[k]];

			if (place_is_gold(&c->places.p[g->place]) ||
			    !could_have(c, worker, g->place))
				continue;
			*others = true;
			if (is_idle(c, i, k, now))
				return w->open.p[k];
		}
	}
	return CAMPAIGN_NONE;
}

// --- Giving it.

static bool give(struct campaign *c, size_t worker, size_t place, struct err *e)
{
	struct worker *w = &c->workers.p[worker];
	uint32_t given = campaign_find_given(c, place, worker);
	int64_t at = clock_wall_ms();

	if (given == CAMPAIGN_NONE)
		given = campaign_add_given(c, place, worker);
	if (at <= w->last_at)
		at = w->last_at + 1;
	return campaign_put_state(c, given, ASSIGNMENT_OPEN, at, e);
}

bool campaign_take_back(struct campaign *c, uint32_t given, struct str by,
			const char *what, struct err *e)
{
	const struct given *g = &c->given.p[given];
	struct arena scratch = {0};
	struct str detail = arena_printf(&scratch, "task %lld of " STR_FMT,
					 (long long)c->places.p[g->place].task.id,
					 STR_ARG(c->raters.p[g->worker].name));
	bool ok = store_together(c->store, 4, e) &&
		  campaign_put_state(c, given, ASSIGNMENT_RELEASED, clock_wall_ms(), e) &&
		  store_add_audit(c->store, by, what, detail, e);

	arena_release(&scratch);
	return ok;
}

bool campaign_drop_place(struct campaign *c, size_t place, struct err *e)
{
	struct place *p = &c->places.p[place];

	if (!p->gone && !place_is_gold(p)) {
		c->counts.tasks--;
		c->counts.needed -= (size_t)p->task.need;
		c->counts.answered -=
			p->answered < p->task.need ? p->answered : (size_t)p->task.need;
		c->counts.complete -= p->answered >= p->task.need;
	}
	p->gone = true;
	for (uint32_t at = p->first; at != CAMPAIGN_NONE; at = c->given.p[at].next)
		if (c->given.p[at].state == ASSIGNMENT_OPEN &&
		    !campaign_take_back(c, at, STR_NONE, "released: its sample is gone",
					e))
			return false;
	return true;
}

// 1 given, 0 there is none for him, -1 error.
static int give_one(struct campaign *c, size_t worker, const char **why, struct err *e)
{
	size_t place = find_place(c, worker);
	uint32_t stale;
	bool others;

	if (place != SIZE_MAX)
		return give(c, worker, place, e) ? 1 : -1;
	stale = find_stale(c, worker, clock_wall_ms(), &others);
	*why = others ? "waiting" : "done";
	if (stale == CAMPAIGN_NONE)
		return 0;
	place = c->given.p[stale].place;
	if (!campaign_take_back(c, stale, STR_NONE, "released: open for too long", e))
		return -1;
	return give(c, worker, place, e) ? 1 : -1;
}

bool campaign_next(struct campaign *c, int64_t rater, bool peek, struct next_task *out,
		   struct err *e)
{
	size_t worker = campaign_worker(c, rater), at = peek ? 1 : 0;
	bool writes = c->protocol->unit == UNIT_WRITE;

	*out = (struct next_task){0};
	if (worker == SIZE_MAX)
		return campaign_no_rater(rater, e);
	while (c->workers.p[worker].open.n <= at && !writes && !out->why) {
		int got = give_one(c, worker, &out->why, e);

		if (got < 0)
			return false;
		if (got > 0)
			out->why = NULL;
	}
	if (c->workers.p[worker].open.n > at) {
		uint32_t given = c->workers.p[worker].open.p[at];

		out->task = c->places.p[c->given.p[given].place].task.id;
		out->why = NULL;
	}
	return true;
}

bool campaign_release(struct campaign *c, struct str by, int64_t task, int64_t rater,
		      struct err *e)
{
	size_t worker = campaign_worker(c, rater), place = campaign_place(c, task);
	uint32_t given = CAMPAIGN_NONE;

	if (worker == SIZE_MAX)
		return campaign_no_rater(rater, e);
	if (place != SIZE_MAX)
		given = campaign_find_given(c, place, worker);
	if (given == CAMPAIGN_NONE || c->given.p[given].state != ASSIGNMENT_OPEN)
		return err_set(e, ERR_NOT_FOUND, "task %lld is not open with rater %lld",
			       (long long)task, (long long)rater);
	return campaign_take_back(c, given, by, "released", e);
}
