// What a model is asked when it is to write prompts, and what a good reply looks like.
// The texts are data/generate/strategies.yaml.
//
// Used by the strategies that ask, and by whoever writes rows to train such a model
// (exchange/write_sft.c): both say the same words. Texts are read at first use; one
// thread.
#ifndef GENERATE_PROMPT_H
#define GENERATE_PROMPT_H

#include "base/rng.h"
#include "base/yaml.h"
#include "generate/generate.h"

struct asking {
	const char *strategy; // a key of `strategies` in the file
	const struct task *task;
	size_t wanted;               // prompts
	const struct str *knowledge; // [n_knowledge] to be worked in
	size_t n_knowledge;
	const struct str *angles; // [n_angles] to write from
	size_t n_angles;
	// [n_numbered] prompts to start from; the reply's are numbered then
	const struct str *numbered;
	size_t n_numbered;
};

struct prompt {
	const struct message *messages; // [n]
	size_t n;
	// All that was said but for what was given to work on: what an echo repeats.
	struct str told;
};

struct prompt prompt_make(struct arena *a, const struct asking *asking);
// The JSON schema of the reply, numbered or plain. Static.
struct str prompt_schema(bool numbered);
// A reply that holds these texts; numbers[i] (or numbers NULL: plain).
struct str prompt_reply(struct arena *a, const struct str *texts, const size_t *numbers,
			size_t n);

const struct yaml *prompt_texts(void); // strategies.yaml
// The file's version: part of where an item comes from.
int64_t prompt_version(void);
// Angles to vary by in this language, drawn without repetition: at most `n`. How many.
size_t prompt_angles(struct rng *r, struct str lang, struct str *out, size_t n);

#endif
