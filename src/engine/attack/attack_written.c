// Places in the output (engine/order.h) are for items that pass as they are, and for
// attacks on items.
#include "engine/attack/attack_written.h"

#include "engine/drive.h"
#include "engine/order.h"
#include "engine/outage.h"

struct untreated { // of a place that nothing came into
	const struct attack_desc *desc;
	struct str why;
};

struct pass { // over the suite
	struct making *m;
	struct order order;
	struct arena reading; // the present item's
	struct item item;
	size_t attack; // the next one on it
	bool at_end;
	struct outage outage;
	struct progress progress;
};

struct errand { // one attack on one item
	struct order_place *place;
	const struct attack_use_once *use;
	struct item base;
	struct sample sample;
	struct attack_out out;
	struct str name; // in the journal
};

static bool put(void *ctx, const struct order_place *place, struct err *e)
{
	struct making *m = ctx;
	const struct untreated *none = place->about;
	if (place->state == ORDER_MADE)
		return making_put(m, &place->item, e);
	making_untreated(m, str_of(none->desc->name), place->item.id, none->why);
	return true;
}

// The next item with an attack due, in p->item; false at the end of the suite, where the
// order is full, or on a fault.
static bool advance_item(struct pass *p, struct err *e)
{
	struct making *m = p->m;
	while (p->attack == m->n_attacks) {
		if (p->at_end || order_is_full(&p->order))
			return false;
		arena_reset(&p->reading);
		arena_reset(&m->item);
		int got = suite_next(m->from, &p->reading, &p->item, e);
		p->at_end = got == 0;
		if (got != 1)
			return false;
		m->report->read++;
		bool attackable = item_attackable(&p->item);
		p->attack = attackable ? 0 : m->n_attacks;
		if (m->with_base)
			order_add(&p->order, &p->item);
		else if (!attackable)
			making_passed_over(m, &p->item);
		p->progress.done += !attackable;
	}
	return !order_is_full(&p->order);
}

static bool start(struct drive *d, struct job *job, struct err *e)
{
	struct pass *p = d->ctx;
	if (!order_flush(&p->order, e) || !advance_item(p, e))
		return false;
	struct errand *errand = job->mine;
	struct arena *a = &job->arena;
	errand->place = order_open(&p->order);
	errand->use = &p->m->attacks[p->attack++];
	errand->base = item_copy(a, &p->item);
	errand->sample = making_sample(p->m, &errand->base);
	errand->out = (struct attack_out){.step.arena = a, .answered_by = -1};
	const struct attack_desc *desc = errand->use->desc;
	errand->name =
		arena_printf(a, "%s/" STR_FMT, desc->name, STR_ARG(errand->base.id));
	job->machine.state = arena_alloc(a, desc->state_size + 1);
	job->machine.out = &errand->out.step;
	job->machine.desc = desc;
	job->machine.settings = errand->use->settings;
	journal_find(p->m->journal, errand->name, &job->machine.stored,
		     &job->machine.n_stored);
	return true;
}

static enum step advance(struct job *job, const struct event *event, struct err *e)
{
	struct errand *errand = job->mine;
	return errand->use->desc->step(job->machine.state, errand->use->settings,
				       &errand->sample, event, &errand->out, e);
}

static bool called(struct drive *d, struct job *job, int64_t number,
		   const struct call *call, struct err *e)
{
	struct pass *p = d->ctx;
	const struct errand *errand = job->mine;
	return outage_note(&p->outage, p->m->rewriter, call, e) &&
	       journal_keep(p->m->journal, errand->name, number, call, e);
}

static bool ended(struct drive *d, struct job *job, enum step how, struct err *e)
{
	struct pass *p = d->ctx;
	struct errand *errand = job->mine;
	if (how == STEP_DONE) {
		making_name(p->m, &job->arena, errand->use->desc, &errand->base,
			    &errand->out.item);
		order_fill(errand->place, &errand->out.item);
	} else {
		struct arena *a = &errand->place->arena;
		struct untreated *none = arena_new(a, struct untreated);
		*none = (struct untreated){errand->use->desc,
					   arena_str(a, errand->out.step.why)};
		order_fill(errand->place, &errand->base);
		errand->place->about = none;
		errand->place->state = ORDER_NOTHING;
	}
	bool last = errand->use == &p->m->attacks[p->m->n_attacks - 1];
	p->progress.done += last;
	p->progress.in_flight = llm_in_flight(p->m->llm);
	p->progress.failed += how == STEP_FAIL;
	progress_update(&p->progress);
	return order_flush(&p->order, e);
}

static bool drive(struct pass *p, struct err *e)
{
	struct making *m = p->m;
	size_t room = model_room(m->rewriter);
	struct drive d = {
		.llm = &m->llm,
		.model = m->rewriter,
		.width = room ? room : 1,
		.job_size = sizeof(struct errand),
		.ctx = p,
		.start = start,
		.advance = advance,
		.called = called,
		.ended = ended,
	};
	progress_start(&p->progress, "writing", m->items, m->quiet);
	p->progress.unjudged = true;
	bool ok = drive_watched(&d, &p->progress, e) &&
		  outage_none(&p->outage, m->rewriter, e) && order_flush(&p->order, e);
	if (!ok && journal_count(m->journal))
		err_wrap(e, "stopped; what came back is kept, the same command goes on");
	return ok;
}

bool attack_written(struct making *m, struct err *e)
{
	struct pass p = {.m = m, .attack = m->n_attacks};
	order_init(&p.order, put, m);
	arena_init(&p.reading);
	bool ok = drive(&p, e);
	order_release(&p.order);
	arena_release(&p.reading);
	return ok;
}
