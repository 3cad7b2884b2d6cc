// Degrees: what there is more or less of, as "风险更高" says. More of a virtue is good,
// more of a risk bad.
#ifndef JUDGE_CHOICE_DEGREE_H
#define JUDGE_CHOICE_DEGREE_H

#include "judge/choice/choice_reading.h"

bool token_is_noun(const struct token *t); // of a degree: safety, risk
// What there is more or less of, as the word at i says; c->to: it is not said.
size_t clause_noun(const struct clause *c, size_t i);
// Whether more of the noun at this token is good.
bool clause_is_virtue(const struct clause *c, size_t noun);
// Whether the word at i says of what there is a degree, and no more: "不安全的程度".
bool clause_is_of_degree(const struct clause *c, size_t i);

#endif
