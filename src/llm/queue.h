// The one queue between those who ask and the providers. Private to this room.
//
// A job is waiting (in its model's list), under way (the provider's), or delayed (in the
// heap, to be repeated).
#ifndef LLM_QUEUE_H
#define LLM_QUEUE_H

#include "base/rng.h"
#include "base/vec.h"
#include "llm/provider.h"

struct queued {
	struct job job; // first: a provider's job is this
	llm_done done;
	void *ctx;
	int attempts;
	uint64_t first_ns, due_ns;
	struct queued *next;
	struct queued *next_of_all;
};

struct model_queue {                 // one model's
	struct queued *head, **tail; // waiting
	size_t waiting, in_flight, delayed;
	bool succeeded;        // once, at least
	bool reached;          // its host has answered, be it with a failure
	uint64_t paused_until; // ns: a rate limit holds for the whole model
};

struct llm {
	struct llm_settings settings;
	struct http *http;
	struct model *models;
	struct rng jitter;
	VEC(struct queued *) delayed; // a heap, the earliest first
	struct queued *all;           // every one ever made
	struct queued *spare;         // of them, not in use
	struct arena scratch;         // of the call being handed out
	size_t handed;                // callbacks made since the present poll began
	struct err hopeless;
};

struct model_queue *queue_create(void);
void queue_destroy(struct model_queue *mq);
// Starts what may start; returns the time in ns when it should be called again,
// UINT64_MAX: when something ends.
uint64_t queue_pump(struct llm *l);
void queue_release(struct llm *l); // every job, wherever it is

#endif
