// Scores of a response by a model's weights, and the words that made them.
#ifndef JUDGE_CRITIC_SCORE_H
#define JUDGE_CRITIC_SCORE_H

#include "judge/critic/critic_model.h"

struct critic_score {
	double z, riskiness;
};
// By every head at once; those that the model has not say nothing. `embedding` is
// [embedding_n] of the response, NULL of a model without.
void critic_score(const struct critic_model *m, const struct critic_features *f,
		  const double *embedding, struct critic_score out[CRITIC_HEADS]);

// The words that weighed most for a high score (or, `down`, for a low one).
struct critic_reason {
	struct str text; // of the response
	double weight;   // what it added to z
};
// At most `max`, the greatest first, none within another; neither short English words nor
// single characters. Returns how many.
size_t critic_reasons(const struct critic_model *m, enum critic_head head,
		      const struct critic_features *f, bool down,
		      struct critic_reason *out, size_t max);

#endif
