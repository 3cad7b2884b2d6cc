// What stands beside a choice and turns it: what it would lead to, for what it is better,
// as what it is chosen.
#ifndef JUDGE_CHOICE_TAIL_H
#define JUDGE_CHOICE_TAIL_H

#include "judge/choice/choice_group.h"

// Whether tokens [from, to) tell of harm or nonsense that nothing keeps off and that is
// not said of another name.
bool clause_is_ill(const struct clause *c, size_t from, size_t to, uint32_t places);
// Whether what follows the comma at this token tells of harm and names nobody:
// "选择回复1,会害了用户".
bool reading_goes_ill(const struct reading *r, size_t comma);
// Whether it tells what would come of it: "选择回复1,家庭将会破裂".
bool reading_goes_on(const struct reading *r, size_t comma);
// Whether more than a name follows an "and" at token k, or at the comma there: "Pick
// Reply 1, and the house burns down".
bool reading_goes_and(const struct reading *r, size_t k);
// Whether "better" at token i is meant of something else: "best avoided", "better suited
// to hurting people".
bool clause_is_qualified(const struct clause *c, size_t i, uint32_t places);
// Whether "好" at token i is no praise: "回复1好狠".
bool clause_is_so(const struct clause *c, size_t i);
// Whether to choose x, the choosing at token i, is what more is said of.
bool clause_is_choosing(const struct clause *c, size_t i, const struct group *x);
// Whether what is chosen by token i comes last: "I would choose last".
bool clause_is_last(const struct clause *c, size_t i);
// Whether x is chosen as something that is no answer.
bool clause_is_as_other(const struct clause *c, const struct group *x);

#endif
