// Looking up what a campaign holds.
#include "people/campaign_state.h"

#include <stdio.h>

size_t campaign_worker(const struct campaign *c, int64_t rater)
{
	for (size_t i = 0; i < c->raters.n; i++)
		if (c->raters.p[i].id == rater)
			return i;
	return SIZE_MAX;
}

size_t campaign_place(const struct campaign *c, int64_t task)
{
	size_t from = 0, to = c->places.n;

	while (from < to) {
		size_t at = from + (to - from) / 2;

		if (c->places.p[at].task.id < task)
			from = at + 1;
		else
			to = at;
	}
	return from < c->places.n && c->places.p[from].task.id == task ? from : SIZE_MAX;
}

uint32_t campaign_find_given(const struct campaign *c, size_t place, size_t worker)
{
	uint32_t at = c->places.p[place].first;

	while (at != CAMPAIGN_NONE && c->given.p[at].worker != worker)
		at = c->given.p[at].next;
	return at;
}

bool campaign_no_rater(int64_t rater, struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "no rater %lld", (long long)rater);
}

bool campaign_no_task(int64_t task, struct err *e)
{
	return err_set(e, ERR_NOT_FOUND, "no task %lld of yours", (long long)task);
}

bool campaign_sees_domain(const struct campaign *c, size_t worker, size_t domain)
{
	const struct worker *w = &c->workers.p[worker];

	for (size_t i = 0; i < w->n_branches; i++)
		if (risks_within(&c->domains, domain, w->branches[i]))
			return true;
	return w->n_branches == 0;
}

const uint8_t *campaign_order(const struct campaign *c, struct arena *a,
			      const struct task *t, int64_t rater)
{
	uint8_t *order = arena_alloc(a, t->n_ordinals + 1);
	char stream[80];
	struct rng r;

	if (!c->protocol->shuffle || t->n_ordinals < 2)
		return NULL;
	for (size_t i = 0; i < t->n_ordinals; i++)
		order[i] = (uint8_t)i;
	snprintf(stream, sizeof(stream), "replies/%lld/%lld", (long long)t->id,
		 (long long)rater);
	rng_init(&r, c->settings.seed, str_of(stream));
	rng_shuffle(&r, order, t->n_ordinals, 1);
	return order;
}

struct answer_task campaign_answer_task(const struct campaign *c, const struct task *t,
					const uint8_t *order)
{
	return (struct answer_task){
		.protocol = c->protocol,
		.n_replies = t->n_ordinals,
		.order = order,
		.tags = c->tags,
	};
}

const struct judgement *campaign_record(const struct campaign *c, const struct row *row)
{
	bool choice = item_is_choice(&row->item) && !str_empty(c->choice_name);
	struct str name = choice ? c->choice_name : c->record_name;
	struct str version = choice ? c->choice_version : c->record_version;

	if (str_empty(name)) // the file names none: whoever judged
		return row->n_judgements ? row->judgements : NULL;
	return judgement_by(row->judgements, row->n_judgements, name, version);
}

bool campaign_shown(const struct campaign *c, const struct row *row,
		    struct choice_order *out)
{
	if (!item_is_choice(&row->item))
		return false;
	*out = choice_order(&row->item, row->cell.variant, c->shuffled,
			    (uint64_t)c->run_seed + (uint64_t)row->cell.attempt);
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
