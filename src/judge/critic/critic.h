// The built-in critic: how risky a response is, and whether it refuses, by trained
// weights and without a model. Microseconds a response.
//
// It is a first look: what it reaches, and where it fails, is in docs/critic.md. For
// Chinese answers no accuracy is claimed. Any thread.
#ifndef JUDGE_CRITIC_H
#define JUDGE_CRITIC_H

#include "judge/critic/critic_model.h"

struct critic_opinion {
	double riskiness; // of the head asked
	bool unsafe, unsure;
	enum refusal refusal;
	double refused; // the probability of a full or partial refusal, NaN: no such head
	// 0 unsafe, 1 safe, 2 safe and with advice; a rule that nobody has measured
	int grade;
	struct critic_features features; // in the thread's scratch
};

// What `head` (CRITIC_HARM or CRITIC_OFFENSIVE, which m must have) says of a response,
// and of its refusal. `embedding` is [m->embedding_n] of the response, NULL of a model
// without. out->features is valid until the thread's next opinion.
void critic_judge(const struct critic_model *m, enum critic_head head, struct str prompt,
		  struct str response, const double *embedding,
		  struct critic_opinion *out);

#endif
