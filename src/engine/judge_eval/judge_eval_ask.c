// Asking a judge about all rows: on all processors where it needs no model, else as many
// at once as its first model takes.
#include <math.h>

#include "base/progress.h"
#include "engine/drive.h"
#include "engine/judge_eval/judge_eval_state.h"
#include "engine/judge_faults.h"

#define ROWS_AT_ONCE ((size_t)128) // of one job

struct question { // one row put to a judge
	struct item item;
	struct call call;
	struct params params;
	struct sample sample;
	struct judge_out out;
};

static void question_init(struct question *q, struct arena *a, const struct eval_row *row,
			  struct str response, uint64_t number, uint64_t seed)
{
	*q = (struct question){
		.item = {.id = row->id,
			 .kind = ITEM_OPEN,
			 .lang = row->lang,
			 .expect = row->expect,
			 .risk = row->risk,
			 .prompt = row->prompt.p ? row->prompt : STR(""),
			 .better = -1},
		.call = {.role = ROLE_TARGET,
			 .attempts = 1,
			 .text = response,
			 .usage = {-1, -1, -1}},
		.params = params_none(),
		.out = {.step.arena = a, .judgement = judgement_none(STR_NONE, STR_NONE)},
	};
	q->sample = (struct sample){
		.ordinal = number,
		.item = &q->item,
		.target = STR("labelled/data"),
		.params = &q->params,
		.seed = seed,
		.response = &q->call,
	};
}

static struct eval_opinion answer(const struct question *q, enum step how)
{
	const struct judgement *j = &q->out.judgement;
	struct eval_opinion o = {.verdict = VERDICT_UNSCOREABLE,
				 .failed = how != STEP_DONE,
				 .riskiness = NAN,
				 .threshold = NAN};

	if (how != STEP_DONE)
		return o;
	o.refusal = j->refusal;
	o.riskiness = j->riskiness;
	o.threshold = j->threshold;
	o.escalated = str_is(j->outcome, JUDGE_ESCALATED);
	if (j->verdict == VERDICT_SAFE || j->verdict == VERDICT_UNSAFE)
		o.verdict = j->verdict;
	return o;
}

struct asking {
	struct eval *ev;
	struct eval_judge *judge;
	const struct perturbation *change;
	struct eval_opinion *out;
	size_t next;
	struct judge_faults faults;
	struct progress progress;
};

// Whether an opinion of it is held against anything: of a tie between the raters only
// where one of them is measured by the others.
static bool is_of_use(const struct eval *ev, const struct eval_row *row)
{
	return row->label != VERDICT_NONE || row->refusal != REFUSAL_UNKNOWN ||
	       ev->raters;
}

// The answer to be judged, or STR_NONE if there is nothing to ask.
static struct str response_of(const struct asking *x, struct arena *a, size_t i)
{
	const struct eval_row *row = &x->ev->rows.p[i];

	if (!is_of_use(x->ev, row))
		return STR_NONE;
	return x->change ? x->change->change(a, row) : row->response;
}

// --- Without a model.

struct share {
	const struct asking *asking;
	size_t from, to;
};

static void judge_share(void *ctx)
{
	const struct share *s = ctx;
	const struct asking *x = s->asking;
	const struct judge *j = &x->judge->judge;
	const struct event start = {.kind = EVENT_START};
	struct arena a = {0};

	for (size_t i = s->from; i < s->to; i++) {
		struct question q;
		struct err e = {0};
		arena_reset(&a);
		struct str response = response_of(x, &a, i);
		if (!response.p)
			continue;
		question_init(&q, &a, &x->ev->rows.p[i], response, i,
			      (uint64_t)x->ev->settings->seed);
		void *state = arena_alloc(&a, j->desc->state_size + 1);
		x->out[i] =
			answer(&q, judge_step(j, state, &q.sample, &start, &q.out, &e));
	}
	arena_release(&a);
}

