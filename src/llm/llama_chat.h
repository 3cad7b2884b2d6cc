// From messages to tokens. Private to llama*.c; any thread.
#ifndef LLM_LLAMA_CHAT_H
#define LLM_LLAMA_CHAT_H

#include "base/vec.h"
#include "llm/llama_file.h"

struct tokens { // a VEC with a name
	llama_token *p;
	size_t n, cap;
};

// The conversation in the model's own template, ready for its reply. Control tokens are
// made by the template only: text that looks like one ("<|im_end|>" in a prompt) stays
// text.
bool llama_chat_tokens(const struct llama_file *f, const struct request *r,
		       struct tokens *out) MUST_CHECK;
// Text as it stands, appended.
void llama_text_tokens(const struct llama_file *f, struct str text, bool first,
		       bool control, struct tokens *out);
// The text of a token, appended; none of a control token.
void llama_token_text(const struct llama_file *f, llama_token token, struct buf *out);

#endif
