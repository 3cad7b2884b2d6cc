// Rounds of tasks until every goal is filled or nothing more comes.
//
// A round holds as many tasks for each goal as it would take if every prompt were good.
// What it brings is taken in the order of its tasks, whatever the order in which they
// ended, so that a deterministic model gives the same suite every time.
#include "base/log.h"
#include "config.h"
#include "engine/generate/generate_state.h"
#include "engine/interrupt.h"
#include "generate/prompt.h"

#define IDLE_TEXT 12 // rounds in a row that bring nothing and end a goal
#define IDLE_MODEL 3
#define IDLE_SHARE 100            // nothing: under one in so many of what was written
#define TEXT_BATCH ((size_t)2000) // of a task that asks no model
#define TAKEN_SHOWN 12 // of a goal's prompts: told to the model as not to be repeated
#define TOKENS_BASE 512
#define TOKENS_EACH 128 // of a reply in process, where the user says nothing

static const struct generator_desc *desc_of(const struct generating *g,
					    const struct planned *p)
{
	return g->strategies[p->strategy];
}

static bool asks_model(const struct generating *g)
{
	return g->strategies[0]->flags & GENERATOR_MODEL;
}

// --- Taking.

static bool refused(struct generating *g, struct str why)
{
	tally_add(&g->report->dropped, why, 1);
	return false;
}

static bool is_new(struct generating *g, const struct goal *goal, const struct item *item)
{
	return near_find(g->near[goal->lang], item->prompt, NULL) == SIZE_MAX ||
	       refused(g, STR("near-duplicate"));
}

static void add(struct generating *g, struct goal *goal, const struct item *item)
{
	near_add(g->near[goal->lang], item->prompt);
	VEC_PUSH(&goal->items, item);
	g->progress.done++;
}

void generate_take(struct generating *g, struct goal *goal, const struct item *item)
{
	if (is_new(g, goal, item))
		add(g, goal, item);
}

void generate_put_meta(struct json_writer *w, struct arena *a, struct str meta)
{
	const struct json *object = meta.p ? json_parse(a, meta, 0, NULL, NULL) : NULL;
	for (size_t i = 0; object && i < json_len(object); i++) {
		json_key_str(w, object->u.list.keys[i]);
		json_put(w, &object->u.list.items[i]);
	}
}

// The engine's own members come behind those of the generator.
static struct str meta_of(struct generating *g, const struct planned *p, struct str own)
{
	const struct generator_desc *desc = desc_of(g, p);
	struct buf out;
	struct json_writer w;
	buf_init(&out, BUF_TEXT_MAX);
	json_writer_init(&w, &out, 0);
	json_begin(&w, '{');
	generate_put_meta(&w, &g->round_arena, own);
	json_field_str(&w, "generator",
		       g->model ? str_of(model_name(g->model)) : str_of(desc->name));
	if (g->model)
		json_field_cstr(&w, "strategy", desc->name);
	json_field_int(&w, "template", g->model ? prompt_version() : desc->version);
	json_field_int(&w, "seed", g->settings->seed);
	json_field_int(&w, "round", (int64_t)p->task.round);
	json_end(&w, '}');
	struct str text = buf_dup(g->arena, &out);
	buf_release(&out);
	return text;
}

static const struct item *finished(struct generating *g, const struct planned *p,
				   const struct item *written)
{
	struct item *item = arena_new(g->arena, struct item);
	*item = item_copy(g->arena, written);
	item->meta = meta_of(g, p, written->meta);
	item->source.dataset = STR("assay");
	item->source.version = STR(ASSAY_VERSION);
	item->id = item_content_id(g->arena, item);
	return item;
}

