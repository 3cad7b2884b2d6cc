// `assay attack` with a rewriter: many machines at once, and what they make in the order
// of the suite.
//
// Places in the output are given out in order, to items that pass as they are and to
// attacks on items; what has been made waits in its place until all before it is there.
// At most PLACES are open, so that memory does not grow with the suite.
#include "base/log.h"
#include "base/progress.h"
#include "engine/attack_state.h"
#include "engine/drive.h"
#include "engine/interrupt.h"
#include "engine/outage.h"

#define PLACES ((size_t)4096)

enum place_state { PLACE_OPEN, PLACE_MADE, PLACE_NOTHING };
struct place_made {
	enum place_state state;
	const struct attack_desc *desc; // of PLACE_NOTHING
	struct item item;               // made, or the base item that nothing came of
	struct str why;                 // of PLACE_NOTHING
	struct arena arena;
};

struct pass { // over the suite
	struct making *m;
	struct place_made *places; // [PLACES], a ring
	size_t first, next;        // numbers: the first not written, and the next new one
	struct arena reading;      // the present item's
	struct item item;
	size_t attack; // the next one on it
	bool at_end;
	struct outage outage;
	struct progress progress;
};

struct errand { // one attack on one item
	size_t place;
	const struct attack_use_once *use;
	struct item base;
	struct sample sample;
	struct attack_out out;
	struct str name; // in the journal
};

static struct place_made *place(struct pass *p, size_t number)
{
	return &p->places[number % PLACES];
}

static struct place_made *new_place(struct pass *p)
{
	struct place_made *made = place(p, p->next++);
	arena_reset(&made->arena);
	made->state = PLACE_OPEN;
	return made;
}

// Writes what is there without a gap before it.
static bool flush(struct pass *p, struct err *e)
{
	for (; p->first < p->next; p->first++) {
		struct place_made *made = place(p, p->first);
		if (made->state == PLACE_OPEN)
			break;
		if (made->state == PLACE_NOTHING)
			making_untreated(p->m, str_of(made->desc->name), made->item.id,
					 made->why);
		else if (!making_put(p->m, &made->item, e))
			return false;
	}
	return true;
}

// The next item with an attack due, in p->item; false at the end of the suite, where the
// ring is full, or on a fault.
static bool advance_item(struct pass *p, struct err *e)
{
	struct making *m = p->m;
	while (p->attack == m->settings->attacks.n) {
		if (p->at_end || p->next - p->first >= PLACES)
			return false;
		arena_reset(&p->reading);
		arena_reset(&m->item);
		int got = suite_next(m->from, &p->reading, &p->item, e);
		p->at_end = got == 0;
		if (got != 1)
			return false;
		m->report->read++;
		bool attackable = item_attackable(&p->item);
		p->attack = attackable ? 0 : m->settings->attacks.n;
		if (m->settings->with_base) {
			struct place_made *made = new_place(p);
			made->item = item_copy(&made->arena, &p->item);
			made->state = PLACE_MADE;
		} else if (!attackable) {
			making_passed_over(m, &p->item);
		}
		p->progress.done += !attackable;
	}
	return p->next - p->first < PLACES;
}

static bool start(struct drive *d, struct job *job, struct err *e)
{
	struct pass *p = d->ctx;
	if (!flush(p, e) || !advance_item(p, e))
		return false;
	struct errand *errand = job->mine;
	struct arena *a = &job->arena;
	errand->place = p->next;
	new_place(p);
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
	struct place_made *made = place(p, errand->place);
	if (how == STEP_DONE) {
		making_name(p->m, &job->arena, errand->use->desc, &errand->base,
			    &errand->out.item);
		made->item = item_copy(&made->arena, &errand->out.item);
		made->state = PLACE_MADE;
	} else {
		made->desc = errand->use->desc;
		made->item = item_copy(&made->arena, &errand->base);
		made->why = arena_str(&made->arena, errand->out.step.why);
		made->state = PLACE_NOTHING;
	}
	bool last = errand->use == &p->m->attacks[p->m->settings->attacks.n - 1];
	p->progress.done += last;
	p->progress.in_flight = llm_in_flight(p->m->llm);
	p->progress.failed += how == STEP_FAIL;
	progress_update(&p->progress);
	return flush(p, e);
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
	progress_start(&p->progress, "writing", m->items, m->settings->quiet);
	p->progress.unjudged = true;
	interrupt_install(m->llm);
	log_around(progress_hide, progress_show, &p->progress);
	bool ok = drive_run(&d, e) && outage_none(&p->outage, p->m->rewriter, e) &&
		  flush(p, e);
	log_around(NULL, NULL, NULL);
	interrupt_remove();
	progress_finish(&p->progress);
	if (!ok && journal_count(m->journal))
		err_wrap(e, "stopped; what came back is kept, the same command goes on");
	return ok;
}

bool attack_written(struct making *m, struct err *e)
{
	struct pass p = {.m = m, .attack = m->settings->attacks.n};
	p.places = mem_zalloc(PLACES * sizeof(*p.places));
	arena_init(&p.reading);
	bool ok = drive(&p, e);
	for (size_t i = 0; i < PLACES; i++)
		arena_release(&p.places[i].arena);
	mem_free(p.places);
	arena_release(&p.reading);
	return ok;
}
