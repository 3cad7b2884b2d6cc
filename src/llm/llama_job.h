// One request on its way through the decoder. Private to llama*.c.
#ifndef LLM_LLAMA_JOB_H
#define LLM_LLAMA_JOB_H

#include "llm/llama_chat.h"
#include "llm/llama_sample.h"

struct llama_job {
	struct job *job;
	const struct request *request;
	struct tokens tokens; // the prompt's, then the reply's
	size_t n_prompt;
	size_t most; // tokens of the reply
	struct sampling sampling;
	struct llama_sampler *grammar; // of the request's schema, NULL: none
	uint64_t seed;
	struct buf text;
	enum failure failure;
	char message[160];  // of a failure
	const char *finish; // "stop", "length"
	struct usage usage;
	double *scores;          // [n_scores], on the heap; NULL: none
	size_t n_scores;         // continuations, or numbers of the embedding
	struct llama_odds *odds; // of llama_labels, one block; NULL: none yet
	struct llama_job *next;
};

// `job` and its request stay the queue's, and outlive this.
struct llama_job *llama_job_create(struct job *job, uint64_t seed);
void llama_job_destroy(struct llama_job *j);
void llama_job_fail(struct llama_job *j, enum failure failure, const char *fmt, ...)
	PRINTF(3, 4);

#endif
