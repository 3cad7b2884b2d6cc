#include "llm/llm.h"

#include <math.h>

#include "base/clock.h"
#include "llm/queue.h"
#include "net/http.h"

#define DELAYED_PER_PLACE 8

struct llm *llm_create(const struct llm_settings *settings)
{
	struct llm *l = mem_zalloc(sizeof(*l));
	l->settings = *settings;
	l->http = http_create((size_t)settings->max_reply);
	rng_init(&l->jitter, settings->seed, STR("llm/backoff"));
	arena_init(&l->scratch);
	return l;
}

static void model_destroy(struct model *m)
{
	if (m->data && m->provider->close)
		m->provider->close(m);
	queue_destroy(m->queue);
	arena_release(&m->arena);
	mem_free(m->name);
	mem_free(m);
}

void llm_destroy(struct llm *l)
{
	if (!l)
		return;
	while (l->models) {
		struct model *m = l->models;
		l->models = m->next;
		model_destroy(m);
	}
	http_destroy(l->http);
	queue_release(l);
	arena_release(&l->scratch);
	mem_free(l);
}

// provider/rest; false if there is no such provider.
static const struct provider_desc *provider_of(struct str name, struct str *rest,
					       struct err *e)
{
	*rest = name;
	struct str provider = str_cut(rest, '/');
	if (!rest->p || str_empty(*rest) || str_empty(provider)) {
		err_set(e, ERR_INPUT, "model \"" STR_FMT "\": expected provider/model",
			STR_ARG(name));
		return NULL;
	}
	const struct provider_desc *desc = provider_find(provider);
	if (!desc)
		err_set(e, ERR_INPUT,
			"model " STR_FMT ": unknown provider " STR_FMT
			" (assay list providers names them)",
			STR_ARG(name), STR_ARG(provider));
	return desc;
}

bool llm_expand(struct arena *a, struct str name, struct opt_list *out, struct err *e)
{
	struct str rest;
	const struct provider_desc *desc = provider_of(name, &rest, e);
	if (!desc)
		return false;
	if (desc->expand) {
		if (!desc->expand(a, rest, out, e))
			return err_wrap(e, STR_FMT, STR_ARG(name));
		for (size_t i = 0; i < out->n; i++)
			out->items[i] = arena_printf(a, "%s/" STR_FMT, desc->name,
						     STR_ARG(out->items[i]));
		return true;
	}
	*out = (struct opt_list){arena_copy(a, &name, sizeof(name)), 1};
	return true;
}

bool llm_weights_hash(struct arena *a, struct str name, struct str *hash, struct err *e)
{
	struct str rest;
	const struct provider_desc *desc = provider_of(name, &rest, e);
	*hash = STR_NONE;
	if (!desc)
		return false;
	return !desc->weights_hash || desc->weights_hash(a, rest, hash, e) ||
	       err_wrap(e, STR_FMT, STR_ARG(name));
}

static struct model *find(const struct llm *l, struct str name)
{
	for (struct model *m = l->models; m; m = m->next)
		if (str_is(name, m->name))
			return m;
	return NULL;
}

struct model *llm_model(struct llm *l, struct str name, struct err *e)
{
	struct model *m = find(l, name);
	if (m)
		return m;
	struct str rest;
	const struct provider_desc *desc = provider_of(name, &rest, e);
	if (!desc)
		return NULL;
	m = mem_zalloc(sizeof(*m));
	arena_init(&m->arena);
	m->llm = l;
	m->provider = desc;
	m->name = mem_dup(arena_cstr(&m->arena, name));
	m->facts.parameters = NAN;
	m->limit = l->settings.concurrency;
	m->queue = queue_create();
	if (!desc->open(m, rest, e)) {
		err_wrap(e, STR_FMT, STR_ARG(name));
		model_destroy(m);
		return NULL;
	}
	m->next = l->models;
	l->models = m;
	return m;
}

const char *model_name(const struct model *m)
{
	return m->name;
}

const struct facts *model_facts(const struct model *m)
{
	return &m->facts;
}

unsigned model_abilities(const struct model *m)
{
	return m->provider->abilities;
}

struct str model_endpoint(const struct model *m)
{
	return m->endpoint;
}

static int wait_ms(uint64_t again, int timeout_ms)
{
	if (again == UINT64_MAX || timeout_ms == 0)
		return timeout_ms;
	uint64_t now = clock_mono_ns();
	if (again <= now)
		return 0;
	uint64_t ms = (again - now + 999999) / 1000000;
	return ms < (uint64_t)timeout_ms ? (int)ms : timeout_ms;
}

static void collect(struct llm *l)
{
	for (struct model *m = l->models; m; m = m->next)
		if (m->provider->collect)
			m->provider->collect(m);
}

size_t llm_poll(struct llm *l, int timeout_ms)
{
	l->handed = 0;
	uint64_t again =
		queue_pump(l); // free places are filled before anything is waited for
	http_poll(l->http, l->handed ? 0 : wait_ms(again, timeout_ms));
	collect(l);
	return l->handed;
}

void llm_wake(struct llm *l)
{
	http_wake(l->http);
}

size_t llm_waiting(const struct llm *l)
{
	size_t n = l->delayed.n;
	for (const struct model *m = l->models; m; m = m->next)
		n += m->queue->waiting;
	return n;
}

size_t llm_in_flight(const struct llm *l)
{
	size_t n = 0;
	for (const struct model *m = l->models; m; m = m->next)
		n += m->queue->in_flight;
	return n;
}

size_t model_room(const struct model *m)
{
	const struct model_queue *mq = m->queue;
	size_t limit = (size_t)m->limit, taken = mq->waiting + mq->in_flight;
	// Some that wait to be repeated do not hold the others up; very many do.
	return taken < limit && mq->delayed < DELAYED_PER_PLACE * limit ? limit - taken
									: 0;
}

bool llm_hopeless(const struct llm *l, struct err *e)
{
	if (l->hopeless.code == ERR_NONE)
		return false;
	*e = l->hopeless;
	return true;
}

struct replay_left model_replay_left(const struct model *m)
{
	return m->provider->left ? m->provider->left(m) : (struct replay_left){0};
}

struct http *provider_http(struct model *m)
{
	return m->llm->http;
}

const struct llm_settings *provider_settings(const struct model *m)
{
	return &m->llm->settings;
}
