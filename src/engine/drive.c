#include "engine/drive.h"

#include "base/vec.h"
#include "engine/interrupt.h"

struct pool { // the jobs of one drive
	struct drive *drive;
	VEC(struct job *) all;
	VEC(struct job *) free; // ended, to be used again
	size_t under_way;
	uint64_t started;
	struct err err; // the first thing that stopped it
};

struct slot { // a job with what only this file knows of it
	struct job job;
	struct pool *pool;
};

static struct pool *pool_of(const struct job *job)
{
	return ((const struct slot *)job)->pool;
}

static enum step advance(struct machine *m, const struct event *event, struct err *e)
{
	struct job *job = m->owner;
	return job->drive->advance(job, event, e);
}

static struct model *model(struct machine *m, const struct request *r)
{
	const struct job *job = m->owner;
	const struct drive *d = job->drive;
	if (r->role == ROLE_JUDGE)
		return r->model < d->n_judge_models ? d->judge_models[r->model] : NULL;
	return r->role == ROLE_WRITER ? d->model : NULL;
}

static bool called(struct machine *m, int64_t number, const struct call *call)
{
	struct job *job = m->owner;
	struct pool *pool = pool_of(job);
	struct drive *d = job->drive;
	struct err e = {0};
	bool hopeless = failure_is_fatal(call->failure) && llm_hopeless(m->llm, &e);
	bool kept = hopeless || !d->called || d->called(d, job, number, call, &e);
	if ((hopeless || !kept) && !pool->err.code)
		pool->err = e;
	return pool->err.code == ERR_NONE;
}

static void ended(struct machine *m, enum step how)
{
	struct job *job = m->owner;
	struct pool *pool = pool_of(job);
	struct err e = {0};
	if (!pool->err.code && !pool->drive->ended(pool->drive, job, how, &e))
		pool->err = e;
	pool->under_way--;
	VEC_PUSH(&pool->free, job);
}

static const struct machine_ops job_ops = {
	.advance = advance,
	.ended = ended,
	.model = model,
	.called = called,
};

static struct job *fresh(struct pool *pool)
{
	if (pool->free.n) {
		struct job *job = pool->free.p[--pool->free.n];
		arena_reset(&job->arena);
		return job;
	}
	struct slot *slot = mem_zalloc(sizeof(*slot));
	slot->pool = pool;
	arena_init(&slot->job.arena);
	VEC_PUSH(&pool->all, &slot->job);
	return &slot->job;
}

// False: there is no more to start, or a fault.
static bool start_one(struct pool *pool)
{
	struct drive *d = pool->drive;
	struct job *job = fresh(pool);
	job->machine = (struct machine){
		.ops = &job_ops,
		.owner = job,
		.llm = *d->llm,
		.arena = &job->arena,
	};
	job->drive = d;
	job->mine = arena_alloc(&job->arena, d->job_size + 1);
	struct err e = {0};
	if (!d->start(d, job, &e)) {
		if (e.code)
			pool->err = e;
		VEC_PUSH(&pool->free, job);
		return false;
	}
	pool->started++;
	pool->under_way++;
	machine_start(&job->machine);
	return true;
}

static bool stopping(const struct pool *pool)
{
	return pool->err.code || interrupt_asked();
}

// What is in flight when it stops is waited for; what waits to be repeated, maybe for
// long, is not.
static void loop(struct pool *pool)
{
	struct drive *d = pool->drive;
	bool more = true;
	do {
		more = true;
		while (more && !stopping(pool) && pool->under_way < d->width)
			more = start_one(pool);
		bool still = pool->under_way && llm_poll(*d->llm, 100) == 0;
		if (still && stopping(pool) && !llm_in_flight(*d->llm))
			break;
	} while (pool->under_way || (more && !stopping(pool)));
	if ((more || pool->under_way) && !pool->err.code)
		err_set(&pool->err, ERR_STOPPED, "interrupted");
}

bool drive_run(struct drive *d, struct err *e)
{
	struct pool pool = {.drive = d};
	loop(&pool);
	if (pool.under_way) { // the requests lie in the jobs
		interrupt_forget(*d->llm);
		llm_destroy(*d->llm);
		*d->llm = NULL;
	}
	for (size_t i = 0; i < pool.all.n; i++) {
		arena_release(&pool.all.p[i]->arena);
		mem_free(pool.all.p[i]);
	}
	VEC_FREE(&pool.all);
	VEC_FREE(&pool.free);
	if (pool.err.code && e)
		*e = pool.err;
	return pool.err.code == ERR_NONE;
}

bool drive_watched(struct drive *d, struct progress *p, struct err *e)
{
	interrupt_install(*d->llm);
	bool ok = drive_run(d, e);
	interrupt_remove();
	progress_finish(p);
	return ok;
}
