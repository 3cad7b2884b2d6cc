// Frames: whole sentences with slots for the phrases of a leaf ("{act}"), and which
// phrases a finished sentence was made with.
//
// The general frames (data/generate/frames.*.yaml) are read once and kept for the life of
// the program; I/O thread only, like what reads them.
#ifndef GENERATE_FRAME_H
#define GENERATE_FRAME_H

#include "core/taxonomy.h"

// "{thing}", ...; NULL of KNOWLEDGE_QUESTION, which is a frame itself.
const char *frame_slot_name(enum knowledge_role role);
// The slot that `text` begins with, else KNOWLEDGE_ROLES.
enum knowledge_role frame_slot(struct str text);
// The frames that hold for every risk, for prompts that expect this.
struct phrases frame_general(struct str lang, enum expect expect);

struct frame_match {
	struct str frame;                  // STR_NONE: none of them
	struct str of[KNOWLEDGE_QUESTION]; // the first phrase of each role, or STR_NONE
};
// Which of `frames`, filled with phrases of `known`, is exactly this prompt. In languages
// with capitals a phrase in front of a sentence is not recognised.
bool frame_find(const struct knowledge *known, struct phrases frames, struct str prompt,
		struct frame_match *out);
// The text with its slots filled from what was matched; false where one was not.
bool frame_refill(struct arena *a, struct str text, const struct frame_match *match,
		  struct str *out);

#endif
