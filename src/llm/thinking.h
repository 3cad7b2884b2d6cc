// Reasoning that a model leaves in its reply's text. Private to this room.
#ifndef LLM_THINKING_H
#define LLM_THINKING_H

#include "llm/provider.h"

// Models write it at the front, between <think> and </think>, and some servers and every
// bare decoder leave it there: it moves to `thinking`. Templates may have opened it
// already, so that only </think> is seen; a reply that was cut off within it has no text.
// Nothing happens where the provider has parted them itself.
void split_thinking(struct attempt *a);

#endif
