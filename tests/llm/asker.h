// Asks a model many things at once and keeps what came back, for the tests of this room.
#ifndef TESTS_LLM_ASKER_H
#define TESTS_LLM_ASKER_H

#include "llm/llm.h"

struct asker {
	struct arena arena; // of the calls kept
	struct llm *llm;
	struct model *model;
};

// The defaults of the option rows, but with a short back-off.
struct llm_settings asker_settings(void);
// Opens the model; a failure fails the test.
void asker_open(struct asker *a, const struct llm_settings *s, const char *model);
void asker_close(struct asker *a);

// A chat of one user message.
struct request asker_request(struct asker *a, struct str prompt);
// Asks all at once and polls until every call is back; copies in order, in the arena.
const struct call *asker_ask(struct asker *a, const struct request *requests, size_t n);
struct call asker_ask_one(struct asker *a, struct str prompt);

#endif
