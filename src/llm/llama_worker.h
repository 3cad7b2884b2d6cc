// Decoding: worker threads that batch all waiting requests continuously. Private to
// llama*.c.
//
// Requests go in on the I/O thread (llama_pool_add) and come out there (llama_pool_take).
// Each worker has contexts of its own over the shared weights; in each, a number of slots
// are filled from the queue as they become free, and every turn decodes one token of each
// plus as much of new prompts as the batch holds. Most prompts are short, and a slot that
// holds the whole context costs its memory whether used or not: so there are many short
// slots, and two long ones that are made when first a conversation needs one. A reply
// that outgrows its short slot moves into a long one.
#ifndef LLM_LLAMA_WORKER_H
#define LLM_LLAMA_WORKER_H

#include "llm/llama_job.h"

struct llama_pool;
struct llama_pool_settings {
	size_t workers; // 0: one per processor, or one with all processors where the
			// weights are large
	bool deterministic;
	void (*wake)(void *ctx); // something can be taken; called from workers
	void *ctx;
};
struct llama_pool *llama_pool_create(const struct llama_file *file,
				     const struct llama_pool_settings *s,
				     struct err *e) MUST_CHECK;
// Breaks off the present decoding turn, drops the rest; NULL is legal.
void llama_pool_destroy(struct llama_pool *p);
// Requests that can be decoded at once.
size_t llama_pool_slots(const struct llama_pool *p);
void llama_pool_add(struct llama_pool *p, struct llama_job *j);
struct llama_job *llama_pool_take(struct llama_pool *p); // a finished one, or NULL

#endif
