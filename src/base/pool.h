// Worker threads for CPU-heavy work, and the queue that hands results back.
//
// Jobs are started in order; `done` callbacks run on the thread that calls
// pool_collect(), never on a worker, in the order in which the jobs end. pool_on_ready()
// is told (from a worker, without a lock) when there is something to collect, once until
// it is collected: wake the I/O thread there. A `done` may be NULL and may add jobs.
// Workers take no signals. pool_collect() and pool_wait() are for one thread; the rest is
// for any.
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/mem.h"
#include <stdbool.h>

struct pool;

struct pool *pool_create(size_t threads); // at least 1
// Waits for the jobs that run; others are dropped, and no done() is called any more. NULL
// is legal.
void pool_destroy(struct pool *p);
void pool_on_ready(struct pool *p, void (*wake)(void *), void *ctx);
void pool_add(struct pool *p, void (*work)(void *job), void (*done)(void *job),
	      void *job);
size_t pool_collect(struct pool *p); // runs the finished jobs' done(); how many
void pool_wait(struct pool *p);      // until every job is finished and collected
size_t pool_cpus(void); // processors this process may use (affinity, cgroup 2 quota)

#endif
