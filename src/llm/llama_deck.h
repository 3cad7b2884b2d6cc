// A context and its slots: what decodes one batch after another. One thread. Private to
// llama*.c.
#ifndef LLM_LLAMA_DECK_H
#define LLM_LLAMA_DECK_H

#include <stdatomic.h>

#include "llm/llama_job.h"

#define DECK_BATCH 512  // tokens decoded in one turn at most
#define SCORED_BATCH 64 // of them with logits, when scoring

struct slot {
	struct llama_job *job; // NULL: free
	size_t fed;            // of its tokens: decoded
	int32_t logits;        // where this turn's logits are in the batch, -1 none
};

struct deck {
	const struct llama_file *file;
	struct llama_context *ctx; // NULL: not open
	struct llama_batch batch;
	struct slot *slots;
	size_t n, busy;
	uint32_t room; // tokens a slot holds
	struct sampling_room sampling;
	float *logits;                       // a copy, for replies that follow a grammar
	struct llama_token_data *candidates; // likewise; NULL until the first of these
};

struct deck_shape {
	size_t slots;
	uint32_t room;
	size_t threads;
	atomic_bool *stop; // breaks a turn off when set
};

bool deck_open(struct deck *d, const struct llama_file *f, const struct deck_shape *shape,
	       struct err *e) MUST_CHECK;
void deck_close(struct deck *d); // of one that was never opened, too
bool deck_has_room(const struct deck *d);
// Takes a request into a free slot, which there must be. Its tokens must fit.
void deck_take(struct deck *d, struct llama_job *j);
// Decodes one batch, and gives back the requests that ended in it (or all of them,
// failed, where the library fails) and those whose slot is `full` before their reply's
// end.
void deck_turn(struct deck *d, void (*back)(void *ctx, struct llama_job *j, bool full),
	       void *ctx);

// CALL_SCORE, at once, in a free slot: the log-probability of each continuation after the
// prompt.
void deck_score(struct deck *d, struct llama_job *j);

// For llama_score.c: the place in the batch where the token's logits will be, or -1.
int32_t deck_put(struct deck *d, llama_token token, size_t position, size_t slot,
		 bool logits);
size_t deck_free_slot(const struct deck *d);
void deck_forget(struct deck *d, size_t slot); // empties its cache

#endif
