#include "judge/choice/choice_degree.h"

bool token_is_noun(const struct token *t)
{
	return t->what == WORD_VIRTUE || t->what == WORD_RISK || t->what == WORD_DEGREE;
}

// "不安全的程度" is what stands before it.
bool clause_is_virtue(const struct clause *c, size_t noun)
{
	size_t k = noun;
	if (c->list[noun].what != WORD_DEGREE)
		return c->list[noun].what == WORD_VIRTUE;
	while (k > c->from && c->list[k - 1].what == WORD_FILLER)
		k--;
	return k > c->from && !reading_has_adverse(c->r, k - 1, k) &&
	       c->list[k - 1].what != WORD_ILL;
}

bool clause_is_of_degree(const struct clause *c, size_t i)
{
	for (i++; i < c->to && !c->list[i].gap && c->list[i].what == WORD_FILLER;)
		i++;
	return i < c->to && !c->list[i].gap && c->list[i].what == WORD_DEGREE;
}

size_t clause_noun(const struct clause *c, size_t i)
{
	struct str s = c->r->tokens.plain;
	const struct token *t = &c->list[i];
	bool zh = begins_han(clause_text(c, i));
	size_t k = i + 1;
	if (!zh || listed_begins(LIST_OF, str_slice(s, t->to, s.n))) {
		while (k < c->to && c->list[k].what == WORD_FILLER)
			k++;
		if (k < c->to && token_is_noun(&c->list[k]) &&
		    clause_letters(c, i + 1, k) <= (zh ? 0 : NEAR))
			return k;
	}
	for (k = i; k > c->from; k--)
		if (token_is_noun(&c->list[k - 1]))
			return clause_letters(c, k, i) <= (zh ? NEXT : NEAR) ? k - 1
									     : c->to;
	return c->to;
}
