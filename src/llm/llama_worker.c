#include "llm/llama_worker.h"

#include <pthread.h>
#include <signal.h>

#include "base/log.h"
#include "base/pool.h"
#include "llm/llama_deck.h"
#include "llm/llama_embed.h"
#include "llm/llama_grammar.h"
#include "llm/llama_labels.h"
#include "llm/llama_memory.h"

#define GRAMMAR_MAX ((size_t)1 << 20)
#define MAX_TOKENS 512   // of a reply, unless the request says
#define SHORT_ROOM 1024u // tokens of a short slot
#define REPLY_ROOM \
	256u // of it, for the reply: a longer prompt goes into a long slot at once
#define LONG_SLOTS 2
// Weights above it: one context on all processors is faster than several, since all of
// them wait for the same memory.
#define LARGE ((uint64_t)512 << 20)
// Weights below it lie in the processor's cache: a batch over 16 gains nothing there.
#define TINY ((uint64_t)16 << 20)

struct worker {
	struct llama_pool *pool;
	pthread_t thread;
	struct deck quick, roomy; // `roomy` is opened when a request needs it
	struct embedder embedder; // likewise
	struct llama_job *long_head, **long_tail; // waiting for a slot of `roomy`
	bool running;
};

struct llama_pool {
	const struct llama_file *file;
	struct llama_pool_settings settings;
	struct worker *workers;
	size_t n;
	struct deck_shape quick, roomy; // of each worker
	atomic_bool stopping;           // set under the lock
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct llama_job *head, **tail; // waiting
	struct llama_job *done_head, **done_tail;
};

// --- Handing over.

static void append(struct llama_job ***tail, struct llama_job *j)
{
	j->next = NULL;
	**tail = j;
	*tail = &j->next;
}

static struct llama_job *take(struct llama_job **head, struct llama_job ***tail)
{
	struct llama_job *j = *head;
	if (j) {
		*head = j->next;
		if (!*head)
			*tail = head;
	}
	return j;
}

void llama_pool_add(struct llama_pool *p, struct llama_job *j)
{
	pthread_mutex_lock(&p->lock);
	append(&p->tail, j);
	pthread_cond_signal(&p->more);
	pthread_mutex_unlock(&p->lock);
}

struct llama_job *llama_pool_take(struct llama_pool *p)
{
	pthread_mutex_lock(&p->lock);
	struct llama_job *j = take(&p->done_head, &p->done_tail);
	pthread_mutex_unlock(&p->lock);
	return j;
}

static void done(void *ctx, struct llama_job *j)
{
	struct llama_pool *p = ctx;
	pthread_mutex_lock(&p->lock);
	append(&p->done_tail, j);
	pthread_mutex_unlock(&p->lock);
	p->settings.wake(p->settings.ctx);
}

// --- A worker.

static void send_to_long(struct worker *w, struct llama_job *j)
{
	append(&w->long_tail, j);
}

// A request left its slot.
static void came_back(void *ctx, struct llama_job *j, bool full)
{
	struct worker *w = ctx;
	if (full && j->tokens.n < w->pool->roomy.room)
		send_to_long(w, j);
	else
		done(w->pool, j);
}

static void run_turns(struct worker *w)
{
	if (w->quick.busy)
		deck_turn(&w->quick, came_back, w);
	if (w->roomy.busy)
		deck_turn(&w->roomy, came_back, w);
}

static void enter(struct worker *w, struct deck *deck, struct llama_job *j)
{
	if (j->request->kind != CALL_SCORE) {
		deck_take(deck, j);
		return;
	}
	deck_score(deck, j);
	done(w->pool, j);
}

static void fill_long_slots(struct worker *w)
{
	struct llama_pool *p = w->pool;
	struct err e = {0};
	while (w->long_head && (!w->roomy.ctx || deck_has_room(&w->roomy))) {
		struct llama_job *j = take(&w->long_head, &w->long_tail);
		if (w->roomy.ctx || deck_open(&w->roomy, p->file, &p->roomy, &e)) {
			enter(w, &w->roomy, j);
			continue;
		}
		llama_job_fail(j, FAILURE_SERVER, "%s", e.msg);
		done(p, j);
	}
}

