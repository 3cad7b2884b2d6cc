// A reply to multiple choice as tokens: what is named (a reply, an option), and the words
// that say something of it.
#ifndef JUDGE_CHOICE_TOKENS_H
#define JUDGE_CHOICE_TOKENS_H

#include "judge/choice/choice_lexicon.h"
#include "judge/choice/choice_question.h"

enum token_kind {           // behind the kinds of words
	TOKEN_NAME = WORDS, // one or several options, by place
	TOKEN_BARE,         // the same, by a letter or number alone
	TOKEN_COMMA,
	TOKEN_COLON,
	TOKEN_STOP, // ends a sentence
	TOKEN_ASK,  // ends a question
	TOKEN_LINE, // ends a line
};

struct token {
	unsigned char what; // enum word or token_kind
	bool text;          // of a name: the option's own text stands there
	bool clash;         // a name with the text of another one
	uint32_t places;    // of names: bit i is what is shown at place i
	uint32_t from, to;  // bytes of the plain text
	uint32_t gap;       // letters passed over since the token before
};

static inline bool is_name(const struct token *t)
{
	return t->what == TOKEN_NAME || t->what == TOKEN_BARE;
}

static inline bool is_one(uint32_t places)
{
	return places && !(places & (places - 1));
}

// Of a sentence or a line.
static inline bool token_is_end(const struct token *t)
{
	return t->what == TOKEN_STOP || t->what == TOKEN_ASK || t->what == TOKEN_LINE;
}

struct token_list {
	struct str plain; // the reply in its normal form
	const struct token *list;
	size_t n;
};

// The last token is a stop. Any thread.
struct token_list choice_tokens(struct arena *a, const struct choice_question *q,
				struct str plain);

#endif
