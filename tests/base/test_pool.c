#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/pool.h"

enum { JOBS = 2000 };

struct job {
	int number, result;
	pthread_t worked_on, done_on;
	int done_as; // how many were done before
	struct pool *pool;
};

static int done_count;

static void square(void *arg)
{
	struct job *job = arg;

	job->result = job->number * job->number;
	job->worked_on = pthread_self();
}

static void note(void *arg)
{
	struct job *job = arg;

	job->done_on = pthread_self();
	job->done_as = done_count++;
}

static void all_jobs_are_done_here(void **state)
{
	static const size_t threads[] = {1, 2, 7};
	static struct job jobs[JOBS];

	(void)state;
	for (size_t i = 0; i < COUNT(threads); i++) {
		struct pool *p = pool_create(threads[i]);

		done_count = 0;
		for (int j = 0; j < JOBS; j++) {
			jobs[j] = (struct job){.number = j, .done_as = -1};
			pool_add(p, square, note, &jobs[j]);
		}
		pool_wait(p);
		assert_int_equal(done_count, JOBS);
		for (int j = 0; j < JOBS; j++) {
			assert_int_equal(jobs[j].result, j * j);
			assert_true(pthread_equal(jobs[j].done_on, pthread_self()));
			assert_false(pthread_equal(jobs[j].worked_on, pthread_self()));
			if (threads[i] == 1) // one worker keeps the order
				assert_int_equal(jobs[j].done_as, j);
		}
		assert_int_equal(pool_collect(p), 0);
		pool_wait(p); // nothing to wait for
		pool_destroy(p);
	}
}

static void no_done_is_legal(void **state)
{
	struct job job = {.number = 3};
	struct pool *p = pool_create(1);

	(void)state;
	pool_add(p, square, NULL, &job);
	pool_wait(p);
	assert_int_equal(job.result, 9);
	pool_destroy(p);
	pool_destroy(NULL);
}

static void again(void *arg)
{
	struct job *job = arg;

	if (--job->number > 0)
		pool_add(job->pool, square, again, job);
}

static void done_may_add_jobs(void **state)
{
	struct pool *p = pool_create(2);
	struct job job = {.number = 50, .pool = p};

	(void)state;
	pool_add(p, square, again, &job);
	pool_wait(p);
	assert_int_equal(job.number, 0);
	assert_int_equal(job.result, 1);
	pool_destroy(p);
}

static void write_byte(void *ctx)
{
	if (write(*(int *)ctx, "x", 1) != 1)
		abort();
}

// An I/O thread that sleeps until it is told sees every job, however the two interleave.
static void wakes_who_sleeps(void **state)
{
	static struct job jobs[JOBS];
	struct pool *p = pool_create(3);
	size_t collected = 0;
	int pipe_ends[2];

	(void)state;
	assert_int_equal(pipe(pipe_ends), 0);
	pool_on_ready(p, write_byte, &pipe_ends[1]);
	done_count = 0;
	for (int j = 0; j < JOBS; j++) {
		jobs[j].number = j;
		pool_add(p, square, note, &jobs[j]);
	}
	while (collected < JOBS) {
		char byte;

		assert_int_equal(read(pipe_ends[0], &byte, 1), 1);
		collected += pool_collect(p);
	}
	assert_int_equal(collected, JOBS);
	assert_int_equal(done_count, JOBS);
	pool_destroy(p);
	close(pipe_ends[0]);
	close(pipe_ends[1]);
}

static atomic_int started, may_end;

static void wait_for_it(void *arg)
{
	atomic_fetch_add(&started, 1);
	while (!atomic_load(&may_end))
		sched_yield();
	square(arg);
}

static void *let_end(void *arg)
{
	(void)arg;
	usleep(20000);
	atomic_store(&may_end, 1);
	return NULL;
}

static void destroying_drops_what_waits(void **state)
{
	static struct job jobs[10];
	struct pool *p = pool_create(1);
	pthread_t helper;

	(void)state;
	done_count = 0;
	for (int j = 0; j < 10; j++) {
		jobs[j] = (struct job){.number = j + 1};
		pool_add(p, wait_for_it, note, &jobs[j]);
	}
	while (!atomic_load(&started))
		sched_yield();
	assert_int_equal(pthread_create(&helper, NULL, let_end, NULL), 0);
	pool_destroy(p); // waits for the one that runs
	pthread_join(helper, NULL);
	assert_int_equal(jobs[0].result, 1);
	for (int j = 1; j < 10; j++)
		assert_int_equal(jobs[j].result, 0);
	assert_int_equal(done_count, 0);
}

static void look_at_signals(void *arg)
{
	sigset_t blocked;

	pthread_sigmask(SIG_BLOCK, NULL, &blocked);
	((struct job *)arg)->result = sigismember(&blocked, SIGINT) &&
				      sigismember(&blocked, SIGTERM) &&
				      !sigismember(&blocked, SIGSEGV);
}

static void workers_take_no_signals(void **state)
{
	struct pool *p = pool_create(1);
	struct job job = {0};
	sigset_t blocked;

	(void)state;
	pool_add(p, look_at_signals, NULL, &job);
	pool_wait(p);
	assert_true(job.result);
	pthread_sigmask(SIG_BLOCK, NULL, &blocked);
	assert_false(sigismember(&blocked, SIGINT)); // here all is as it was
	pool_destroy(p);
}

static void processors(void **state)
{
	cpu_set_t one, all;

	(void)state;
	assert_true(pool_cpus() >= 1);
	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	CPU_ZERO(&one);
	for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; i++) {
		if (CPU_ISSET(i, &all))
			CPU_SET(i, &one);
	}
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(pool_cpus(), 1);
	assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_jobs_are_done_here),
		cmocka_unit_test(no_done_is_legal),
		cmocka_unit_test(done_may_add_jobs),
		cmocka_unit_test(wakes_who_sleeps),
		cmocka_unit_test(destroying_drops_what_waits),
		cmocka_unit_test(workers_take_no_signals),
		cmocka_unit_test(processors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
