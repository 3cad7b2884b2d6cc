// Worker threads for CPU-heavy work, and the queue that hands results back.
//
// Jobs are started in order; `done` callbacks run on the thread that calls pool_collect(), never on a
// worker. pool_on_ready() is told (from a worker) that something can be collected: wake the I/O thread there.
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/mem.h"
#include <stdbool.h>

struct pool;

struct pool *pool_create(size_t threads); // at least 1
void pool_destroy(struct pool *p);        // waits for the jobs that run; the rest is dropped uncalled
void pool_on_ready(struct pool *p, void (*wake)(void *), void *ctx);
void pool_add(struct pool *p, void (*work)(void *job), void (*done)(void *job), void *job);
size_t pool_collect(struct pool *p);      // runs the finished jobs' done(); how many
void pool_wait(struct pool *p);           // until every job is finished and collected
size_t pool_cpus(void);                   // processors this process may use

#endif
