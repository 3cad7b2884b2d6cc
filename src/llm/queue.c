#include "llm/queue.h"

#include <math.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/utf8.h"
#include "llm/backoff.h"

#define NEVER UINT64_MAX
#define LOST_SECONDS 2.0  // the longest wait before an unreachable host is tried again
#define SILENT_ATTEMPTS 2 // of one request, at a host that does not even refuse

// --- Waiting.

static struct queued *job_get(struct llm *l)
{
	struct queued *q = l->spare;
	if (q) {
		l->spare = q->next;
		*q = (struct queued){.next_of_all = q->next_of_all};
		return q;
	}
	q = mem_zalloc(sizeof(*q));
	q->next_of_all = l->all;
	l->all = q;
	return q;
}

static void job_put(struct llm *l, struct queued *q)
{
	q->next = l->spare;
	l->spare = q;
}

static void wait_in_line(struct model_queue *mq, struct queued *q)
{
	q->next = NULL;
	*mq->tail = q;
	mq->tail = &q->next;
	mq->waiting++;
}

void llm_ask(struct llm *l, struct model *m, const struct request *r, llm_done done,
	     void *ctx)
{
	struct queued *q = job_get(l);
	q->job = (struct job){.request = r, .model = m};
	q->done = done;
	q->ctx = ctx;
	wait_in_line(m->queue, q);
}

// --- The heap of what is to be repeated.

static void swap(struct queued **a, struct queued **b)
{
	struct queued *t = *a;
	*a = *b;
	*b = t;
}

static void delay(struct llm *l, struct queued *q, uint64_t due_ns)
{
	q->due_ns = due_ns;
	q->job.model->queue->delayed++;
	VEC_PUSH(&l->delayed, q);
	struct queued **heap = l->delayed.p;
	for (size_t i = l->delayed.n - 1;
	     i && heap[i]->due_ns < heap[(i - 1) / 2]->due_ns; i = (i - 1) / 2)
		swap(&heap[i], &heap[(i - 1) / 2]);
}

static struct queued *earliest(struct llm *l)
{
	struct queued **heap = l->delayed.p, *first = heap[0];
	size_t n = --l->delayed.n;
	heap[0] = heap[n];
	for (size_t i = 0;;) {
		size_t least = i, left = 2 * i + 1;
		for (size_t child = left; child < left + 2; child++)
			if (child < n && heap[child]->due_ns < heap[least]->due_ns)
				least = child;
		if (least == i)
			return first;
		swap(&heap[i], &heap[least]);
		i = least;
	}
}

// --- Starting.

static void start_model(struct model *m, uint64_t now)
{
	struct model_queue *mq = m->queue;
	while (mq->head && mq->in_flight < (size_t)m->limit && mq->paused_until <= now) {
		struct queued *q = mq->head;
		mq->head = q->next;
		if (!mq->head)
			mq->tail = &mq->head;
		mq->waiting--;
		mq->in_flight++;
		if (q->attempts++ == 0)
			q->first_ns = now;
		m->provider->start(&q->job);
	}
}

uint64_t queue_pump(struct llm *l)
{
	uint64_t now = clock_mono_ns(), again = NEVER;
	while (l->delayed.n && l->delayed.p[0]->due_ns <= now) {
		struct queued *q = earliest(l);
		q->job.model->queue->delayed--;
		wait_in_line(q->job.model->queue, q);
	}
	if (l->delayed.n)
		again = l->delayed.p[0]->due_ns;
	for (struct model *m = l->models; m; m = m->next) {
		start_model(m, now);
		struct model_queue *mq = m->queue;
		if (mq->head && mq->paused_until > now && mq->paused_until < again)
			again = mq->paused_until;
	}
	return again;
}

// --- Ending.

