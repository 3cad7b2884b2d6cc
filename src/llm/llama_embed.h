// Embeddings (CALL_EMBED): one vector for a text, from a context of its own. One thread.
// Private to llama*.c.
//
// Pooled as the model says, else by the mean over its tokens. A longer text is cut into
// pieces of EMBED_ROOM tokens: their vectors are averaged, each weighed by its tokens;
// of a model that pools otherwise its first or last tokens speak, those that it looks at.
#ifndef LLM_LLAMA_EMBED_H
#define LLM_LLAMA_EMBED_H

#include "llm/llama_job.h"

#define EMBED_ROOM 512u // tokens of a piece at most

struct embedder {
	const struct llama_file *file;
	struct llama_context *ctx; // NULL: not open
	struct llama_batch batch;
	enum llama_pooling_type pooling;
	uint32_t room;
};

bool embedder_open(struct embedder *m, const struct llama_file *f, size_t threads,
		   struct err *e) MUST_CHECK;
void embedder_close(struct embedder *m); // of one that was never opened, too
// Fills j->scores [j->n_scores] by the request's last message, or fails the job.
void embedder_embed(struct embedder *m, struct llama_job *j);

#endif
