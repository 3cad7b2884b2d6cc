// The state of a campaign, from the run file.
#include "people/campaign_state.h"

#include "suite/taxonomy_file.h"

#include <math.h>
#include <stdlib.h>

// --- The run.

static bool load_tags(struct campaign *c, struct err *e)
{
	const struct taxonomy *t;
	struct faults faults;
	bool ok = true;

	c->tags = &c->domains;
	if (str_empty(c->protocol->taxonomy))
		return true;
	faults_init(&faults);
	t = taxonomy_load_tree(&c->arena, c->protocol->taxonomy, &faults);
	if (t) {
		risks_init_from(&c->own_tags, &c->arena, t);
		c->tags = &c->own_tags;
	} else {
		ok = faults_to_err(&faults, e);
	}
	faults_release(&faults);
	return ok;
}

// How the run showed the options of choices, and by whom they were read.
static void load_settings(struct campaign *c)
{
	struct str seed = store_get(c->store, &c->arena, "choice.seed");

	c->shuffled = str_is(store_get(c->store, &c->arena, "choice.shuffle"), "1");
	(void)!str_to_i64(seed, &c->run_seed);
	judge_split(store_get(c->store, &c->arena, "judge.choice"), &c->choice_name,
		    &c->choice_version);
}

static bool load_run(struct campaign *c, struct err *e)
{
	struct str taxonomy = store_get_blob(c->store, &c->arena, "taxonomy");

	judge_split(store_get(c->store, &c->arena, "judge"), &c->record_name,
		    &c->record_version);
	load_settings(c);
	return risks_init(&c->domains, &c->arena, taxonomy, e) && load_tags(c, e) &&
	       store_targets(c->store, &c->arena, &c->targets, &c->n_targets, e);
}

static bool load_opinions(struct campaign *c, struct err *e)
{
	size_t kept = 0;

	if (c->protocol->only != ONLY_DISAGREEMENT)
		return true;
	if (!store_annotations(c->store, &c->arena, STR_NONE, &c->opinions,
			       &c->n_opinions, e))
		return false;
	for (size_t i = 0; i < c->n_opinions; i++)
		if (!str_eq(c->opinions[i].protocol, c->protocol->name))
			c->opinions[kept++] = c->opinions[i];
	c->n_opinions = kept;
	return true;
}

const struct annotation *campaign_opinions(const struct campaign *c, uint64_t ordinal,
					   size_t *n)
{
	size_t from = 0, to = c->n_opinions;

	while (from < to) {
		size_t at = from + (to - from) / 2;

		if (c->opinions[at].ordinal < ordinal)
			from = at + 1;
		else
			to = at;
	}
	*n = 0;
	while (from + *n < c->n_opinions && c->opinions[from + *n].ordinal == ordinal)
		++*n;
	return c->opinions + from;
}

// --- Raters.

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

static bool load_raters(struct campaign *c, struct err *e)
{
	struct rater *list;
	size_t n;

	if (!store_raters(c->store, &c->arena, &list, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		campaign_add_worker(c, &list[i]);
	return true;
}

// --- Tasks.

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

static bool load_tasks(struct campaign *c, struct err *e)
{
	struct task *list;
	size_t n;

	if (!store_tasks(c->store, &c->arena, c->protocol->name, &list, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		campaign_add_place(c, &list[i]);
	return true;
}

// --- What was given out and said.

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

static int by_time(const void *a, const void *b)
{
	const struct assignment *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return (x->task > y->task) - (x->task < y->task);
}

static void take_answers(struct campaign *c, const struct answer *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t place = campaign_place(c, list[i].task);
		size_t worker = campaign_worker(c, list[i].rater);
		uint32_t at;

		if (place == SIZE_MAX || worker == SIZE_MAX)
			continue;
		at = campaign_find_given(c, place, worker);
		if (at == CAMPAIGN_NONE)
			continue;
		c->given.p[at].revision = list[i].revision;
		c->given.p[at].seconds = list[i].seconds;
		c->given.p[at].body = list[i].body;
	}
}

bool campaign_load_given(struct campaign *c, struct err *e)
{
	struct assignment *list;
	struct answer *answers;
	size_t n, n_answers;

	if (!store_assignments(c->store, &c->arena, c->protocol->name, &list, &n, e) ||
	    !store_answers(c->store, &c->arena, c->protocol->name, &answers, &n_answers,
			   e))
		return false;
	if (n > 0)
		qsort(list, n, sizeof(*list), by_time);
	for (size_t i = 0; i < n; i++) {
		size_t place = campaign_place(c, list[i].task);
		size_t worker = campaign_worker(c, list[i].rater);

		if (place != SIZE_MAX && worker != SIZE_MAX)
			campaign_add_given(c, place, worker);
		else
			list[i].task = 0;
	}
	take_answers(c, answers, n_answers);
	for (size_t i = 0, at = 0; i < n; i++)
		if (list[i].task != 0)
			campaign_set_state(c, (uint32_t)at++, list[i].state, list[i].at);
	return true;
}

bool campaign_load(struct campaign *c, struct err *e)
{
	return load_run(c, e) && load_opinions(c, e) && load_raters(c, e) &&
	       load_tasks(c, e);
}

// --- What falls to whom, if all do alike: for "12 of 67". Nobody does a task twice.

static bool shares(const struct campaign *c, size_t worker, size_t domain)
{
	const struct rater *r = &c->raters.p[worker];

	return r->role == RATER && r->revoked == 0 &&
	       campaign_sees_domain(c, worker, domain);
}

void campaign_share_out(struct campaign *c)
{
	size_t n = c->domains.n + 1; // the last one: no domain
	double *needed = mem_zalloc(n * sizeof(*needed));
	double *tasks = mem_zalloc(n * sizeof(*tasks));

	for (size_t i = 0; i < c->places.n; i++) {
		const struct place *p = &c->places.p[i];

		size_t d = p->domain == RISK_NONE ? n - 1 : p->domain;

		if (!p->task.gold.p && !p->gone) {
			needed[d] += (double)p->task.need;
			tasks[d]++;
		}
	}
	for (size_t i = 0; i < c->workers.n; i++)
		c->workers.p[i].share = 0;
	for (size_t d = 0; d < n; d++) {
		size_t domain = d + 1 == n ? RISK_NONE : d, seeing = 0;

		if (needed[d] <= 0)
			continue;
		for (size_t i = 0; i < c->workers.n; i++)
			seeing += shares(c, i, domain);
		for (size_t i = 0; i < c->workers.n; i++)
			if (shares(c, i, domain))
				c->workers.p[i].share +=
					fmin(needed[d] / (double)seeing, tasks[d]);
	}
	mem_free(tasks);
	mem_free(needed);
}
