#include "engine/flight.h"

#include "base/mem.h"
#include "core/choice.h"
#include "engine/flight_calls.h"

// The sample is done with.
static void land(struct flight *f)
{
	struct run *run = f->run;
	f->lane->flying--;
	run->flying--;
	run->progress.done++;
	arena_reset(&f->arena);
	f->next = run->free;
	run->free = f;
}

static struct flight *flight_of(const struct machine *m)
{
	return m->owner;
}

static void keep(struct flight *f, bool stored, const struct err *e)
{
	if (stored)
		return;
	run_stop(f->run, e);
	f->dropped = true;
}

static void put_cell(struct flight *f, enum cell_state state, struct str why)
{
	if (f->dropped)
		return;
	f->cell.state = state;
	f->cell.why = why;
	struct err e = {0};
	f->cell.item = f->asked.id;
	keep(f, store_put_item(f->run->store, &f->asked, &e), &e);
	keep(f, store_put_cell(f->run->store, &f->cell, &e), &e);
}

// --- The answer is there: judge it.

static void put_judgement(struct flight *f, struct judging *j, enum purpose purpose,
			  int64_t call)
{
	const struct judge *use = &f->judges->p[j - f->judging].judge;
	j->out.judgement.judge = use->name;
	j->out.judgement.version = use->version;
	j->out.judgement.purpose = purpose;
	if (f->dropped)
		return;
	struct err e = {0};
	keep(f,
	     store_put_judgement(f->run->store, f->cell.ordinal, call, &j->out.judgement,
				 &e),
	     &e);
}

static void put_judgements(struct flight *f)
{
	for (size_t i = 0; i < f->judges->n; i++)
		put_judgement(f, &f->judging[i], PURPOSE_RECORD, f->cell.response);
	const struct judgement *record = &f->judging[f->judges->n - 1].out.judgement;
	f->run->progress.unsafe += record->verdict == VERDICT_UNSAFE;
	land(f);
}

static void judge_ended(struct machine *m, enum step how)
{
	struct flight *f = flight_of(m);
	struct judging *j = (struct judging *)m;
	struct judge_use *use = &f->judges->p[j - f->judging];
	if (how != STEP_DONE) { // what a judge could not read is unscoreable, never safe
		j->out.judgement = judgement_none(STR_NONE, STR_NONE);
		j->out.judgement.verdict = VERDICT_UNSCOREABLE;
		j->out.judgement.explanation = m->out->why;
	}
	if (use->judge.n_models)
		judge_faults_add(&use->faults, m, how, &j->out.judgement);
	if (--f->n_judging == 0)
		put_judgements(f);
}

static enum step judge_advance(struct machine *m, const struct event *event,
			       struct err *e)
{
	struct judging *j = (struct judging *)m;
	const struct flight *f = flight_of(m);
	const struct judge_use *use = &f->judges->p[j - f->judging];
	return judge_step(&use->judge, m->state, &f->sample, event, &j->out, e);
}

static struct model *judge_model(struct machine *m, const struct request *r)
{
	const struct judging *j = (struct judging *)m;
	const struct flight *f = flight_of(m);
	const struct judge_use *use = &f->judges->p[j - f->judging];
	return r->role == ROLE_JUDGE && r->model < use->judge.n_models
		       ? use->models[r->model]
		       : NULL;
}

static const struct machine_ops judge_ops = {
	.advance = judge_advance,
	.ended = judge_ended,
	.model = judge_model,
	.complete = flight_complete,
	.called = flight_called,
	.forget = flight_forget,
};

static void judging_init(struct flight *f, struct judging *j, size_t use)
{
	const struct judge_use *u = &f->judges->p[use];
	*j = (struct judging){0};
	j->out.step.arena = &f->arena;
	j->out.judgement = judgement_none(u->judge.name, u->judge.version);
	j->machine = (struct machine){
		.ops = &judge_ops,
		.name = u->machine,
		.state = arena_alloc(&f->arena, u->judge.desc->state_size + 1),
		.out = &j->out.step,
		.desc = u->judge.desc,
		.settings = u->judge.settings,
	};
}

static bool came(const struct call *call)
{
	return call && call->failure == FAILURE_NONE;
}

// Of a choice how likely the options are may be known where the reply is not.
static bool can_judge(const struct flight *f)
{
	return came(&f->response) || came(f->sample.labels) || came(f->sample.options);
}

static void answered(struct flight *f, const struct item *item,
		     const struct call *response)
{
	f->response = *response;
	put_cell(f, CELL_ANSWERED, STR_NONE);
	f->run->progress.failed += response->failure != FAILURE_NONE;
	if (!can_judge(f) || f->dropped) {
		land(f);
		return;
	}
	f->sample.item = item;
	f->sample.response = &f->response;
	f->judges = run_judges(f->run, item, f->sample.variant);
	size_t n = f->judges->n;
	f->judging = arena_array(&f->arena, n, sizeof(*f->judging));
	f->n_judging = n;
	for (size_t i = 0; i < n; i++)
		judging_init(f, &f->judging[i], i);
	for (size_t i = 0; i < n; i++)
		flight_launch(f, &f->judging[i].machine);
}

