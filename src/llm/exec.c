// The provider `exec`: a program of the user's that answers lines with lines, for the
// judge `exec`. As many of it run as requests are in flight; one that ends, hangs or
// loses count of its lines is started again with the next request.
#include <math.h>

#include "base/json.h"
#include "base/pool.h"
#include "base/process.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "llm/provider.h"

#define ID_SHOWN 100 // bytes of one that is not this sample's

struct exec;

struct worker { // one child, and the request before it
	struct exec *exec;
	struct process *process; // NULL: none runs
	struct job *job;
	struct buf reply;
	enum failure failure;
	struct err err;
	struct worker *next; // of the idle ones
};

struct exec { // one program
	const char **argv;
	double timeout;
	struct pool *pool;
	struct worker *workers, *idle; // [n]
	size_t n, finished;
	atomic_bool stop;
};

// --- On a worker thread.

static enum failure failure_of(const struct err *e)
{
	return e->code == ERR_BUSY        ? FAILURE_TIMEOUT
	       : e->code == ERR_FULL      ? FAILURE_TOO_LARGE
	       : e->code == ERR_INPUT     ? FAILURE_MALFORMED
	       : e->code == ERR_NOT_FOUND ? FAILURE_NO_MODEL
					  : FAILURE_SERVER;
}

// An answer may say which sample it is of; it has to be this one then.
static bool is_its_own(struct worker *w)
{
	const struct request *r = w->job->request;
	struct arena a;
	arena_init(&a);
	const struct json *reply = json_parse(&a, buf_str(&w->reply), 0, NULL, NULL);
	const struct json *id =
		reply && reply->kind == JSON_OBJECT ? json_get(reply, "id") : NULL;
	bool own = !id || !r->item_id.n || str_eq(json_str(id), r->item_id);
	if (!own)
		err_set(&w->err, ERR_INPUT,
			"the program answered \"" STR_FMT "\" when asked for \"" STR_FMT
			"\"",
			STR_ARG(utf8_clip(json_str(id), ID_SHOWN)), STR_ARG(r->item_id));
	arena_release(&a);
	return own;
}

static void work(void *ctx)
{
	struct worker *w = ctx;
	const struct exec *x = w->exec;
	const struct request *r = w->job->request;
	struct str line = r->messages[r->n_messages - 1].content;
	if (process_exchange(w->process, line, x->timeout, &x->stop, &w->reply,
			     &w->err) &&
	    is_its_own(w))
		return;
	w->failure = failure_of(&w->err);
	process_end(w->process);
	w->process = NULL;
}

// --- On the I/O thread.

static void done(void *ctx)
{
	struct worker *w = ctx;
	struct exec *x = w->exec;
	struct job *job = w->job;
	struct attempt attempt = {
		.failure = w->failure,
		.text = w->failure ? STR_NONE : buf_str(&w->reply),
		.message = str_of(w->err.msg),
		.usage = {-1, -1, -1},
		.retry_after = NAN,
	};
	x->finished++;
	provider_finish(job, &attempt);
	w->next = x->idle;
	x->idle = w;
}

static size_t collect(struct model *m)
{
	struct exec *x = m->data;
	x->finished = 0;
	pool_collect(x->pool);
	return x->finished;
}

static bool is_line(const struct request *r)
{
	return r->kind == CALL_CHAT && r->role == ROLE_JUDGE && r->n_messages &&
	       str_find_byte(r->messages[r->n_messages - 1].content, '\n') == STR_NPOS;
}

static void start(struct job *job)
{
	struct exec *x = job->model->data;
	if (!is_line(job->request)) {
		struct attempt refused = {
			.failure = FAILURE_REQUEST,
			.final = true,
			.message = STR("a program answers as a judge only"),
			.usage = {-1, -1, -1},
			.retry_after = NAN,
		};
		provider_finish(job, &refused);
		return;
	}
	struct worker *w = x->idle;
	invariant(w); // as many as may be in flight
	x->idle = w->next;
	w->job = job;
	w->failure = FAILURE_NONE;
	w->err = (struct err){0};
	// By this thread, which lives as long as the model: see process.h.
	if (!w->process)
		w->process = process_start(x->argv, &w->err);
	if (!w->process) {
		w->failure = failure_of(&w->err);
		done(w);
		return;
	}
	pool_add(x->pool, work, done, w);
}

// --- A program.

// A JSON list of words, or words between blanks.
static const char **argv_of(struct arena *a, struct str rest)
{
	const struct json *j = NULL;
	VEC(const char *) words = {0};
	if (str_starts(rest, STR("[")))
		j = json_parse(a, rest, 0, NULL, NULL);
	for (size_t i = 0; i < json_len(j); i++)
		VEC_PUSH(&words, arena_cstr(a, json_str(json_at(j, i))));
	while (!j && rest.p) {
		struct str word = str_cut(&rest, ' ');
		if (word.n)
			VEC_PUSH(&words, arena_cstr(a, word));
	}
	const char **argv = arena_array(a, words.n + 1, sizeof(*argv));
	if (words.n)
		memcpy(argv, words.p, words.n * sizeof(*argv));
	VEC_FREE(&words);
	return argv;
}

static void wake(void *ctx)
{
	llm_wake(ctx);
}

static bool exec_open(struct model *m, struct str rest, struct err *e)
{
	const struct llm_settings *settings = provider_settings(m);
	struct exec *x = mem_zalloc(sizeof(*x));
	m->data = x;
	atomic_init(&x->stop, false);
	x->argv = argv_of(&m->arena, rest);
	if (!x->argv[0])
		return err_set(e, ERR_INPUT, "expected a program");
	size_t cpus = pool_cpus();
	x->n = (size_t)settings->concurrency < cpus ? (size_t)settings->concurrency
						    : cpus;
	x->timeout = settings->timeout;
	x->workers = mem_zalloc(x->n * sizeof(*x->workers));
	for (size_t i = 0; i < x->n; i++) {
		struct worker *w = &x->workers[i];
		w->exec = x;
		buf_init(&w->reply, (size_t)settings->max_reply);
		w->next = x->idle;
		x->idle = w;
	}
	// One is started now: what cannot run is told before the first request.
	x->idle->process = process_start(x->argv, e);
	if (!x->idle->process)
		return false;
	x->pool = pool_create(x->n);
	pool_on_ready(x->pool, wake, m->llm);
	m->limit = (int64_t)x->n;
	return true;
}

static void exec_close(struct model *m)
{
	struct exec *x = m->data;
	atomic_store(&x->stop, true);
	pool_destroy(x->pool);
	for (size_t i = 0; x->workers && i < x->n; i++)
		process_hang_up(x->workers[i].process);
	for (size_t i = 0; x->workers && i < x->n; i++) {
		process_end(x->workers[i].process);
		buf_release(&x->workers[i].reply);
	}
	mem_free(x->workers);
	mem_free(x);
}

static const char *const env[] = {NULL};

extern const struct provider_desc provider_exec;
const struct provider_desc provider_exec = {
	.name = "exec",
	.summary = {STR_INIT("用户自己的程序，一行进一行出；只供评判器 exec 使用"),
		    STR_INIT("a program of your own, line in, line out; for the judge "
			     "exec only")},
	.example = "exec/./judge.py",
	.env = env,
	.local = true,
	.open = exec_open,
	.close = exec_close,
	.start = start,
	.collect = collect,
};