// How many were taken of one task.
static size_t take_task(struct generating *g, const struct planned *p)
{
	struct goal *goal = p->goal;
	size_t before = goal->items.n;
	for (size_t i = 0; i < REJECTS; i++)
		if (p->rejected[i])
			tally_add(&g->report->dropped,
				  str_of(reject_name((enum reject)i)), p->rejected[i]);
	if (p->how == STEP_FAIL)
		tally_add(&g->report->warnings,
			  arena_printf(&g->round_arena, "call failed: " STR_FMT,
				       STR_ARG(p->why)),
			  1);
	if (p->how == STEP_SKIP) {
		goal->out |= 1u << p->strategy;
		goal->why = arena_cstr(g->arena, p->why);
	}
	for (size_t i = 0; i < p->n_items; i++) {
		if (goal->items.n >= goal->wanted)
			refused(g, STR("surplus"));
		else if (is_new(g, goal, &p->items[i]))
			add(g, goal, finished(g, p, &p->items[i]));
	}
	return goal->items.n - before;
}

static void take_round(struct generating *g)
{
	size_t idle_most = asks_model(g) ? IDLE_MODEL : IDLE_TEXT;
	for (size_t i = 0; i < g->n_round;) {
		struct goal *goal = g->round[i].goal;
		size_t taken = 0, written = 0;
		for (; i < g->n_round && g->round[i].goal == goal; i++) {
			taken += take_task(g, &g->round[i]);
			written += g->round[i].n_items;
		}
		bool idle = !taken || taken < written / IDLE_SHARE;
		goal->idle = idle ? goal->idle + 1 : 0;
		if (goal->out == (1u << g->n_strategies) - 1)
			goal->ended = true;
		if (goal->idle >= idle_most && !goal->ended) {
			goal->ended = true;
			goal->why = "rounds brought nothing more";
		}
	}
}

// --- Planning.

static enum seeds seeds_of(const struct generator_desc *desc)
{
	return strcmp(desc->name, "translate") == 0     ? SEEDS_OTHER
	       : strcmp(desc->name, "adversarial") == 0 ? SEEDS_ANSWERED
							: SEEDS_OWN;
}

// The next strategy in turn that is not out.
static size_t strategy_in_turn(const struct generating *g, const struct goal *goal)
{
	size_t i = (size_t)(goal->rounds % g->n_strategies);
	while (goal->out >> i & 1)
		i = (i + 1) % g->n_strategies;
	return i;
}

// Prompts of the goal that the model is told not to repeat: spread over all of them.
static void show_taken(struct generating *g, const struct goal *goal, struct task *task)
{
	size_t n = goal->items.n < TAKEN_SHOWN ? goal->items.n : TAKEN_SHOWN;
	struct str *taken = arena_array(&g->round_arena, n + 1, sizeof(*taken));
	for (size_t i = 0; i < n; i++)
		taken[i] =
			goal->items
				.p[(i * goal->items.n + task->round) / n % goal->items.n]
				->prompt;
	task->taken = taken;
	task->n_taken = n;
}

static bool is_parent(const struct goal *goal, const struct item *seed)
{
	for (size_t i = 0; i < goal->items.n; i++)
		if (str_eq(goal->items.p[i]->parent, seed->id))
			return true;
	return false;
}

// One translation of a prompt is enough: what has one is not asked for again.
static void drop_translated(struct generating *g, struct goal *goal)
{
	struct item_list *seeds = &goal->seeds[SEEDS_OTHER];
	size_t n = 0;
	for (size_t i = 0; i < seeds->n; i++)
		if (!is_parent(goal, seeds->p[i]))
			seeds->p[n++] = seeds->p[i];
	if (n == seeds->n)
		return;
	seeds->n = n;
	for (size_t i = 0; i < g->n_strategies; i++)
		if (seeds_of(g->strategies[i]) == SEEDS_OTHER)
			goal->begun[i] = 0;
}

static void plan_task(struct generating *g, struct goal *goal, size_t wanted)
{
	size_t strategy = strategy_in_turn(g, goal);
	const struct generator_desc *desc = g->strategies[strategy];
	const struct item_list *seeds = &goal->seeds[seeds_of(desc)];
	struct planned *p = &g->round[g->n_round++];
	*p = (struct planned){.goal = goal, .strategy = strategy};
	p->task = (struct task){
		.taxonomy = g->taxonomy,
		.node = goal->leaf,
		.lang = g->langs[goal->lang],
		.expect = goal->expect,
		.wanted = wanted,
		.seed = (uint64_t)g->settings->seed,
		.round = goal->rounds++,
		.purpose = g->settings->purpose,
		.seeds = (const struct item *const *)seeds->p,
		.n_seeds = seeds->n,
		.first_seed = goal->begun[strategy],
		.knowledge = g->knowledge,
		.n_knowledge = g->n_knowledge,
	};
	goal->begun[strategy] += wanted;
	if (asks_model(g))
		show_taken(g, goal, &p->task);
}

