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
// text. False: the template cannot render it.
bool llama_chat_tokens(const struct llama_file *f, const struct request *r,
		       struct tokens *out) MUST_CHECK;
// Whether a template is one that the library knows.
bool llama_chat_knows(const char *chat_template);
// Text as it stands, appended; with `control`, control tokens in it are such.
void llama_text_tokens(const struct llama_file *f, struct str text, bool control,
		       struct tokens *out);
// The text of a token, appended; none of a control token.
void llama_token_text(const struct llama_file *f, llama_token token, struct buf *out);

#endif
