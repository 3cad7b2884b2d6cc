#include "llm/llama_worker.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/pool.h"
#include "llm/llama_deck.h"

#define REPLY_MAX ((size_t)8 << 20)
#define SHORT_ROOM 1536u // tokens of a slot of the deck for short requests
#define SHORT_SLOTS 32   // of each worker
#define LONG_SLOTS 2
#define LARGE \
	((uint64_t)512 << 20) // weights above it: one context on all processors is faster
			      // than several

struct worker {
	struct llama_pool *pool;
	pthread_t thread;
	struct deck quick, large; // `large` is opened when a request needs it
	bool running;
};

struct llama_pool {
	const struct llama_file *file;
	struct llama_pool_settings settings;
	struct worker *workers;
	size_t n, threads; // workers, and processors of each
	size_t slots;      // of the quick deck of each
	uint32_t room;     // tokens of each of these
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct llama_job *head, **tail; // waiting
	struct llama_job *done_head, **done_tail;
	bool stop;
};

struct llama_job *llama_job_create(struct job *job, uint32_t seed)
{
	struct llama_job *j = mem_zalloc(sizeof(*j));
	j->job = job;
	j->request = job->request;
	j->seed = seed;
	j->usage = (struct usage){-1, 0, -1};
	buf_init(&j->text, REPLY_MAX);
	return j;
}

void llama_job_destroy(struct llama_job *j)
{
	buf_release(&j->text);
	mem_free(j->scores);
	mem_free(j);
}

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

static void fail(struct llama_pool *p, struct llama_job *j, enum failure failure,
		 const char *message)
{
	j->failure = failure;
	j->message = message;
	done(p, j);
}

// --- A worker.

static bool open_large(struct worker *w)
{
	struct llama_pool *p = w->pool;
	size_t slots = p->settings.deterministic ? 1 : LONG_SLOTS;
	struct err e = {0};
	return w->large.ctx || deck_open(&w->large, p->file, slots, p->file->context,
					 p->threads, p->settings.deterministic, &e);
}

// The deck that a prompt of n tokens belongs to; NULL and why if there is none.
static struct deck *deck_for(struct worker *w, const struct llama_job *j, size_t n,
			     const char **why)
{
	double asked = j->request->params.value[PARAM_MAX_TOKENS];
	size_t reply =
		asked >= 1 ? (size_t)asked
			   : 256; // room that a reply should have, if the model has it
	if (n + reply <= w->pool->room || w->pool->room == w->pool->file->context)
		return n < w->pool->room
			       ? &w->quick
			       : (*why = "the prompt does not fit the context", NULL);
	if (n >= w->pool->file->context)
		return *why = "the prompt does not fit the context", NULL;
	if (!open_large(w))
		return *why = "no memory for a context of this length", NULL;
	return &w->large;
}

static void run_turns(struct worker *w)
{
	if (w->quick.busy)
		deck_turn(&w->quick, done, w->pool);
	if (w->large.busy)
		deck_turn(&w->large, done, w->pool);
}

// Tokenises a request and puts it into a slot; waits for one of the deck it needs.
static void begin(struct worker *w, struct llama_job *j)
{
	struct llama_pool *p = w->pool;
	struct tokens prompt = {0};
	const char *why = NULL;
	if (!llama_chat_tokens(p->file, j->request, &prompt) || !prompt.n) {
		VEC_FREE(&prompt);
		fail(p, j, FAILURE_REQUEST,
		     "the model's template cannot render the conversation");
		return;
	}
	struct deck *deck = deck_for(w, j, prompt.n, &why);
	if (!deck) {
		VEC_FREE(&prompt);
		fail(p, j, FAILURE_CONTEXT, why);
		return;
	}
	bool scored = j->request->kind == CALL_SCORE;
	while (scored ? deck->busy > 0 : !deck_has_room(deck))
		run_turns(w);
	if (!scored) {
		deck_take(deck, j, prompt);
		return;
	}
	deck_score(deck, j, &prompt);
	VEC_FREE(&prompt);
	done(p, j);
}

// The next request, waiting for one only where there is nothing to decode.
static struct llama_job *next_job(struct worker *w, bool *stop)
{
	struct llama_pool *p = w->pool;
	bool idle = !w->quick.busy && !w->large.busy;
	struct llama_job *j = NULL;
	pthread_mutex_lock(&p->lock);
	while (idle && !p->stop && !p->head)
		pthread_cond_wait(&p->more, &p->lock);
	*stop = p->stop;
	if (!p->stop && deck_has_room(&w->quick))
		j = take(&p->head, &p->tail);
	pthread_mutex_unlock(&p->lock);
	return j;
}

static void *work(void *ctx)
{
	struct worker *w = ctx;
	for (;;) {
		bool stop;
		struct llama_job *j = next_job(w, &stop);
		if (stop)
			return NULL;
		if (j)
			begin(w, j);
		else
			run_turns(w);
	}
}

// --- The pool.

// A slot's cache is bounded by a share of the memory that is free.
static void size_slots(struct llama_pool *p)
{
	const struct llama_file *f = p->file;
	uint64_t pages = (uint64_t)sysconf(_SC_AVPHYS_PAGES),
		 page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t budget = pages * page / 2 / p->n;
	p->room = f->context < SHORT_ROOM ? f->context : SHORT_ROOM;
	uint64_t fit = budget / (f->bytes_a_token * p->room + 1);
	p->slots = fit < 1 ? 1 : fit < SHORT_SLOTS ? (size_t)fit : SHORT_SLOTS;
	if (p->settings.deterministic)
		p->slots = 1;
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

struct llama_pool *llama_pool_create(const struct llama_file *file,
				     const struct llama_pool_settings *s, struct err *e)
{
	struct llama_pool *p = mem_zalloc(sizeof(*p));
	bool large = file->bytes > LARGE;
	p->file = file;
	p->settings = *s;
	p->n = s->workers ? s->workers : large ? 1 : pool_cpus();
	p->threads = large && !s->workers ? pool_cpus() : 1;
	p->tail = &p->head;
	p->done_tail = &p->done_head;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->more, NULL);
	size_slots(p);
	p->workers = mem_zalloc(p->n * sizeof(*p->workers));
	bool ok = true;
	for (size_t i = 0; ok && i < p->n; i++) {
		struct worker *w = &p->workers[i];
		w->pool = p;
		ok = deck_open(&w->quick, file, p->slots, p->room, p->threads,
			       s->deterministic, e) &&
		     (start_thread(w) || err_sys(e, "a thread to decode on"));
	}
	if (ok)
		return p;
	llama_pool_destroy(p);
	return NULL;
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
	p->stop = true;
	pthread_cond_broadcast(&p->more);
	pthread_mutex_unlock(&p->lock);
	for (size_t i = 0; i < p->n; i++) {
		struct worker *w = &p->workers[i];
		if (w->running)
			pthread_join(w->thread, NULL);
		deck_close(&w->quick);
		deck_close(&w->large);
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
	return p->n * p->slots;
}
