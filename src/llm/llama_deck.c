#include "llm/llama_deck.h"

#include <math.h>

#define MAX_TOKENS 512    // of a reply, unless the request says
#define TEMPERATURE 0.8f  // unless the request says
#define PENALTY_WINDOW 64 // tokens that the repetition penalty looks back on

bool deck_open(struct deck *d, const struct llama_file *f, size_t slots, uint32_t room,
	       size_t threads, bool alone, struct err *e)
{
	struct llama_context_params params = llama_context_default_params();
	params.n_ctx = (uint32_t)slots * room;
	params.n_batch = DECK_BATCH;
	params.n_ubatch = DECK_BATCH;
	params.n_seq_max = (uint32_t)slots;
	params.n_threads = (int32_t)threads;
	params.n_threads_batch = (int32_t)threads;
	params.kv_unified =
		false; // sequences attend to their own tokens only, and pay for them only
	params.no_perf = true;
	d->ctx = llama_init_from_model(f->model, params);
	if (!d->ctx)
		return err_set(e, ERR_MODEL,
			       "no context of %zu x %u tokens: out of memory?", slots,
			       room);
	d->file = f;
	d->batch = llama_batch_init(DECK_BATCH, 0, 1);
	d->slots = mem_zalloc(slots * sizeof(*d->slots));
	d->n = slots;
	d->room = room;
	d->alone = alone;
	return true;
}

void deck_close(struct deck *d)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->slots[i].sampler)
			llama_sampler_free(d->slots[i].sampler);
		if (d->slots[i].job)
			llama_job_destroy(d->slots[i].job);
		VEC_FREE(&d->slots[i].prompt);
	}
	mem_free(d->slots);
	if (d->ctx) {
		llama_batch_free(d->batch);
		llama_free(d->ctx);
	}
	*d = (struct deck){0};
}

bool deck_has_room(const struct deck *d)
{
	return d->busy < (d->alone ? 1 : d->n);
}

// --- Sampling.

static double param(const struct request *r, enum param p, double otherwise)
{
	double v = r->params.value[p];
	return isnan(v) ? otherwise : v;
}

// In llama.cpp's own order. NULL where the likeliest token is wanted.
static struct llama_sampler *make_sampler(const struct llama_file *f,
					  const struct request *r, uint32_t seed)
{
	float temperature = (float)param(r, PARAM_TEMPERATURE, TEMPERATURE);
	double repeat = param(r, PARAM_REPETITION_PENALTY, 1);
	double frequency = param(r, PARAM_FREQUENCY_PENALTY, 0);
	double presence = param(r, PARAM_PRESENCE_PENALTY, 0);
	bool penalties = repeat != 1 || frequency != 0 || presence != 0;
	if (temperature <= 0 && !penalties)
		return NULL;
	struct llama_sampler *chain =
		llama_sampler_chain_init(llama_sampler_chain_default_params());
	if (penalties)
		llama_sampler_chain_add(
			chain,
			llama_sampler_init_penalties(llama_vocab_n_tokens(f->vocab),
						     PENALTY_WINDOW, (float)repeat,
						     (float)frequency, (float)presence));
	if (temperature <= 0) {
		llama_sampler_chain_add(chain, llama_sampler_init_greedy());
		return chain;
	}
	double top_k = param(r, PARAM_TOP_K, 0), top_p = param(r, PARAM_TOP_P, 1);
	double min_p = param(r, PARAM_MIN_P, 0);
	if (top_k > 0)
		llama_sampler_chain_add(chain, llama_sampler_init_top_k((int32_t)top_k));
	if (top_p < 1)
		llama_sampler_chain_add(chain, llama_sampler_init_top_p((float)top_p, 1));
	if (min_p > 0)
		llama_sampler_chain_add(chain, llama_sampler_init_min_p((float)min_p, 1));
	llama_sampler_chain_add(chain, llama_sampler_init_temp(temperature));
	llama_sampler_chain_add(chain, llama_sampler_init_dist(seed));
	return chain;
}

static llama_token likeliest(const float *logits, int32_t n)
{
	int32_t best = 0;
	for (int32_t i = 1; i < n; i++)
		if (logits[i] > logits[best])
			best = i;
	return best;
}

static llama_token sample(const struct deck *d, struct slot *s)
{
	if (s->sampler)
		return llama_sampler_sample(s->sampler, d->ctx, s->logits);
	return likeliest(llama_get_logits_ith(d->ctx, s->logits),
			 llama_vocab_n_tokens(d->file->vocab));
}

// --- Slots.

void deck_take(struct deck *d, struct llama_job *j, struct tokens prompt)
{
	size_t i = 0;
	while (d->slots[i].job)
		i++;
	int64_t most = (int64_t)param(j->request, PARAM_MAX_TOKENS, MAX_TOKENS);
	int64_t left = (int64_t)d->room - (int64_t)prompt.n;
	d->slots[i] = (struct slot){
		.job = j,
		.prompt = prompt,
		.logits = -1,
		.most = most < left ? most : left,
		.sampler = make_sampler(d->file, j->request, j->seed),
	};
	j->usage.in = (int64_t)prompt.n;
	d->busy++;
}

static void leave(struct deck *d, struct slot *s)
{
	llama_memory_seq_rm(llama_get_memory(d->ctx), (llama_seq_id)(s - d->slots), -1,
			    -1);
	if (s->sampler)
		llama_sampler_free(s->sampler);
	VEC_FREE(&s->prompt);
	*s = (struct slot){0};
	d->busy--;
}

