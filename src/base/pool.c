#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "base/str.h"

struct task {
	struct task *next;
	void (*work)(void *job);
	void (*done)(void *job);
	void *job;
};

struct list {
	struct task *first, **end;
};

struct pool {
	pthread_mutex_t lock; // guards all below
	pthread_cond_t more;  // something waits, or the pool closes
	pthread_cond_t ready; // something is finished
	struct list waiting, finished;
	size_t unfinished; // waiting or running
	bool closing;
	void (*wake)(void *ctx);
	void *wake_ctx;
	pthread_t *threads;
	size_t n_threads;
};

static void list_init(struct list *l)
{
	l->first = NULL;
	l->end = &l->first;
}

static void list_add(struct list *l, struct task *t)
{
	t->next = NULL;
	*l->end = t;
	l->end = &t->next;
}

static void list_free(struct list *l)
{
	while (l->first) {
		struct task *t = l->first;

		l->first = t->next;
		mem_free(t);
	}
	list_init(l);
}

static void lock(struct pool *p)
{
	if (pthread_mutex_lock(&p->lock) != 0)
		bug("a pool's lock failed");
}

static void unlock(struct pool *p)
{
	pthread_mutex_unlock(&p->lock);
}

// The next job to do, or NULL when the pool closes. The lock is held.
static struct task *take(struct pool *p)
{
	struct task *t;

	while (!p->closing && !p->waiting.first)
		pthread_cond_wait(&p->more, &p->lock);
	if (p->closing)
		return NULL;
	t = p->waiting.first;
	p->waiting.first = t->next;
	if (!p->waiting.first)
		list_init(&p->waiting);
	return t;
}

static void *worker(void *arg)
{
	struct pool *p = arg;
	struct task *t;

	lock(p);
	while ((t = take(p))) {
		void (*wake)(void *);
		void *ctx;

		unlock(p);
		t->work(t->job);
		lock(p);
		// Told once for all that gathers until the next collection.
		wake = p->finished.first ? NULL : p->wake;
		ctx = p->wake_ctx;
		list_add(&p->finished, t);
		p->unfinished--;
		pthread_cond_broadcast(&p->ready);
		if (wake) {
			unlock(p);
			wake(ctx);
			lock(p);
		}
	}
	unlock(p);
	return NULL;
}

// Started with all signals blocked but those of a fault: Ctrl-C is for the thread that
// waits for it.
static bool start_worker(struct pool *p, pthread_t *thread)
{
	static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
	sigset_t blocked, before;
	bool ok;

	sigfillset(&blocked);
	for (size_t i = 0; i < COUNT(faults); i++)
		sigdelset(&blocked, faults[i]);
	pthread_sigmask(SIG_SETMASK, &blocked, &before);
	ok = pthread_create(thread, NULL, worker, p) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ok;
}

struct pool *pool_create(size_t threads)
{
	struct pool *p = mem_zalloc(sizeof(*p));

	invariant(threads >= 1);
	list_init(&p->waiting);
	list_init(&p->finished);
	if (pthread_mutex_init(&p->lock, NULL) != 0 ||
	    pthread_cond_init(&p->more, NULL) != 0 ||
	    pthread_cond_init(&p->ready, NULL) != 0)
		bug("a pool's lock could not be made");
	p->threads = mem_resize(NULL, threads, sizeof(*p->threads));
	for (; p->n_threads < threads; p->n_threads++) {
		if (!start_worker(p, &p->threads[p->n_threads]))
			break;
	}
	// A system short of threads is served by fewer.
	if (p->n_threads == 0)
		bug("no thread could be started");
	return p;
}

void pool_destroy(struct pool *p)
{
	if (!p)
		return;
	lock(p);
	p->closing = true;
	pthread_cond_broadcast(&p->more);
	unlock(p);
	for (size_t i = 0; i < p->n_threads; i++)
		pthread_join(p->threads[i], NULL);
	list_free(&p->waiting);
	list_free(&p->finished);
	pthread_cond_destroy(&p->ready);
	pthread_cond_destroy(&p->more);
	pthread_mutex_destroy(&p->lock);
	mem_free(p->threads);
	mem_free(p);
}

void pool_on_ready(struct pool *p, void (*wake)(void *), void *ctx)
{
	lock(p);
	p->wake = wake;
	p->wake_ctx = ctx;
	unlock(p);
}

void pool_add(struct pool *p, void (*work)(void *job), void (*done)(void *job), void *job)
{
	struct task *t = mem_alloc(sizeof(*t));

	*t = (struct task){.work = work, .done = done, .job = job};
	lock(p);
	list_add(&p->waiting, t);
	p->unfinished++;
	pthread_cond_signal(&p->more);
	unlock(p);
}

size_t pool_collect(struct pool *p)
{
	struct task *t;
	size_t n = 0;

	lock(p);
	t = p->finished.first;
	list_init(&p->finished);
	unlock(p);
	while (t) {
		struct task *next = t->next;

		if (t->done)
			t->done(t->job);
		mem_free(t);
		t = next;
		n++;
	}
	return n;
}

void pool_wait(struct pool *p)
{
	bool over = false;

	while (!over) {
		pool_collect(p); // done() may add further jobs
		lock(p);
		while (p->unfinished && !p->finished.first)
			pthread_cond_wait(&p->ready, &p->lock);
		over = !p->unfinished && !p->finished.first;
		unlock(p);
	}
}

// What a container's quota leaves, as cgroup 2 tells it ("200000 100000" or "max
// 100000"); 0 if there is none.
static size_t quota_cpus(void)
{
	FILE *f = fopen("/sys/fs/cgroup/cpu.max", "re");
	char line[64];
	uint64_t quota, period;
	struct str rest, first;
	bool got;

	if (!f)
		return 0;
	got = fgets(line, sizeof(line), f) != NULL;
	fclose(f);
	if (!got)
		return 0;
	rest = str_trim(str_of(line));
	first = str_cut(&rest, ' ');
	if (!str_to_u64(first, &quota) || !str_to_u64(rest, &period) || !period || !quota)
		return 0;
	return (size_t)((quota - 1) / period + 1);
}

size_t pool_cpus(void)
{
	cpu_set_t set;
	size_t quota = quota_cpus();
	long n;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		n = CPU_COUNT(&set);
	else
		n = sysconf(_SC_NPROCESSORS_ONLN); // over 1,024 processors
	if (n < 1)
		n = 1;
	return quota && quota < (size_t)n ? quota : (size_t)n;
}
