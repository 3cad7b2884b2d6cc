// How likely each label of a request was where the reply chose one. Private to llama*.c.
#ifndef LLM_LLAMA_LABELS_H
#define LLM_LLAMA_LABELS_H

#include "llm/llama_job.h"

// Before a token is drawn: keeps the logits, where a label may begin.
void llama_labels_before(const struct llama_file *f, struct llama_job *j,
			 const float *logits);
// The token is drawn; the reply was `before` bytes long. Fills j->scores where it holds
// the label's first letter.
void llama_labels_after(const struct llama_file *f, struct llama_job *j, size_t before);
// The reply has ended.
void llama_labels_end(struct llama_job *j);

#endif
