// Drawing the next token from logits. Private to llama*.c, but knows nothing of the
// library: the same draws on every machine and release of it, given the same logits.
//
// In the order of OpenAI's API, vLLM and transformers: penalties, temperature, top_k,
// top_p, min_p (llama.cpp's own tools apply the temperature last), so that a parameter
// means the same for a model here and behind a server. Presence and frequency count the
// reply's tokens, repetition the prompt's too.
#ifndef LLM_LLAMA_SAMPLE_H
#define LLM_LLAMA_SAMPLE_H

#include "base/rng.h"
#include "core/params.h"

#define SAMPLE_TEMPERATURE 0.8 // where neither request nor model says

struct sampling {
	double temperature, top_p, min_p; // temperature 0: always the likeliest
	double repeat, frequency, presence;
	int64_t top_k; // 0: all
	struct rng rng;
};

// What is not asked is the model's own (`own`), else as above and nothing cut off.
struct sampling sampling_of(const struct params *asked, const struct params *own,
			    uint64_t seed);

// What went before: [n] tokens, the first n_prompt of which are the prompt's.
struct context_tokens {
	const int32_t *p;
	size_t n, n_prompt;
};

struct candidate {
	float weight; // 1 of the likeliest
	int32_t token;
};
struct sampling_room { // scratch of one thread
	struct candidate *candidates;
	float *weights;
	double *sums;
	int32_t *counts; // zero between uses
};
void sampling_room_init(struct sampling_room *room, size_t n); // for n logits
void sampling_room_release(struct sampling_room *room);        // of {0}, too

// `logits` [n], n > 0, are changed where there are penalties.
int32_t sampling_pick(struct sampling *s, float *logits, size_t n,
		      struct context_tokens before, struct sampling_room *room);

#endif