// No tokenizer makes fewer tokens than this.
static size_t tokens_at_least(const struct llama_file *f, const struct request *r)
{
	size_t bytes = 0;
	for (size_t i = 0; i < r->n_messages; i++)
		bytes += r->messages[i].content.n;
	return bytes / (f->longest_token + 1);
}

// Only what follows the schema can be drawn.
static bool constrain(struct llama_pool *p, struct llama_job *j)
{
	struct buf grammar;
	struct err e = {0};
	buf_init(&grammar, GRAMMAR_MAX);
	bool ok = llama_grammar_of(j->request->schema, &grammar, &e);
	if (ok)
		j->grammar =
			llama_sampler_init_grammar(p->file->vocab, grammar.p, "root");
	buf_release(&grammar);
	if (!j->grammar)
		llama_job_fail(j, FAILURE_REQUEST, "the schema of the reply: %s",
			       ok ? "the library cannot read its grammar" : e.msg);
	return j->grammar != NULL;
}

// From messages to tokens; false and failed where that cannot be.
static bool prepare(struct llama_pool *p, struct llama_job *j)
{
	const struct request *r = j->request;
	size_t room = p->roomy.room, n = tokens_at_least(p->file, r);
	if (n < room) {
		if (!llama_chat_tokens(p->file, r, &j->tokens)) {
			llama_job_fail(j, FAILURE_REQUEST,
				       "the model's template cannot render the "
				       "conversation");
			return false;
		}
		n = j->tokens.n;
	}
	if (n >= room) {
		llama_job_fail(j, FAILURE_CONTEXT,
			       "the prompt's %zu tokens%s do not fit the context of %zu",
			       n, j->tokens.n ? "" : " or more", room);
		return false;
	}
	double asked = r->params.value[PARAM_MAX_TOKENS];
	j->n_prompt = n;
	j->usage.in = (int64_t)n;
	j->most = asked >= 1 ? (size_t)asked : MAX_TOKENS;
	j->sampling = sampling_of(&r->params, &p->file->own, j->seed);
	return !r->schema.n || constrain(p, j);
}

// The tokens that the longest continuation adds.
static size_t longest_continuation(const struct llama_file *f, const struct request *r)
{
	size_t longest = 0;
	for (size_t i = 0; i < r->n_continuations; i++) {
		struct tokens t = {0};
		llama_text_tokens(f, r->continuations[i], false, &t);
		longest = t.n > longest ? t.n : longest;
		VEC_FREE(&t);
	}
	return longest;
}

static void embed(struct worker *w, struct llama_job *j)
{
	struct err e = {0};
	if (w->embedder.ctx ||
	    embedder_open(&w->embedder, w->pool->file, w->pool->quick.threads, &e))
		embedder_embed(&w->embedder, j);
	else
		llama_job_fail(j, FAILURE_SERVER, "%s", e.msg);
	done(w->pool, j);
}

// There is a free slot in the quick deck.
static void begin(struct worker *w, struct llama_job *j)
{
	struct llama_pool *p = w->pool;
	if (j->request->kind == CALL_EMBED) {
		embed(w, j);
		return;
	}
	if (!prepare(p, j)) {
		done(p, j);
		return;
	}
	size_t reply = j->request->kind == CALL_SCORE
			       ? longest_continuation(p->file, j->request)
			       : (j->most < REPLY_ROOM ? j->most : REPLY_ROOM);
	if (j->n_prompt + reply <= p->quick.room || p->quick.room == p->roomy.room)
		enter(w, &w->quick, j);
	else
		send_to_long(w, j);
}

// The next request, waiting for one only where there is nothing to decode.
static struct llama_job *next_job(struct worker *w)
{
	struct llama_pool *p = w->pool;
	bool idle = !w->quick.busy && !w->roomy.busy && !w->long_head;
	struct llama_job *j = NULL;
	pthread_mutex_lock(&p->lock);
	while (idle && !p->stopping && !p->head)
		pthread_cond_wait(&p->more, &p->lock);
	if (!p->stopping && deck_has_room(&w->quick))
		j = take(&p->head, &p->tail);
	pthread_mutex_unlock(&p->lock);
	return j;
}

