// Reading what an OpenAI-compatible server answers to a chat completion. Pure; any
// thread.
#ifndef LLM_OPENAI_REPLY_H
#define LLM_OPENAI_REPLY_H

#include "llm/provider.h"
#include "net/http.h"

// Everything that can come back becomes an attempt: text, or the kind of failure and one
// line. Text lies in the arena or in the reply's body.
struct attempt openai_reply_read(struct arena *a, const struct http_reply *reply);
// Adds the probabilities of the labels that the request asks for, where they came.
void openai_reply_labels(struct arena *a, const struct http_reply *reply,
			 const struct request *r, struct attempt *attempt);

// The same of the moderation endpoint: the text is the JSON of its answer.
struct attempt openai_reply_moderation(struct arena *a, const struct http_reply *reply);
// The same of the embeddings endpoint: the vector is in the scores.
struct attempt openai_reply_embedding(struct arena *a, const struct http_reply *reply);

#endif
