#include "engine/flight_calls.h"

void flight_complete(struct machine *m, struct request *r)
{
	const struct flight *f = m->owner;
	const struct sample *s = &f->sample;
	r->epoch = s->epoch;
	r->variant = s->variant;
	r->attempt = s->attempt;
	if (r->role != ROLE_TARGET)
		return;
	r->item_id = f->asked.id.p ? f->asked.id : s->item->id;
	for (size_t i = 0; i < PARAMS; i++)
		if (r->params.value[i] !=
		    r->params.value[i]) // NaN: the machine leaves it to the run
			r->params.value[i] = s->params->value[i];
}

bool flight_called(struct machine *m, int64_t number, const struct call *call)
{
	struct flight *f = m->owner;
	struct run *run = f->run;
	struct err e = {0};
	// Without an answer that is not the model's failure: asked again on resume.
	bool hopeless = failure_is_fatal(call->failure) && llm_hopeless(run->llm, &e);
	if (hopeless ||
	    (!run_stopping(run) &&
	     !store_put_call(run->store, f->cell.ordinal, m->name, number, call, &e)))
		run_stop(run, &e);
	f->dropped = f->dropped || run->err.code != ERR_NONE;
	return !f->dropped;
}

void flight_forget(struct machine *m, int64_t number)
{
	struct flight *f = m->owner;
	struct err e = {0};
	if (!store_forget_calls(f->run->store, f->cell.ordinal, m->name, number, &e))
		run_stop(f->run, &e);
}

// Loads the calls that are stored; from the first one on that is worth asking again, they
// are forgotten.
static void recall(struct flight *f, struct machine *m)
{
	struct err e = {0};
	if (!store_calls(f->run->store, &f->arena, f->cell.ordinal, m->name, &m->stored,
			 &m->n_stored, &e)) {
		run_stop(f->run, &e);
		return;
	}
	for (size_t i = 0; i < m->n_stored; i++) {
		if (m->stored[i].attempts < 0 || !failure_retries(m->stored[i].failure))
			continue;
		m->n_stored = i;
		flight_forget(m, (int64_t)i);
	}
}

void flight_launch(struct flight *f, struct machine *m)
{
	m->owner = f;
	m->llm = f->run->llm;
	m->arena = &f->arena;
	if (f->run->resumed)
		recall(f, m);
	machine_start(m);
}
