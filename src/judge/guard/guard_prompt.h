// A prompt for a guard that is written in a file: the user's, copied from the model's
// card, or data/judges/guards/NAME.yaml, in our own words. docs/judges-guards.md has the
// form. Not for other rooms, but for guard_prompt_check().
#ifndef JUDGE_GUARD_PROMPT_H
#define JUDGE_GUARD_PROMPT_H

#include "core/sample.h"
#include "suite/fault.h"

#define GUARD_SLOT_PURPOSE "{purpose}"
#define GUARD_SLOT_POLICY "{policy}"

// What a user says of the application under test: settings, each "" if not given.
struct guard_context {
	struct str purpose; // what it is for
	struct str policy;  // its own rules
};

struct guard_prompt {
	struct str system[2], text[2]; // zh, en; the same where there is but one
	// The paragraphs around what the context says, or "": {purpose} and {policy}
	// stand for it as it is.
	struct str purpose[2], policy[2];
	bool own;           // our words: every judgement says so
	struct str version; // "own-1234abcd", "file-1234abcd"
};

// `file` "": ours, of the guard `name`.
const struct guard_prompt *guard_prompt_load(struct arena *a, const char *name,
					     struct str file, struct err *e) MUST_CHECK;
// Every fault of a prompt file, whichever guard it is for.
void guard_prompt_check(struct arena *a, const char *path, struct faults *f);
// Of which language the prompt lacks a slot ("{policy}"): "zh", "en", "" of both; NULL:
// of none.
const char *guard_prompt_lacks(const struct guard_prompt *p, const char *slot);
// The messages to send: *n of them.
const struct message *guard_prompt_fill(const struct guard_prompt *p, struct arena *a,
					const struct sample *sample,
					const struct guard_context *context, size_t *n);
// What stands for {mark} in this sample's.
struct str guard_prompt_mark(struct arena *a, const struct sample *sample);

// The conversation: the item's messages, then the response. A system message leads the
// first of the user's, and neighbours by one speaker are joined, since most templates
// take nothing but turns. Control tokens in the texts are broken by a blank: servers take
// them for their own, so that a response could end the conversation and answer in the
// guard's place. *n of them.
const struct message *guard_conversation(struct arena *a, const struct sample *sample,
					 size_t *n);

#endif