// Nothing will ever come of asking this model: said once, before any success.
static void note_hopeless(struct llm *l, const struct model *m, const struct attempt *a)
{
	if (m->queue->succeeded || l->hopeless.code != ERR_NONE ||
	    !failure_is_fatal(a->failure))
		return;
	if (a->failure == FAILURE_NETWORK && (!a->unreachable || m->queue->reached))
		return; // a connection that broke may hold the next time
	err_set(&l->hopeless, ERR_MODEL, "%s: " STR_FMT, m->name,
		STR_ARG(log_redact(&l->scratch, utf8_clip(a->message, 600))));
}

// A host that nothing came of yet, and that cannot be reached: it is asked again, since
// it may just be starting, but a mistaken address should be told within seconds.
static bool is_lost(const struct queued *q, const struct attempt *a)
{
	return a->unreachable && !q->job.model->queue->reached;
}

static bool is_repeated(const struct llm *l, const struct queued *q,
			const struct attempt *a)
{
	if (a->final || !failure_retries(a->failure) || l->hopeless.code != ERR_NONE)
		return false;
	if (is_lost(q, a) && a->silent && q->attempts >= SILENT_ATTEMPTS)
		return false;
	return q->attempts <= l->settings.retries;
}

static bool repeat(struct llm *l, struct queued *q, const struct attempt *a)
{
	if (!is_repeated(l, q, a))
		return false;
	double wait =
		backoff_seconds(&l->settings, &l->jitter, q->attempts, a->retry_after);
	if (is_lost(q, a))
		wait = fmin(wait, LOST_SECONDS);
	uint64_t due = clock_mono_ns() + (uint64_t)(wait * 1e9);
	struct model_queue *mq = q->job.model->queue;
	if (a->failure == FAILURE_RATE_LIMIT && due > mq->paused_until)
		mq->paused_until = due;
	log_debug("%s: %s, again in %.2f s", q->job.model->name, failure_name(a->failure),
		  wait);
	delay(l, q, due);
	return true;
}

static struct call call_of(struct llm *l, const struct queued *q, const struct attempt *a)
{
	const struct request *r = q->job.request;
	const struct model *m = q->job.model;
	struct call call = {
		.role = r->role,
		.kind = r->kind,
		.request_hash = request_hash(r, str_of(m->name), m->endpoint),
		.failure = a->failure,
		.http_status = a->http_status,
		.attempts = q->attempts,
		.finish = a->finish,
		.usage = a->usage,
		.seconds = (double)(clock_mono_ns() - q->first_ns) / 1e9,
		.scores = a->scores,
		.n_scores = a->n_scores,
	};
	if (a->failure == FAILURE_NONE) {
		call.text = utf8_repair(&l->scratch, a->text.p ? a->text : STR(""));
		call.thinking = utf8_repair(&l->scratch, a->thinking);
	} else {
		struct str said = utf8_repair(&l->scratch, a->message);
		call.message = log_redact(&l->scratch, said);
	}
	if (a->raw.p) {
		char *hex = arena_alloc(&l->scratch, SHA256_HEX + 1);
		sha256_hex(a->raw, hex);
		call.raw_sha256 = (struct str){hex, SHA256_HEX};
	}
	return call;
}

void provider_finish(struct job *job, const struct attempt *a)
{
	struct queued *q = (struct queued *)job;
	struct model *m = job->model;
	struct llm *l = m->llm;
	m->queue->in_flight--;
	m->queue->succeeded = m->queue->succeeded || a->failure == FAILURE_NONE;
	m->queue->reached = m->queue->reached || a->http_status > 0;
	if (repeat(l, q, a))
		return;
	note_hopeless(l, m, a);
	struct call call = call_of(l, q, a);
	l->handed++;
	q->done(q->ctx, &call);
	arena_reset(&l->scratch);
	job_put(l, q);
}

// --- Making and unmaking.

struct model_queue *queue_create(void)
{
	struct model_queue *mq = mem_zalloc(sizeof(*mq));
	mq->tail = &mq->head;
	return mq;
}

void queue_destroy(struct model_queue *mq)
{
	mem_free(mq);
}

void queue_release(struct llm *l)
{
	VEC_FREE(&l->delayed);
	while (l->all) {
		struct queued *q = l->all;
		l->all = q->next_of_all;
		mem_free(q);
	}
}
