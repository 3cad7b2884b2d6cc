// A context and its slots: what decodes one batch after another. One thread. Private to
// llama*.c.
#ifndef LLM_LLAMA_DECK_H
#define LLM_LLAMA_DECK_H

#include "llm/llama_worker.h"

#define DECK_BATCH 512 // tokens decoded in one turn at most

struct slot {
	struct llama_job *job; // NULL: free
	struct tokens prompt;
	size_t fed;         // tokens of the prompt decoded so far
	int32_t position;   // of the next token
	llama_token last;   // sampled, not yet decoded
	int32_t logits;     // where this turn's logits are in the batch, -1 none
	int64_t made, most; // tokens of the reply
	struct llama_sampler *sampler; // NULL: greedy
};

struct deck {
	const struct llama_file *file;
	struct llama_context *ctx;
	struct llama_batch batch;
	struct slot *slots;
	size_t n, busy;
	uint32_t room; // tokens a sequence may take
	bool alone;    // one sequence a batch
};

bool deck_open(struct deck *d, const struct llama_file *f, size_t slots, uint32_t room,
	       size_t threads, bool alone, struct err *e) MUST_CHECK;
void deck_close(struct deck *d); // of one that was never opened, too
bool deck_has_room(const struct deck *d);
// Takes a request whose prompt is tokenised; the tokens become the deck's. There must be
// a free slot.
void deck_take(struct deck *d, struct llama_job *j, struct tokens prompt);
// Decodes one batch. Finished requests are handed to `done`.
void deck_turn(struct deck *d, void (*done)(void *ctx, struct llama_job *j), void *ctx);
// CALL_SCORE, at once, in a free slot: the log-probability of each continuation after the
// prompt.
void deck_score(struct deck *d, struct llama_job *j, const struct tokens *prompt);

#endif
