// What the votes of a reply come to.
#ifndef JUDGE_CHOICE_DECIDE_H
#define JUDGE_CHOICE_DECIDE_H

#include "judge/choice/choice_reading.h"

// Statements outweigh remarks, a conclusion the comparisons made on the way to it; two
// different choices of one rank are for a person to look at. `reply` is as it was
// written: without votes, it may be a refusal.
struct choice_found reading_decide(struct reading *r, struct str reply);
// What is found before there are any votes. Several places where one was asked for are
// CHOICE_OTHER, all options CHOICE_LOOK; `why` is cut where it is long.
struct choice_found reading_found(const struct reading *r, enum choice_reading reading,
				  uint32_t places, struct str why);
struct choice_found reading_look(const struct reading *r, const char *why);

#endif