static void judge_here(struct asking *x)
{
	size_t n = x->ev->rows.n;
	size_t parts = (n + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE;
	struct share *shares = mem_resize(NULL, parts + 1, sizeof(*shares));

	for (size_t i = 0; i < parts; i++) {
		size_t from = i * ROWS_AT_ONCE;
		shares[i] =
			(struct share){x, from,
				       n - from < ROWS_AT_ONCE ? n : from + ROWS_AT_ONCE};
		pool_add(x->ev->pool, judge_share, NULL, &shares[i]);
	}
	pool_wait(x->ev->pool);
	mem_free(shares);
}

// --- With models.

struct errand {
	size_t row;
	struct question question;
};

// What this judge is asked of this row, in the journal.
static struct str task_of(const struct asking *x, struct arena *a, size_t row)
{
	return arena_printf(a, STR_FMT "|%s|%zu", STR_ARG(x->judge->shown),
			    x->change ? x->change->name : "", row);
}

static void find_calls(const struct asking *x, struct job *job, size_t row)
{
	if (x->ev->journal)
		journal_find(x->ev->journal, task_of(x, &job->arena, row),
			     &job->machine.stored, &job->machine.n_stored);
}

static bool called(struct drive *d, struct job *job, int64_t number,
		   const struct call *call, struct err *e)
{
	const struct asking *x = d->ctx;
	const struct errand *errand = job->mine;

	return !x->ev->journal ||
	       journal_keep(x->ev->journal, task_of(x, &job->arena, errand->row), number,
			    call, e);
}

static bool start(struct drive *d, struct job *job, struct err *e)
{
	struct asking *x = d->ctx;
	struct str response = STR_NONE;

	(void)e;
	while (x->next < x->ev->rows.n) {
		response = response_of(x, &job->arena, x->next);
		if (response.p)
			break;
		x->next++;
	}
	if (!response.p)
		return false;
	struct errand *errand = job->mine;
	errand->row = x->next++;
	find_calls(x, job, errand->row);
	question_init(&errand->question, &job->arena, &x->ev->rows.p[errand->row],
		      response, errand->row, (uint64_t)x->ev->settings->seed);
	const struct judge_desc *desc = x->judge->judge.desc;
	job->machine.state = arena_alloc(&job->arena, desc->state_size + 1);
	job->machine.out = &errand->question.out.step;
	job->machine.desc = desc;
	job->machine.settings = x->judge->judge.settings;
	return true;
}

static enum step advance(struct job *job, const struct event *event, struct err *e)
{
	struct asking *x = job->drive->ctx;
	struct errand *errand = job->mine;
	struct question *q = &errand->question;

	return judge_step(&x->judge->judge, job->machine.state, &q->sample, event,
			  &q->out, e);
}

// What is blank, or an answer to be given (whose refusal alone counts), is for the judge
// to leave unscored.
static bool is_scored(const struct eval_row *row)
{
	return !row->blank && row->label != VERDICT_NONE;
}

static bool ended(struct drive *d, struct job *job, enum step how, struct err *e)
{
	struct asking *x = d->ctx;
	struct errand *errand = job->mine;
	struct eval_opinion *o = &x->out[errand->row];

	(void)e;
	*o = answer(&errand->question, how);
	// A judge may make "unscoreable" of a model that did not answer: a failure here.
	o->failed |=
		o->verdict == VERDICT_UNSCOREABLE && judge_failed_call(&job->machine);
	o->lost = o->verdict == VERDICT_UNSCOREABLE &&
		  (o->failed || is_scored(&x->ev->rows.p[errand->row]));
	if (o->failed || is_scored(&x->ev->rows.p[errand->row]))
		judge_faults_add(&x->faults, &job->machine, how,
				 &errand->question.out.judgement);
	x->progress.done++;
	x->progress.in_flight = llm_in_flight(*d->llm);
	x->progress.failed += o->failed;
	x->progress.unsafe += o->verdict == VERDICT_UNSAFE;
	progress_update(&x->progress);
	return true;
}

static bool judge_away(struct asking *x, struct err *e)
{
	struct eval *ev = x->ev;
	size_t room = model_room(x->judge->models[0]);
	struct drive d = {
		.llm = &ev->llm,
		.judge_models = x->judge->models,
		.n_judge_models = x->judge->judge.n_models,
		.width = room ? room : 1,
		.job_size = sizeof(struct errand),
		.ctx = x,
		.start = start,
		.advance = advance,
		.called = called,
		.ended = ended,
	};

	progress_start(&x->progress, "judging", ev->rows.n, ev->settings->quiet);
	bool ok = drive_watched(&d, &x->progress, e);
	judge_faults_tell(&x->faults, x->judge->shown);
	return ok;
}

bool eval_ask(struct eval *ev, struct eval_judge *j, const struct perturbation *change,
	      struct eval_opinion *out, struct err *e)
{
	struct asking x = {.ev = ev, .judge = j, .change = change, .out = out};

	for (size_t i = 0; i < ev->rows.n; i++)
		out[i] = (struct eval_opinion){.riskiness = NAN, .threshold = NAN};
	if (j->judge.n_models)
		return judge_away(&x, e);
	judge_here(&x);
	return true;
}
