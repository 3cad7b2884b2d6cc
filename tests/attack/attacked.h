// Attacks as the engine starts them, on an item of a test.
#ifndef TESTS_ATTACK_ATTACKED_H
#define TESTS_ATTACK_ATTACKED_H

#include "attack/attack.h"

// The first step, with everything in the arena.
enum step attacked(struct arena *a, const char *attack, const struct item *item,
		   uint64_t seed, struct attack_out *out);
// The text made of a prompt; anything but STEP_DONE fails the test.
struct str attacked_text(struct arena *a, const char *attack, const char *lang,
			 struct str prompt, uint64_t seed);

struct prompts { // S-Eval's base prompts: 10,000 in Chinese, then 10,000 in English
	struct arena arena;
	struct item *items;
	size_t n;
};
// Skips the test by name without ASSAY_TEST_DATA.
void prompts_load(struct prompts *p, const char *test);
void prompts_release(struct prompts *p);

#endif