static void *work(void *ctx)
{
	struct worker *w = ctx;
	while (!atomic_load(&w->pool->stopping)) {
		struct llama_job *j = next_job(w);
		if (j) {
			begin(w, j);
			continue;
		}
		fill_long_slots(w);
		run_turns(w);
	}
	return NULL;
}

// --- The pool.

static size_t at_most(uint64_t n, size_t most)
{
	return n < 1 ? 1 : n < most ? (size_t)n : most;
}

// The slots' caches are bounded by half of the memory that is free, a third of that for
// the long ones.
static void size_decks(struct llama_pool *p)
{
	const struct llama_file *f = p->file;
	uint64_t budget =
		llama_memory_free() / 2 / p->n / (f->bytes_a_token + 1); // tokens
	uint32_t whole = f->context, most = (uint32_t)at_most(budget / 3, whole);
	p->roomy.room = most < 512 ? (whole < 512 ? whole : 512) : most;
	p->roomy.slots = at_most(budget / 3 / p->roomy.room, LONG_SLOTS);
	p->quick.room = p->roomy.room < SHORT_ROOM ? p->roomy.room : SHORT_ROOM;
	p->quick.slots =
		at_most(budget * 2 / 3 / p->quick.room, f->bytes < TINY ? 16 : 32);
	if (p->settings.deterministic)
		p->roomy.slots = p->quick.slots = 1;
	if (p->roomy.room < whole)
		log_info(
			"the model's context of %u tokens is cut to %u: that much memory "
			"is free",
			whole, p->roomy.room);
}

// Signals belong to the I/O thread.
static bool start_thread(struct worker *w)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	w->running = pthread_create(&w->thread, NULL, work, w) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return w->running;
}

static bool start_worker(struct llama_pool *p, struct worker *w, struct err *e)
{
	w->pool = p;
	w->long_tail = &w->long_head;
	return deck_open(&w->quick, p->file, &p->quick, e) &&
	       (start_thread(w) || err_sys(e, "a thread to decode on"));
}

struct llama_pool *llama_pool_create(const struct llama_file *file,
				     const struct llama_pool_settings *s, struct err *e)
{
	struct llama_pool *p = mem_zalloc(sizeof(*p));
	bool large = file->bytes > LARGE;
	p->file = file;
	p->settings = *s;
	p->n = s->workers ? s->workers : large ? 1 : pool_cpus();
	p->quick.threads = p->roomy.threads = large && !s->workers ? pool_cpus() : 1;
	p->quick.stop = p->roomy.stop = &p->stopping;
	p->tail = &p->head;
	p->done_tail = &p->done_head;
	atomic_init(&p->stopping, false);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->more, NULL);
	size_decks(p);
	p->workers = mem_zalloc(p->n * sizeof(*p->workers));
	for (size_t i = 0; i < p->n; i++) {
		if (start_worker(p, &p->workers[i], e))
			continue;
		llama_pool_destroy(p);
		return NULL;
	}
	return p;
}

static void drop(struct llama_job *j)
{
	while (j) {
		struct llama_job *next = j->next;
		llama_job_destroy(j);
		j = next;
	}
}

void llama_pool_destroy(struct llama_pool *p)
{
	if (!p)
		return;
	pthread_mutex_lock(&p->lock);
	atomic_store(&p->stopping, true);
	pthread_cond_broadcast(&p->more);
	pthread_mutex_unlock(&p->lock);
	for (size_t i = 0; i < p->n; i++)
		if (p->workers[i].running)
			pthread_join(p->workers[i].thread, NULL);
	for (size_t i = 0; i < p->n; i++) {
		struct worker *w = &p->workers[i];
		deck_close(&w->quick);
		deck_close(&w->roomy);
		embedder_close(&w->embedder);
		drop(w->long_head);
	}
	drop(p->head);
	drop(p->done_head);
	pthread_cond_destroy(&p->more);
	pthread_mutex_destroy(&p->lock);
	mem_free(p->workers);
	mem_free(p);
}

size_t llama_pool_slots(const struct llama_pool *p)
{
	return p->n * p->quick.slots;
}
