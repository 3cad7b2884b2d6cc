// Reading what an OpenAI-compatible server answers to a chat completion. Pure; any
// thread.
#ifndef LLM_OPENAI_REPLY_H
#define LLM_OPENAI_REPLY_H

#include "llm/provider.h"
#include "net/http.h"

// Everything that can come back becomes an attempt: text, or the kind of failure and one
// line. Text lies in the arena or in the reply's body.
struct attempt openai_reply_read(struct arena *a, const struct http_reply *reply);

#endif
