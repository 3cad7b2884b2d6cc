#include "generate/strategy.h"

#include "generate/reject.h"
#include "generate/reply.h"
#include "text/normal.h"

#define CONSIDERED 4 // texts of a reply that are looked at, for each that is wanted

// --- Asking.

static struct rng rng_of(struct arena *a, const struct task *t, const char *name)
{
	struct rng r;
	struct str stream =
		arena_printf(a, "generate/%s/" STR_FMT "/" STR_FMT "/%s/%llu", name,
			     STR_ARG(t->node->id), STR_ARG(t->lang),
			     expect_name(t->expect), (unsigned long long)t->round);
	rng_init(&r, t->seed, stream);
	return r;
}

void strategy_take_seeds(struct strategy_state *s, const struct task *task, size_t n,
			 struct arena *a)
{
	struct rng r;
	size_t most = task->n_seeds;
	rng_init(&r, task->seed, STR("generate/seeds"));
	size_t *order = arena_array(a, most + 1, sizeof(*order));
	for (size_t i = 0; i < most; i++)
		order[i] = i;
	rng_shuffle(&r, order, most, sizeof(*order));
	n = n < most ? n : most;
	const struct item **from = arena_array(a, n + 1, sizeof(*from));
	struct str *texts = arena_array(a, n + 1, sizeof(*texts));
	for (size_t i = 0; i < n; i++) {
		size_t at = (size_t)((task->first_seed + i) % most);
		from[i] = task->seeds[order[at]];
		texts[i] = from[i]->prompt;
	}
	s->from = from;
	s->asking.numbered = texts;
	s->asking.n_numbered = n;
}

void strategy_draw_angles(struct strategy_state *s, const struct task *task,
			  struct rng *r, size_t n, struct arena *a)
{
	struct str *angles = arena_array(a, n, sizeof(*angles));
	s->asking.angles = angles;
	s->asking.n_angles = prompt_angles(r, task->lang, angles, n);
}

static enum step ask(const char *name, strategy_fill fill, struct strategy_state *s,
		     const struct task *task, struct generate_out *out)
{
	struct arena *a = out->step.arena;
	struct rng r = rng_of(a, task, name);
	s->asking = (struct asking){
		.strategy = name,
		.task = task,
		.wanted = task->wanted,
	};
	if (!fill(s, task, &r, out))
		return STEP_SKIP;
	s->prompt = prompt_make(a, &s->asking);
	out->step.n_requests = 1;
	out->step.requests[0] = (struct request){
		.role = ROLE_WRITER,
		.kind = CALL_CHAT,
		.messages = s->prompt.messages,
		.n_messages = s->prompt.n,
		.params = params_none(),
		.schema = prompt_schema(s->asking.n_numbered > 0),
		// what a recorded reply is found by
		.item_id = arena_printf(a, "%s/" STR_FMT "/" STR_FMT "/%s/%llu", name,
					STR_ARG(task->node->id), STR_ARG(task->lang),
					expect_name(task->expect),
					(unsigned long long)task->round),
	};
	return STEP_ASK;
}

// --- Reading the reply.

struct taking { // what is taken of one reply
	struct strategy_state *state;
	const struct task *task;
	struct generate_out *out;
	struct str told;  // folded, as `given` is
	struct map given; // what must not come again
	bool *answered;   // [n_numbered]
};

static void give(struct taking *t, struct str text)
{
	map_put(&t->given, normal_fold(t->out->step.arena, text), NULL);
}

// The item that a text was made of, or SIZE_MAX: its number says, or its place where all
// are there.
static size_t parent_of(const struct taking *t, const struct reply *reply, size_t i)
{
	size_t n = t->state->asking.n_numbered, number = reply->texts[i].number;
	if (number >= 1 && number <= n && !t->answered[number - 1])
		return number - 1;
	if (!number && reply->n == n && !t->answered[i])
		return i;
	return SIZE_MAX;
}

static void take(struct taking *t, struct str text, size_t parent)
{
	const struct task *task = t->task;
	struct item *item = &t->out->items[t->out->n_items++];
	*item = (struct item){
		.kind = ITEM_OPEN,
		.lang = task->lang,
		.risk = task->node->id,
		.expect = task->expect,
		.prompt = text,
		.better = -1,
	};
	if (parent == SIZE_MAX)
		return;
	const struct item *from = t->state->from[parent];
	item->parent = from->id;
	if (!str_empty(from->risk)) // it may be known less exactly than by a leaf
		item->risk = from->risk;
	if (t->state->modes)
		item->meta =
			arena_printf(t->out->step.arena, "{\"mode\":\"" STR_FMT "\"}",
				     STR_ARG(t->state->modes[parent]));
}

static void consider(struct taking *t, const struct reply *reply, size_t i)
{
	struct generate_out *out = t->out;
	struct str text = reply->texts[i].text;
	struct reject_against against = {
		.lang = t->task->lang,
		.told = t->told,
		.given = &t->given,
	};
	enum reject why = reject_of(out->step.arena, text, &against);
	// what is left of prose is no question: it goes on about something else
	if (reply->prose && why == REJECT_FORM)
		why = REJECT_ANSWER;
	size_t parent = SIZE_MAX;
	if (why == REJECTS && t->state->asking.n_numbered) {
		parent = parent_of(t, reply, i);
		if (parent == SIZE_MAX)
			why = REJECT_MALFORMED;
		else
			t->answered[parent] = true;
	}
	if (why != REJECTS) {
		out->rejected[why]++;
		return;
	}
	give(t, text);
	take(t, text, parent);
}

static enum step finish(struct strategy_state *s, const struct task *task,
			const struct call *call, struct generate_out *out)
{
	struct arena *a = out->step.arena;
	if (call->failure != FAILURE_NONE) {
		out->step.why = arena_printf(a, "%s", failure_name(call->failure));
		return STEP_FAIL;
	}
	struct reply reply = reply_read(a, call->text);
	if (!reply.n)
		out->rejected[REJECT_MALFORMED]++;
	struct taking t = {
		.state = s,
		.task = task,
		.out = out,
		.told = normal_fold(a, s->prompt.told),
		.answered = arena_array(a, s->asking.n_numbered + 1, sizeof(bool)),
	};
	for (size_t i = 0; i < s->asking.n_numbered; i++)
		give(&t, s->asking.numbered[i]);
	for (size_t i = 0; i < s->asking.n_knowledge; i++)
		give(&t, s->asking.knowledge[i]);
	for (size_t i = 0; i < task->n_taken; i++)
		give(&t, task->taken[i]);
	out->items = arena_array(a, reply.n + 1, sizeof(*out->items));
	size_t wanted =
		task->wanted > s->asking.n_numbered ? task->wanted : s->asking.n_numbered;
	size_t most = CONSIDERED * wanted;
	for (size_t i = 0; i < reply.n && i < most; i++)
		consider(&t, &reply, i);
	out->rejected[REJECT_SURPLUS] += reply.n > most ? reply.n - most : 0;
	map_release(&t.given);
	return STEP_DONE;
}

enum step strategy_step(const char *name, strategy_fill fill, void *state,
			const struct task *task, const struct event *event,
			struct generate_out *out)
{
	struct strategy_state *s = state;
	if (event->kind == EVENT_START)
		return ask(name, fill, s, task, out);
	invariant(event->kind == EVENT_REPLIES && event->n == 1);
	return finish(s, task, &event->calls[0], out);
}
