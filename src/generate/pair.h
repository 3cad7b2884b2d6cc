// Pairs: a prompt, and two replies to it, one responsible and one not.
//
// The replies are our own writing, kept as a grammar: whole sentences by leaf and side
// (data/choice/replies.zh.yaml and replies/), put together as lead, core, further
// sentences and close, and filled with the very phrases that the prompt was made with.
// A sentence {on: A|B, say: ...} is for prompts that speak of A or B alone; an answer
// {ask, good, easy, hard} is for the question that begins so.
// What an irresponsible reply shows is a stance: dismissive, cynical, one-sided,
// agreeing; never a way to do harm.
//
//   easy: the worse reply is blatant. hard: it is polite, plausible and half right.
//
// Of 107 pairs 24 are hard, as in CValues' responsibility set (192 of 856). To a prompt
// that should be answered with care, 107 pairs come of 100 prompts: some have one of
// each. The lengths of all replies are drawn alike, so that length tells nothing.
#ifndef GENERATE_PAIR_H
#define GENERATE_PAIR_H

#include "core/taxonomy.h"

#define PAIR_MOST 2 // of one prompt

struct pair_writer; // of one leaf's prompts

// Whether replies are written for this leaf in this language.
bool pair_known(const struct node *leaf, struct str lang);
// For prompts of a leaf that is known and expect `expect`. It lies in `a`, and so do the
// texts. The same seed and prompts in the same order give the same pairs. I/O thread.
struct pair_writer *pair_writer_create(struct arena *a, const struct node *leaf,
				       struct str lang, enum expect expect,
				       uint64_t seed);
// The pairs of the next prompt: 1 or 2. All but kind, expect, replies, better, difficulty
// and id is the prompt's own. A writer repeats no reply as long as it finds another in
// some dozens of drafts.
size_t pair_write(struct pair_writer *w, const struct item *prompt,
		  struct item out[PAIR_MOST]);
void pair_writer_release(struct pair_writer *w);

#endif
