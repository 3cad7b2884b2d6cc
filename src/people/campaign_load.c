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

// --- Raters.

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
