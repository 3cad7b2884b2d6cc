// What a reply to multiple choice chooses: read by rule, in Chinese and English.
//
// Bare, bracketed, full-width, numeric, lettered and quoted names, JSON, ordinals
// ("第一个 回复", "the latter"), statements ("答案是B", "I choose Reply 2"), comparisons
// and their negations, the text of an option word for word. The reading knows what was
// shown, and never which of it is right. What it cannot read, and what contradicts
// itself, is for a person to look at.
//
// How a reply flows, each file calling only those above it in this list:
//   choice_plain    makes it plain: half-width, simplified, without marks of emphasis
//   choice_lexicon  knows the words, data/choice/words.yaml
//   choice_names    knows how replies and options are named
//   choice_tokens   cuts the plain text into words and names
//   choice_reading  holds the tokens, the clause at hand, and the votes cast
//   choice_group    tells which names are meant, and which stand together
//   choice_degree   tells what there is more or less of
//   choice_speaker  tells whose choice it is
//   choice_doubt    tells what is only supposed or reported
//   choice_tail     tells what stands beside a choice and turns it
//   choice_say      votes for what a word says of the names in its clause
//   choice_clause   cuts sentences into clauses, puts their words to choice_say
//   choice_lead     votes for a choice that stands alone, at the front or the end
//   choice_decide   counts the votes
//   choice_parse    leads it through them, and knows an option by its own text
#ifndef JUDGE_CHOICE_PARSE_H
#define JUDGE_CHOICE_PARSE_H

#include "base/arena.h"
#include "judge/choice/choice_question.h"

// Pure; any thread. A reply of megabytes is read at its beginning and its end.
struct choice_found choice_parse(struct arena *a, const struct choice_question *q,
				 struct str reply);

#endif