static int32_t put(struct deck *d, llama_token token, int32_t position, llama_seq_id seq,
		   bool logits)
{
	int32_t i = d->batch.n_tokens++;
	d->batch.token[i] = token;
	d->batch.pos[i] = position;
	d->batch.n_seq_id[i] = 1;
	d->batch.seq_id[i][0] = seq;
	d->batch.logits[i] = logits;
	return logits ? i : -1;
}

// First one token of each reply under way, so that none starves; then prompts, as many
// tokens as fit.
static void fill(struct deck *d)
{
	d->batch.n_tokens = 0;
	for (size_t i = 0; i < d->n; i++) {
		struct slot *s = &d->slots[i];
		s->logits = -1;
		if (s->job && s->fed == s->prompt.n)
			s->logits = put(d, s->last, s->position++, (llama_seq_id)i, true);
	}
	for (size_t i = 0; i < d->n; i++) {
		struct slot *s = &d->slots[i];
		while (s->job && s->fed < s->prompt.n && d->batch.n_tokens < DECK_BATCH) {
			bool last = s->fed + 1 == s->prompt.n;
			s->logits = put(d, s->prompt.p[s->fed++], s->position++,
					(llama_seq_id)i, last);
			if (last)
				break;
		}
	}
}

// The reply grows by a token, or ends; true when it ended.
static bool advance(struct deck *d, struct slot *s)
{
	llama_token token = sample(d, s);
	struct llama_job *j = s->job;
	if (llama_vocab_is_eog(d->file->vocab, token)) {
		j->finish = "stop";
		return true;
	}
	llama_token_text(d->file, token, &j->text);
	j->usage.out = ++s->made;
	s->last = token;
	if (buf_failed(&j->text))
		j->failure = FAILURE_TOO_LARGE;
	if (s->made < s->most && !buf_failed(&j->text))
		return false;
	j->finish = "length";
	return true;
}

void deck_turn(struct deck *d, void (*done)(void *ctx, struct llama_job *j), void *ctx)
{
	fill(d);
	bool broken = d->batch.n_tokens && llama_decode(d->ctx, d->batch) != 0;
	for (size_t i = 0; i < d->n; i++) {
		struct slot *s = &d->slots[i];
		struct llama_job *j = s->job;
		if (!j || (!broken && (s->logits < 0 || !advance(d, s))))
			continue;
		if (broken) {
			j->failure = FAILURE_SERVER;
			j->message = "the library could not decode the batch";
		}
		leave(d, s);
		done(ctx, j);
	}
}

// --- Scoring.

static double log_probability(const float *logits, int32_t n, llama_token token)
{
	double most = logits[0], sum = 0;
	for (int32_t i = 1; i < n; i++)
		most = logits[i] > most ? logits[i] : most;
	for (int32_t i = 0; i < n; i++)
		sum += exp(logits[i] - most);
	return logits[token] - most - log(sum);
}

// Decodes tokens at the end of sequence 0 in batches, and adds up the log-probabilities
// of `next`: next[i] after tokens[i].
static bool decode_run(struct deck *d, const llama_token *tokens, size_t n,
		       int32_t *position, const llama_token *next, double *sum)
{
	for (size_t at = 0; at < n;) {
		size_t some = n - at < DECK_BATCH ? n - at : DECK_BATCH;
		d->batch.n_tokens = 0;
		for (size_t i = 0; i < some; i++)
			put(d, tokens[at + i], (*position)++, 0,
			    next && next[at + i] >= 0);
		if (llama_decode(d->ctx, d->batch) != 0)
			return false;
		for (size_t i = 0; next && i < some; i++)
			if (next[at + i] >= 0)
				*sum += log_probability(
					llama_get_logits_ith(d->ctx, (int32_t)i),
					llama_vocab_n_tokens(d->file->vocab),
					next[at + i]);
		at += some;
	}
	return true;
}

// One continuation: the prompt's last token and all but its own last are decoded, each
// one's successor is scored.
static bool score(struct deck *d, const struct tokens *prompt, const struct tokens *more,
		  double *out)
{
	llama_memory_t memory = llama_get_memory(d->ctx);
	int32_t position = (int32_t)prompt->n - 1;
	struct tokens run = {0};
	VEC_PUSH(&run, prompt->p[prompt->n - 1]);
	for (size_t i = 0; i + 1 < more->n; i++)
		VEC_PUSH(&run, more->p[i]);
	*out = 0;
	llama_memory_seq_rm(memory, 0, position, -1);
	bool ok = !more->n || decode_run(d, run.p, more->n, &position, more->p, out);
	VEC_FREE(&run);
	return ok;
}

void deck_score(struct deck *d, struct llama_job *j, const struct tokens *prompt)
{
	const struct request *r = j->request;
	int32_t position = 0;
	bool ok = decode_run(d, prompt->p, prompt->n - 1, &position, NULL, NULL);
	j->scores = mem_zalloc((r->n_continuations + 1) * sizeof(*j->scores));
	j->usage.in = (int64_t)prompt->n;
	for (size_t i = 0; ok && i < r->n_continuations; i++) {
		struct tokens more = {0};
		llama_text_tokens(d->file, r->continuations[i], false, false, &more);
		ok = prompt->n + more.n <= d->room &&
		     score(d, prompt, &more, &j->scores[i]);
		VEC_FREE(&more);
	}
	llama_memory_seq_rm(llama_get_memory(d->ctx), 0, -1, -1);
	if (ok)
		return;
	j->failure = FAILURE_CONTEXT;
	j->message = "a continuation does not fit the context";
}
