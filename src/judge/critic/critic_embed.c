#include "judge/critic/critic_embed.h"

#include "base/utf8.h"

#define POLL_MS 1000
#define AT_ONCE 256 // at most

struct slot { // one response on its way
	struct embedding *all;
	struct message message;
	struct request request;
	size_t row;
	struct slot *next_free;
};

struct embedding {
	struct critic_data *data;
	const struct str *responses;
	struct llm *llm;
	struct model *model;
	struct progress *progress;
	struct slot slots[AT_ONCE], *free;
	size_t asked, done;
	struct err err; // the first failure: nothing more is asked then
};

static void keep(struct embedding *x, const struct slot *s, const struct call *call)
{
	if (x->err.code)
		return;
	if (call->failure != FAILURE_NONE)
		err_set(&x->err, ERR_MODEL,
			"row %zu could not be embedded (%s): " STR_FMT, s->row + 1,
			failure_name(call->failure), STR_ARG(call->message));
	else if (!call->n_scores)
		err_set(&x->err, ERR_MODEL, "row %zu: the model gave no embedding",
			s->row + 1);
	else if (!critic_data_embed(x->data, s->row, call->scores, call->n_scores,
				    &x->err))
		return;
}

static void answered(void *ctx, const struct call *call)
{
	struct slot *s = ctx;
	struct embedding *x = s->all;

	keep(x, s, call);
	s->next_free = x->free;
	x->free = s;
	x->progress->done = ++x->done;
	x->progress->in_flight = llm_in_flight(x->llm);
	progress_update(x->progress);
}

static void ask(struct embedding *x)
{
	struct slot *s = x->free;

	x->free = s->next_free;
	s->row = x->asked++;
	s->message = (struct message){SPEAKER_USER, utf8_clip(x->responses[s->row],
							      CRITIC_RESPONSE_MAX)};
	s->request = (struct request){.role = ROLE_JUDGE,
				      .kind = CALL_EMBED,
				      .messages = &s->message,
				      .n_messages = 1,
				      .params = params_none()};
	llm_ask(x->llm, x->model, &s->request, answered, s);
}

static bool run(struct embedding *x, struct err *e)
{
	size_t n = x->data->rows.n;

	while (x->done < n && !x->err.code && !llm_hopeless(x->llm, &x->err)) {
		while (x->asked < n && x->free && model_room(x->model))
			ask(x);
		llm_poll(x->llm, POLL_MS);
	}
	while (x->done < x->asked) // requests must outlive what is on its way
		llm_poll(x->llm, POLL_MS);
	if (x->err.code && e)
		*e = x->err;
	return !x->err.code;
}

bool critic_embed(struct critic_data *d, const struct str *responses, struct llm *llm,
		  struct model *model, struct progress *progress, struct err *e)
{
	struct embedding *x = mem_zalloc(sizeof(*x));
	bool ok;

	x->data = d;
	x->responses = responses;
	x->llm = llm;
	x->model = model;
	x->progress = progress;
	for (size_t i = 0; i < AT_ONCE; i++) {
		x->slots[i].all = x;
		x->slots[i].next_free = x->free;
		x->free = &x->slots[i];
	}
	ok = run(x, e);
	mem_free(x);
	return ok;
}
