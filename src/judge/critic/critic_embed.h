// Asking a model for the embeddings that a critic is trained with.
#ifndef JUDGE_CRITIC_EMBED_H
#define JUDGE_CRITIC_EMBED_H

#include "base/progress.h"
#include "judge/critic/critic_data.h"
#include "llm/llm.h"

// Puts the embedding of every row's response (CRITIC_RESPONSE_MAX bytes of it) into the
// data. `responses` [d->rows.n] are in the order of the rows. ERR_MODEL: one could not be
// embedded. One thread.
bool critic_embed(struct critic_data *d, const struct str *responses, struct llm *llm,
		  struct model *model, struct progress *progress,
		  struct err *e) MUST_CHECK;

#endif