// --- Asking the target: a machine of one request, so that it is stored and replayed like
// the others.

// A system message in front of what is asked.
static void put_system(struct flight *f, struct request *r)
{
	struct str system = f->run->settings.system;
	if (str_empty(system))
		return;
	struct message *all = arena_array(&f->arena, r->n_messages + 1, sizeof(*all));
	all[0] = (struct message){SPEAKER_SYSTEM, system};
	memcpy(all + 1, r->messages, r->n_messages * sizeof(*all));
	r->messages = all;
	r->n_messages++;
}

static void ask_choice(struct flight *f)
{
	const struct sample *s = &f->sample;
	bool exact = model_abilities(f->lane->model) & MODEL_SCORES;
	struct choice_order order =
		choice_order(&f->asked, s->variant, s->shuffled, s->seed);
	struct scorings scorings = scorings_at(&f->run->scorings, s->variant);
	f->target_out.n_requests =
		scoring_requests(&f->arena, &scorings, exact, &f->asked, &order,
				 f->target_out.requests);
}

static enum step target_advance(struct machine *m, const struct event *event,
				struct err *e)
{
	(void)e;
	struct flight *f = flight_of(m);
	struct step_out *out = &f->target_out;
	if (event->kind != EVENT_START)
		return STEP_DONE;
	if (item_is_choice(&f->asked)) {
		ask_choice(f);
	} else {
		struct request *r = &out->requests[0];
		*r = (struct request){.role = ROLE_TARGET,
				      .kind = CALL_CHAT,
				      .params = params_none()};
		r->messages = item_messages(&f->arena, &f->asked, &r->n_messages);
		out->n_requests = 1;
	}
	for (size_t i = 0; i < out->n_requests; i++)
		put_system(f, &out->requests[i]);
	return STEP_ASK;
}

static void target_ended(struct machine *m, enum step how)
{
	struct flight *f = flight_of(m);
	if (how != STEP_DONE) {
		land(f); // dropped: the run is stopping
		return;
	}
	f->cell.response = 0;
	f->cell.machine = m->name;
	if (item_is_choice(&f->asked)) {
		struct scorings s = scorings_at(&f->run->scorings, f->sample.variant);
		scoring_attach(&s, m->replies, m->n_replies, &f->sample);
	}
	answered(f, &f->asked, &m->replies[0]);
}

static struct model *target_model(struct machine *m, const struct request *r)
{
	return r->role == ROLE_TARGET ? flight_of(m)->lane->model : NULL;
}

static const struct machine_ops target_ops = {
	.advance = target_advance,
	.ended = target_ended,
	.model = target_model,
	.complete = flight_complete,
	.called = flight_called,
	.forget = flight_forget,
};

static void ask_target(struct flight *f)
{
	f->target = (struct machine){
		.ops = &target_ops,
		.name = STR("target"),
		.out = &f->target_out,
	};
	f->target_out.arena = &f->arena;
	flight_launch(f, &f->target);
}

// --- Attacking: the machine makes the item, or talks to the target itself.

static enum step attack_advance(struct machine *m, const struct event *event,
				struct err *e)
{
	struct flight *f = flight_of(m);
	const struct attack_desc *desc = m->desc;
	return desc->step(m->state, m->settings, &f->sample, event, &f->attack_out, e);
}

static struct model *attack_model(struct machine *m, const struct request *r)
{
	const struct flight *f = flight_of(m);
	return r->role == ROLE_TARGET     ? f->lane->model
	       : r->role == ROLE_ATTACKER ? f->run->attacker
					  : f->run->rewriter;
}

static void attack_ended(struct machine *m, enum step how)
{
	struct flight *f = flight_of(m);
	if (how != STEP_DONE) {
		put_cell(f, how == STEP_SKIP ? CELL_SKIPPED : CELL_FAILED, m->out->why);
		land(f);
		return;
	}
	struct item *made = &f->attack_out.item;
	if (f->attack_out.answered_by >= 0) {
		f->cell.machine = m->name;
		f->cell.response = f->attack_out.answered_by;
		const struct call *response = machine_call(m, f->attack_out.answered_by);
		invariant(response);
		// what the conversation was to bring about stands in the base item
		answered(f, &f->base, response);
		return;
	}
	made->id = f->asked.id;
	made->parent = f->asked.parent;
	made->attack = f->asked.attack;
	made->source = f->base.source;
	f->asked = *made;
	ask_target(f);
}

// The steering judge is the judge of record; its machine's calls are told apart by the
// call they judge.
static void steer_ended(struct machine *m, enum step how)
{
	struct flight *f = flight_of(m);
	struct judging *j = (struct judging *)m;
	if (how != STEP_DONE) {
		j->out.judgement.verdict = VERDICT_UNSCOREABLE;
		j->out.judgement.explanation = m->out->why;
	}
	put_judgement(f, j, PURPOSE_STEER, f->attack.next - 1);
	f->sample.response = NULL;
	f->sample.item = &f->base;
	struct judgement *said =
		arena_copy(&f->arena, &j->out.judgement, sizeof(j->out.judgement));
	machine_judged(&f->attack, said);
}

