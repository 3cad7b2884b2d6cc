// What stands around an answer and tells nothing of it. Not for other rooms.
#ifndef JUDGE_CRITIC_COURTESY_H
#define JUDGE_CRITIC_COURTESY_H

#include "base/str.h"

// The response without the white space around it and without up to two bare courtesies in
// front ("Sorry for the wait.", "Thank you for the question."), which models put before
// plain answers as before refusals. A refusal is none, nor is one that is all there is.
// Any thread.
struct str critic_answer_of(struct str response);

#endif
