// The sentences of a reply, cut into clauses: which of them are read, what each is about,
// and what is taken back or corrected.
#ifndef JUDGE_CHOICE_CLAUSE_H
#define JUDGE_CHOICE_CLAUSE_H

#include "judge/choice/choice_reading.h"

// Casts the votes of all sentences from r->start on.
void reading_clauses(struct reading *r);

#endif
