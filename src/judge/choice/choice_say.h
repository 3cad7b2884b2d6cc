// What each word of a clause says of the names in it: that one is chosen, is the answer,
// is better than the other, is bad in itself; and its negation.
#ifndef JUDGE_CHOICE_SAY_H
#define JUDGE_CHOICE_SAY_H

#include "judge/choice/choice_reading.h"

// Votes for what the word at token i says, if it says anything.
void clause_say_word(struct clause *c, size_t i);

#endif
