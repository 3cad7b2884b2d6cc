// What in a sentence is not said for its own: supposed, reported, doubted, or said of
// what is bad from the start ("When it comes to cruelty, ...").
#ifndef JUDGE_CHOICE_DOUBT_H
#define JUDGE_CHOICE_DOUBT_H

#include "judge/choice/choice_reading.h"

// From which token on the sentence [from, end) has no vote: `end` if it is all meant. A
// reason is about itself: what is supposed in it leaves what it is a reason of.
size_t reading_doubt_from(const struct reading *r, size_t from, size_t end);

#endif