static const struct machine_ops steer_ops = {
	.advance = judge_advance,
	.ended = steer_ended,
	.model = judge_model,
	.complete = flight_complete,
	.called = flight_called,
	.forget = flight_forget,
};

static void steer(struct machine *m)
{
	struct flight *f = flight_of(m);
	f->judges = &f->run->judges;
	size_t record = f->judges->n - 1;
	const struct step_out *out = m->out;
	invariant(out->n_messages > 0);
	struct item *talk = arena_copy(&f->arena, &f->base, sizeof(f->base));
	talk->kind = ITEM_DIALOGUE;
	talk->messages = out->messages;
	talk->n_messages = out->n_messages - 1;
	f->response = (struct call){.text = out->messages[out->n_messages - 1].content};
	f->sample.item = talk;
	f->sample.response = &f->response;
	f->judging = arena_array(&f->arena, f->judges->n, sizeof(*f->judging));
	judging_init(f, &f->judging[record], record);
	struct machine *judge = &f->judging[record].machine;
	judge->name = arena_printf(&f->arena, "steer:" STR_FMT ":%lld",
				   STR_ARG(judge->name), (long long)(m->next - 1));
	judge->ops = &steer_ops;
	flight_launch(f, judge);
}

static const struct machine_ops attack_ops = {
	.advance = attack_advance,
	.judge = steer,
	.ended = attack_ended,
	.model = attack_model,
	.complete = flight_complete,
	.called = flight_called,
	.forget = flight_forget,
};

static struct str name_of(const struct model *m)
{
	return m ? str_of(model_name(m)) : STR_NONE;
}

static void attack(struct flight *f, const struct attack_use *use)
{
	const struct attack_desc *desc = use->desc;
	struct run *run = f->run;
	struct attack_origin origin = {
		.parent = f->base.id,
		.attack = str_of(desc->name),
		.version = desc->version,
		.seed = f->sample.seed,
		.writer = desc->flags & ATTACK_WRITER ? name_of(run->rewriter) : STR_NONE,
		.attacker =
			desc->flags & ATTACK_ATTACKER ? name_of(run->attacker) : STR_NONE,
		.target = desc->flags & ATTACK_CONVERSES ? f->sample.target : STR_NONE,
	};
	// Until the attack has made it, and for good where it cannot or converses, the
	// item has no content.
	f->asked = (struct item){
		.id = item_attacked_id(&f->arena, &origin),
		.kind = f->base.kind,
		.lang = f->base.lang,
		.risk = f->base.risk,
		.expect = f->base.expect,
		.better = -1,
		.parent = f->base.id,
		.attack = origin.attack,
		.source = f->base.source,
	};
	f->attack_out = (struct attack_out){.step.arena = &f->arena, .answered_by = -1};
	f->attack = (struct machine){
		.ops = &attack_ops,
		.name = origin.attack,
		.state = arena_alloc(&f->arena, desc->state_size + 1),
		.out = &f->attack_out.step,
		.desc = desc,
		.settings = use->settings,
	};
	flight_launch(f, &f->attack);
}

static struct flight *flight_get(struct run *run)
{
	struct flight *f = run->free;
	if (f) {
		run->free = f->next;
		return f;
	}
	f = mem_zalloc(sizeof(*f));
	arena_init(&f->arena);
	VEC_PUSH(&run->flights, f);
	return f;
}

void flight_start(struct lane *lane, const struct place *place)
{
	struct run *run = lane->run;
	struct flight *f = flight_get(run);
	f->run = run;
	f->lane = lane;
	lane->flying++;
	run->flying++;
	f->dropped = false;
	f->base = item_copy(&f->arena, place->item);
	const struct node *node = taxonomy_find(run->taxonomy, f->base.risk);
	if (node) // an alias is for people, and for files of others
		f->base.risk = node->id;
	f->asked = f->base;
	f->cell = (struct cell){
		.ordinal = place->ordinal,
		.target = lane->id,
		.params = run->param_ids[place->params],
		.epoch = place->epoch,
		.variant = place->variant,
		.attempt = place->attempt,
		.response = -1,
	};
	f->sample = (struct sample){
		.ordinal = place->ordinal,
		.item = &f->base,
		.taxonomy = run->taxonomy,
		.target = str_of(model_name(lane->model)),
		.params = &run->params[place->params],
		.epoch = place->epoch,
		.variant = place->variant,
		.attempt = place->attempt,
		.shuffled = run->settings.shuffle,
		.seed = (uint64_t)run->settings.seed + (uint64_t)place->attempt,
		.writer = run->rewriter != NULL,
	};
	if (place->form)
		attack(f, &run->attacks[place->form - 1]);
	else
		ask_target(f);
}

void flights_release(struct run *run)
{
	for (size_t i = 0; i < run->flights.n; i++) {
		arena_release(&run->flights.p[i]->arena);
		mem_free(run->flights.p[i]);
	}
	VEC_FREE(&run->flights);
}
