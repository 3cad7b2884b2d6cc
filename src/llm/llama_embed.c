#include "llm/llama_embed.h"

static struct llama_context *make_context(const struct llama_file *f, size_t threads,
					  uint32_t room, enum llama_pooling_type pooling)
{
	struct llama_context_params params = llama_context_default_params();

	// A pooled text has to be decoded in one go.
	params.n_ctx = params.n_batch = params.n_ubatch = room;
	params.n_seq_max = 1;
	params.embeddings = true;
	params.pooling_type = pooling;
	params.n_threads = params.n_threads_batch = (int32_t)threads;
	params.no_perf = true;
	return llama_init_from_model(f->model, params);
}

bool embedder_open(struct embedder *m, const struct llama_file *f, size_t threads,
		   struct err *e)
{
	uint32_t room = f->context < EMBED_ROOM ? f->context : EMBED_ROOM;
	struct llama_context *ctx =
		make_context(f, threads, room, LLAMA_POOLING_TYPE_UNSPECIFIED);

	// Models that chat say nothing of pooling.
	if (ctx && llama_pooling_type(ctx) == LLAMA_POOLING_TYPE_NONE) {
		llama_free(ctx);
		ctx = make_context(f, threads, room, LLAMA_POOLING_TYPE_MEAN);
	}
	if (!ctx)
		return err_set(e, ERR_MODEL,
			       "no context of %u tokens for embeddings: out of memory?",
			       room);
	*m = (struct embedder){.file = f, .ctx = ctx, .room = room};
	m->pooling = llama_pooling_type(ctx);
	m->batch = llama_batch_init((int32_t)room, 0, 1);
	return true;
}

void embedder_close(struct embedder *m)
{
	if (m->ctx) {
		llama_batch_free(m->batch);
		llama_free(m->ctx);
	}
	*m = (struct embedder){0};
}

static void tokens_of(const struct llama_file *f, const struct request *r,
		      struct tokens *out)
{
	if (llama_vocab_get_add_bos(f->vocab))
		VEC_PUSH(out, llama_vocab_bos(f->vocab));
	// What is embedded is no template: no control tokens are read from it.
	llama_text_tokens(f, r->messages[r->n_messages - 1].content, false, out);
	if (llama_vocab_get_add_eos(f->vocab))
		VEC_PUSH(out, llama_vocab_eos(f->vocab));
}

static const float *decode(struct embedder *m, const llama_token *tokens, size_t n)
{
	llama_memory_t memory = llama_get_memory(m->ctx);

	if (memory) // encoders keep none
		llama_memory_clear(memory, false);
	for (size_t i = 0; i < n; i++) {
		m->batch.token[i] = tokens[i];
		m->batch.pos[i] = (llama_pos)i;
		m->batch.n_seq_id[i] = 1;
		m->batch.seq_id[i][0] = 0;
		m->batch.logits[i] = true;
	}
	m->batch.n_tokens = (int32_t)n;
	return llama_decode(m->ctx, m->batch) == 0 ? llama_get_embeddings_seq(m->ctx, 0)
						   : NULL;
}

static bool add_piece(struct embedder *m, struct llama_job *j, size_t from, size_t n)
{
	const float *vector = decode(m, j->tokens.p + from, n);
	double share = (double)n / (double)j->tokens.n;

	if (!vector) {
		llama_job_fail(j, FAILURE_SERVER, "the library could not embed the text");
		return false;
	}
	for (size_t k = 0; k < j->n_scores; k++)
		j->scores[k] += share * (double)vector[k];
	return true;
}

void embedder_embed(struct embedder *m, struct llama_job *j)
{
	if (m->pooling == LLAMA_POOLING_TYPE_RANK || !j->request->n_messages) {
		llama_job_fail(j, FAILURE_REQUEST, "it ranks texts and embeds none");
		return;
	}
	tokens_of(m->file, j->request, &j->tokens);
	if (!j->tokens.n) {
		llama_job_fail(j, FAILURE_REQUEST, "there is no text to embed");
		return;
	}
	j->usage.in = (int64_t)j->tokens.n;
	j->n_scores = (size_t)llama_model_n_embd(m->file->model);
	j->scores = mem_zalloc(j->n_scores * sizeof(*j->scores));
	if (m->pooling != LLAMA_POOLING_TYPE_MEAN && j->tokens.n > m->room) {
		size_t cut = j->tokens.n - m->room;

		if (m->pooling == LLAMA_POOLING_TYPE_LAST)
			memmove(j->tokens.p, j->tokens.p + cut,
				m->room * sizeof(*j->tokens.p));
		j->tokens.n = m->room;
	}
	for (size_t from = 0; from < j->tokens.n; from += m->room) {
		size_t rest = j->tokens.n - from;

		if (!add_piece(m, j, from, rest < m->room ? rest : m->room))
			return;
	}
	j->finish = "stop";
}
