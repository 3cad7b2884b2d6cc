// The provider `llama`: GGUF models in process (llama.cpp's library), the embedded ones
// among them.
#include <math.h>

#include "base/hash.h"
#include "llm/llama_labels.h"
#include "llm/llama_worker.h"
#include "llm/thinking.h"

struct llama { // one model
	struct llama_file file;
	struct llama_pool *pool;
};

static void wake(void *ctx)
{
	llm_wake(ctx);
}

static bool llama_open(struct model *m, struct str rest, struct err *e)
{
	const struct llm_settings *settings = provider_settings(m);
	struct llama *l = mem_zalloc(sizeof(*l));
	m->data = l;
	if (!llama_file_open(&m->arena, rest, &l->file, &m->facts, e))
		return false;
	struct llama_pool_settings pool = {
		.workers = (size_t)settings->threads,
		.deterministic = settings->deterministic,
		.wake = wake,
		.ctx = m->llm,
	};
	l->pool = llama_pool_create(&l->file, &pool, e);
	if (!l->pool)
		return false;
	m->limit = (int64_t)llama_pool_slots(l->pool) +
		   8; // a few wait, so that no slot does
	return true;
}

static void llama_close(struct model *m)
{
	struct llama *l = m->data;
	llama_pool_destroy(l->pool);
	llama_file_close(&l->file);
	mem_free(l);
}

// What a reply is drawn from: the request and its place in the run, so that the same run
// draws the same.
static uint64_t seed_of(const struct model *m, const struct request *r)
{
	struct hash128 hash = request_hash(r, str_of(m->name), m->endpoint);
	struct hasher h;
	hasher_init(&h);
	hasher_u64(&h, hash.hi);
	hasher_u64(&h, hash.lo);
	hasher_u64(&h, (uint64_t)r->epoch);
	hasher_u64(&h, (uint64_t)r->attempt);
	return hasher_end(&h).lo;
}

static void start(struct job *job)
{
	struct llama *l = job->model->data;
	if (job->request->kind == CALL_MODERATE) {
		struct attempt refused = {
			.failure = FAILURE_REQUEST,
			.message = STR("this provider moderates nothing"),
			.usage = {-1, -1, -1},
		};
		provider_finish(job, &refused);
		return;
	}
	llama_pool_add(l->pool, llama_job_create(job, seed_of(job->model, job->request)));
}

static size_t collect(struct model *m)
{
	struct llama *l = m->data;
	struct llama_job *j;
	size_t n = 0;
	while ((j = llama_pool_take(l->pool))) {
		llama_labels_end(j);
		struct attempt attempt = {
			.failure = j->failure,
			.final = true, // the same again would come of it
			.retry_after = NAN,
			.text = buf_str(&j->text),
			.finish = str_of(j->finish),
			.message = str_of(j->message),
			.usage = j->usage,
			.scores = j->scores,
			.n_scores = j->scores ? j->n_scores : 0,
		};
		split_thinking(&attempt);
		provider_finish(j->job, &attempt);
		llama_job_destroy(j);
		n++;
	}
	return n;
}

static bool weights_hash(struct arena *a, struct str rest, struct str *hash,
			 struct err *e)
{
	return llama_file_hash(a, rest, hash, e);
}

static const char *const env[] = {NULL};

extern const struct provider_desc provider_llama;
const struct provider_desc provider_llama = {
	.name = "llama",
	.summary = {STR_INIT("进程内运行的 GGUF 模型（llama.cpp）；内置 tiny-careful 与 "
			     "tiny-careless"),
		    STR_INIT("GGUF models in process (llama.cpp); tiny-careful and "
			     "tiny-careless are "
			     "built in")},
	.example = "llama/path/model.gguf",
	.env = env,
	.local = true,
	.abilities = MODEL_SCORES | MODEL_LABELS,
	.weights_hash = weights_hash,
	.open = llama_open,
	.close = llama_close,
	.start = start,
	.collect = collect,
};
