#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "asker.h"
#include "base/clock.h"

#define PATIENCE_NS ((uint64_t)50 * 1000000000)

struct llm_settings asker_settings(void)
{
	return (struct llm_settings){
		.concurrency = 20,
		.retries = 4,
		.timeout = 120,
		.backoff = 0.01,
		.backoff_max = 60,
		.max_reply = 8 << 20,
		.seed = 1,
	};
}

void asker_open(struct asker *a, const struct llm_settings *s, const char *model)
{
	struct err e = {0};
	*a = (struct asker){.llm = llm_create(s)};
	a->model = llm_model(a->llm, str_of(model), &e);
	if (!a->model)
		fail_msg("%s", e.msg);
}

void asker_close(struct asker *a)
{
	llm_destroy(a->llm);
	arena_release(&a->arena);
}

struct request asker_request(struct asker *a, struct str prompt)
{
	struct message message = {.speaker = SPEAKER_USER, .content = prompt};
	return (struct request){
		.role = ROLE_TARGET,
		.kind = CALL_CHAT,
		.messages = arena_copy(&a->arena, &message, sizeof(message)),
		.n_messages = 1,
		.params = params_none(),
	};
}

struct waiting { // one request
	struct arena *arena;
	struct call *call;
	size_t *left;
};

static void keep(void *ctx, const struct call *call)
{
	struct waiting *w = ctx;
	*w->call = *call;
	w->call->text = call->text.p ? arena_str(w->arena, call->text) : STR_NONE;
	w->call->thinking = arena_str(w->arena, call->thinking);
	w->call->finish = arena_str(w->arena, call->finish);
	w->call->message = arena_str(w->arena, call->message);
	w->call->raw_sha256 = arena_str(w->arena, call->raw_sha256);
	if (call->n_scores)
		w->call->scores = arena_copy(w->arena, call->scores,
					     call->n_scores * sizeof(*call->scores));
	--*w->left;
}

const struct call *asker_ask(struct asker *a, const struct request *requests, size_t n)
{
	struct call *calls = arena_array(&a->arena, n + 1, sizeof(*calls));
	struct waiting *waiting = arena_array(&a->arena, n + 1, sizeof(*waiting));
	size_t left = n;
	uint64_t until = clock_mono_ns() + PATIENCE_NS;
	for (size_t i = 0; i < n; i++) {
		waiting[i] = (struct waiting){&a->arena, &calls[i], &left};
		llm_ask(a->llm, a->model, &requests[i], keep, &waiting[i]);
	}
	while (left) {
		llm_poll(a->llm, 1000);
		if (clock_mono_ns() > until)
			fail_msg("%zu of %zu calls never came back", left, n);
	}
	assert_int_equal(llm_waiting(a->llm), 0);
	assert_int_equal(llm_in_flight(a->llm), 0);
	return calls;
}

struct call asker_ask_one(struct asker *a, struct str prompt)
{
	struct request r = asker_request(a, prompt);
	return *asker_ask(a, &r, 1);
}
