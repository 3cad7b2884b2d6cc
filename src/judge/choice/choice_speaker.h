// Whose choice a clause tells of: the speaker's, or another's.
#ifndef JUDGE_CHOICE_SPEAKER_H
#define JUDGE_CHOICE_SPEAKER_H

#include "judge/choice/choice_reading.h"

// Whether the choosing at token i is the speaker's. "Bullies prefer X", "I hesitate to
// choose X": it is not.
bool clause_is_own(const struct clause *c, size_t i);
// Whether the answer that token i speaks of is: "网友给的答案", "her answer" are not.
bool clause_is_own_answer(const struct clause *c, size_t i);

#endif
