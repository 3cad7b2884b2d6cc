#include "web/ask.h"

#include "people/answers.h"
#include "web/routes.h"

#define PROMPT_MAX ((size_t)64 << 10)

struct ask {
	struct ask *next, *prev;
	struct visit visit; // its request is kept
	int64_t rater;
	struct message message;
	struct request request;
};

static struct ask *find(const struct annotate *a, int64_t rater)
{
	for (struct ask *x = a->asks; x; x = x->next)
		if (x->rater == rater)
			return x;
	return NULL;
}

size_t asks_under_way(const struct annotate *a)
{
	size_t n = 0;

	for (const struct ask *x = a->asks; x; x = x->next)
		n++;
	return n;
}

static void unlink_ask(struct ask *x)
{
	*(x->prev ? &x->prev->next : &x->visit.web->asks) = x->next;
	if (x->next)
		x->next->prev = x->prev;
}

static void on_call(void *ctx, const struct call *call)
{
	struct ask *x = ctx;
	struct visit *v = &x->visit;

	buf_init(&v->out, BUF_TEXT_MAX);
	json_writer_init(&v->w, &v->out, 0);
	json_begin(&v->w, '{');
	if (call->failure == FAILURE_NONE) {
		struct arena clipped = {0};
		json_field_str(&v->w, "reply", answers_clip(&clipped, call->text));
		arena_release(&clipped);
		json_field_cstr(&v->w, "model", model_name(v->web->of.target));
	} else {
		json_field_cstr(&v->w, "failure", failure_name(call->failure));
		json_field_str(&v->w, "message", call->message);
	}
	json_end(&v->w, '}');
	visit_send(v);
	buf_release(&v->out);
	unlink_ask(x);
	mem_free(x);
}

void api_ask(struct visit *v)
{
	struct annotate *a = v->web;
	struct str prompt = json_str(json_get(v->body, "prompt"));
	struct ask *x;

	if (!a->of.target) {
		visit_refuse(v, 404, "no_target", STR_NONE,
			     "this protocol asks no model");
		return;
	}
	if (str_empty(str_trim(prompt)) || prompt.n > PROMPT_MAX) {
		visit_refuse(v, 400, "bad_answer", STR("prompt"),
			     "expected a prompt of at most %zu bytes", PROMPT_MAX);
		return;
	}
	if (find(a, v->rater->id)) {
		visit_refuse(v, 409, "busy", STR_NONE,
			     "your last question has not been answered yet");
		return;
	}
	x = mem_zalloc(sizeof(*x));
	x->visit = *v;
	x->visit.rater = NULL; // raters move in memory when one is added
	x->rater = v->rater->id;
	x->message = (struct message){.speaker = SPEAKER_USER, .content = prompt};
	x->request = (struct request){.role = ROLE_TARGET,
				      .kind = CALL_CHAT,
				      .messages = &x->message,
				      .n_messages = 1,
				      .params = a->of.params};
	x->next = a->asks;
	if (a->asks)
		a->asks->prev = x;
	a->asks = x;
	llm_ask(a->of.llm, a->of.target, &x->request, on_call, x);
}

void asks_poll(struct annotate *a)
{
	if (a->asks)
		llm_poll(a->of.llm, 0);
}

void asks_drop(struct annotate *a)
{
	while (a->asks) {
		struct ask *x = a->asks;
		unlink_ask(x);
		mem_free(x);
	}
}