// How many prompts a round asks for: what is missing; without a model, so many that each
// round sees what the ones before it brought.
static size_t asked_of(const struct generating *g, const struct goal *goal)
{
	size_t missing = goal->ended ? 0 : goal->wanted - goal->items.n;
	return !asks_model(g) && missing > TEXT_BATCH ? TEXT_BATCH : missing;
}

// How many tasks a round has at most: one for each batch of them.
static size_t tasks_of(const struct generating *g, const struct goal *goal)
{
	size_t batch = asks_model(g) ? (size_t)g->settings->batch : TEXT_BATCH;
	return (asked_of(g, goal) + batch - 1) / batch;
}

static void end_by_budget(struct generating *g)
{
	for (size_t i = 0; i < g->n_goals; i++) {
		struct goal *goal = &g->goals[i];
		if (goal->ended || goal->items.n >= goal->wanted)
			continue;
		goal->ended = true;
		goal->why = "the budget of calls is spent";
	}
}

static void plan_round(struct generating *g)
{
	size_t most = 0, budget = SIZE_MAX;
	if (g->settings->max_calls)
		budget = (size_t)g->settings->max_calls - g->calls;
	for (size_t i = 0; i < g->n_goals; i++)
		most += tasks_of(g, &g->goals[i]);
	arena_reset(&g->round_arena);
	g->round = arena_array(&g->round_arena, most + 1, sizeof(*g->round));
	g->n_round = g->next = 0;
	for (size_t i = 0; i < g->n_goals; i++) {
		struct goal *goal = &g->goals[i];
		size_t asked = asked_of(g, goal);
		size_t n = tasks_of(g, goal);
		if (goal->seeds[SEEDS_OTHER].n)
			drop_translated(g, goal);
		for (size_t k = 0; k < n && g->n_round < budget; k++) {
			size_t share = asked / n + (k < asked % n);
			plan_task(g, goal, share);
		}
	}
	if (g->n_round == budget && most > budget)
		log_info("the budget of calls allows %zu of %zu tasks", budget, most);
	g->calls += g->n_round;
}

// --- Running, where nobody is asked.

static bool run_here(struct generating *g, struct err *e)
{
	const struct event start = {.kind = EVENT_START};
	for (size_t i = 0; i < g->n_round && !interrupt_asked(); i++) {
		struct planned *p = &g->round[i];
		const struct generator_desc *desc = desc_of(g, p);
		struct generate_out out = {.step.arena = &g->round_arena};
		void *state = arena_alloc(&g->round_arena, desc->state_size + 1);
		p->how = desc->step(state, &p->task, &start, &out, e);
		if (p->how == STEP_FAIL)
			return err_wrap(e, "%s", desc->name);
		p->items = out.items;
		p->n_items = out.n_items;
		memcpy(p->rejected, out.rejected, sizeof(p->rejected));
		p->why = out.step.why;
	}
	return !interrupt_asked() || err_set(e, ERR_STOPPED, "interrupted");
}

// --- Running with a model.

struct errand { // one task under way
	struct planned *planned;
	struct generate_out out;
	struct str name; // in the journal
};

static bool start(struct drive *d, struct job *job, struct err *e)
{
	struct generating *g = d->ctx;
	(void)e;
	if (g->next == g->n_round)
		return false;
	struct errand *errand = job->mine;
	struct planned *p = errand->planned = &g->round[g->next++];
	const struct generator_desc *desc = desc_of(g, p);
	errand->out.step.arena = &job->arena;
	errand->name = arena_printf(&job->arena, STR_FMT "/" STR_FMT "/%s/%llu",
				    STR_ARG(p->goal->leaf->id), STR_ARG(p->task.lang),
				    expect_name(p->goal->expect),
				    (unsigned long long)p->task.round);
	job->machine.state = arena_alloc(&job->arena, desc->state_size + 1);
	job->machine.out = &errand->out.step;
	job->machine.desc = desc;
	journal_find(g->journal, errand->name, &job->machine.stored,
		     &job->machine.n_stored);
	return true;
}

