// Where a reply names its choice and says no more: at its front, or alone at its end.
#ifndef JUDGE_CHOICE_LEAD_H
#define JUDGE_CHOICE_LEAD_H

#include "judge/choice/choice_reading.h"

// The token behind the question said again, with all it shows; 0 if it is not. What
// follows counts.
size_t reading_behind_echo(const struct reading *r);
// Votes for what is named at r->start, if no more is said of it there.
void reading_lead(struct reading *r);
// Votes for the last sentence, if it holds nothing but the choice.
void reading_last(struct reading *r);

#endif
