// One walk over a response: its grams, and what else is counted. Not for other rooms.
#ifndef JUDGE_CRITIC_WALK_H
#define JUDGE_CRITIC_WALK_H

#include "judge/critic/critic_grams.h"

struct critic_counts {
	size_t tokens, words, word_bytes, cjk, capitals, digits;
	size_t lines, items, steps, quotes, questions, exclaims, colons, brackets;
	size_t symbols, code;
	size_t long_words, echoed, echoed_opening; // words long enough to echo the prompt
};

#define CRITIC_ECHO_SLOTS 2048

// The prompt's words that are long enough. Of CRITIC_PROMPT_MAX bytes at most, three to a
// word, so that a slot is always free.
struct critic_echo {
	uint32_t slots[CRITIC_ECHO_SLOTS]; // 0: none
	size_t mask, words;
};

// After critic_token_init() and critic_words_init().
void critic_walk_prompt(struct str prompt, struct critic_echo *out);
// `grams` has been cleared for it.
void critic_walk(struct str text, const struct critic_echo *prompt,
		 struct critic_grams *grams, struct critic_counts *out);

#endif