static void complete(struct generating *g, struct step_out *out, const struct task *task)
{
	bool local = strncmp(model_name(g->model), "llama/", strlen("llama/")) == 0;
	for (size_t i = 0; i < out->n_requests; i++) {
		struct params *p = &out->requests[i].params;
		for (size_t k = 0; k < PARAMS; k++)
			if (p->value[k] != p->value[k]) // NaN: not set
				p->value[k] = g->params.value[k];
		double *most = &p->value[PARAM_MAX_TOKENS];
		if (local && *most != *most)
			*most = TOKENS_BASE + TOKENS_EACH * (double)task->wanted;
	}
}

static enum step advance(struct job *job, const struct event *event, struct err *e)
{
	struct errand *errand = job->mine;
	struct planned *p = errand->planned;
	struct generating *g = job->drive->ctx;
	const struct generator_desc *desc = job->machine.desc;
	enum step step = desc->step(job->machine.state, &p->task, event, &errand->out, e);
	if (step == STEP_ASK)
		complete(g, &errand->out.step, &p->task);
	return step;
}

static bool called(struct drive *d, struct job *job, int64_t number,
		   const struct call *call, struct err *e)
{
	struct generating *g = d->ctx;
	const struct errand *errand = job->mine;
	return journal_keep(g->journal, errand->name, number, call, e);
}

static bool ended(struct drive *d, struct job *job, enum step how, struct err *e)
{
	(void)e;
	struct generating *g = d->ctx;
	struct errand *errand = job->mine;
	struct planned *p = errand->planned;
	struct arena *a = &g->round_arena;
	const struct generate_out *out = &errand->out;
	p->how = how;
	p->why = out->step.why.p ? arena_str(a, out->step.why) : STR_NONE;
	p->n_items = how == STEP_DONE ? out->n_items : 0;
	p->items = arena_array(a, p->n_items + 1, sizeof(*p->items));
	for (size_t i = 0; i < p->n_items; i++)
		p->items[i] = item_copy(a, &out->items[i]);
	memcpy(p->rejected, out->rejected, sizeof(p->rejected));
	g->progress.in_flight = llm_in_flight(g->llm);
	g->progress.failed += how == STEP_FAIL;
	progress_update(&g->progress);
	return true;
}

static bool ask_round(struct generating *g, struct err *e)
{
	struct drive d = {
		.llm = &g->llm,
		.model = g->model,
		.width = model_room(g->model) ? model_room(g->model) : 1,
		.job_size = sizeof(struct errand),
		.ctx = g,
		.start = start,
		.advance = advance,
		.called = called,
		.ended = ended,
	};
	return drive_run(&d, e);
}

// Not one call of a round was answered, since the model cannot be asked any more: a key
// that ran out, a network that is gone. What is missing is no gap then.
static bool is_cut_off(const struct generating *g, struct err *e)
{
	enum failure failure = FAILURE_NONE;
	for (size_t i = 0; i < g->n_round; i++)
		if (g->round[i].how != STEP_FAIL ||
		    !failure_find(g->round[i].why, &failure) ||
		    !failure_is_fatal(failure))
			return false;
	err_set(e, ERR_MODEL, "%s: no call is answered any more: %s",
		model_name(g->model), failure_name(failure));
	return true;
}

bool generate_rounds(struct generating *g, struct err *e)
{
	for (;;) {
		plan_round(g);
		if (!g->n_round)
			break;
		if (interrupt_asked())
			return err_set(e, ERR_STOPPED, "interrupted");
		if (!(asks_model(g) ? ask_round(g, e) : run_here(g, e)))
			return false;
		if (asks_model(g) && is_cut_off(g, e))
			return false;
		take_round(g);
		progress_update(&g->progress);
	}
	end_by_budget(g);
	return true;
}
