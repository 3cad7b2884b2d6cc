// The words and characters of a text. Not for other rooms.
#ifndef JUDGE_CRITIC_TOKEN_H
#define JUDGE_CRITIC_TOKEN_H

#include "base/str.h"

enum critic_token_kind {
	TOKEN_WORD,
	TOKEN_CHARACTER, // of Chinese, Japanese or Korean
	TOKEN_MARK,      // punctuation, white space and all else
};

struct critic_token {
	enum critic_token_kind kind;
	uint32_t mark;  // its code point
	uint64_t hash;  // of the others: critic_words.h
	size_t from, n; // bytes of the text
};

struct critic_reader {
	struct str text;
	size_t at;
	size_t capitals; // letters of ASCII in the words so far
};

// Before all else here.
void critic_token_init(void);
// The token at r->at, which must lie in the text; r->at is moved behind it.
void critic_token_next(struct critic_reader *r, struct critic_token *t);

#endif
