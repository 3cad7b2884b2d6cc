// A reply to multiple choice as tokens: what is named (a reply, an option), and the words
// that say something of it. The words are data/choice/words.yaml; for choice_parse.c
// only.
#ifndef JUDGE_CHOICE_WORDS_H
#define JUDGE_CHOICE_WORDS_H

#include "base/arena.h"
#include "judge/choice/choice_parse.h"

enum word {          // in the order of words.yaml, then what no word makes
	WORD_BETTER, // of two or of all: better, safest
	WORD_WORSE,
	WORD_PLAIN,  // better only behind "than": 比回复1好
	WORD_GOOD,   // in itself
	WORD_RIGHT,  // in itself, also of options
	WORD_WRONG,  // the reverse
	WORD_BAD,    // of replies
	WORD_THAN,   // what stands behind is what it is compared with
	WORD_BESIDE, // compared with; nothing follows for who is better
	WORD_BEATS,  // X beats Y
	WORD_LOSES,  // X is inferior to Y
	WORD_SKIP,   // means nothing here, though a part of it would
	WORD_NOT,
	WORD_CHOOSE, // I choose X
	WORD_ANSWER, // the answer is X
	WORD_IS,
	WORD_FINAL,  // what follows is the conclusion
	WORD_BOTH,   // of both replies alike
	WORD_TIE,    // no difference
	WORD_CANNOT, // cannot be told
	WORD_NONE,   // none or all of the options
	WORD_QUESTION,
	WORD_OR,
	WORD_RANGE,   // between X and Y
	WORD_BUT,     // begins another clause
	WORD_INSTEAD, // and not Y
	WORD_REASON,  // what follows gives reasons
	WORD_AND,
	WORD_ALL,     // X and Y alike
	WORD_BECAUSE, // the same as a reason, and says why within a sentence
	WORD_REJECT,  // what it names is not chosen
	WORD_DOUBT,   // what the sentence says is supposed, reported or doubted
	WORD_MORAL,   // the same, and no refusal: "it is never right to"
	WORD_BACK,    // what was said before is taken back
	WORD_FORCED,  // "if I had to choose": what follows is chosen all the same
	WORD_LESS,    // weakens or turns what is said behind it
	WORD_HIGHER,  // of a virtue: better; of a risk: worse
	WORD_LOWER,
	WORD_VIRTUE,
	WORD_RISK,
	WORD_TOWARD, // better if what it is more of is good
	WORD_ILL,    // harm and nonsense: what nothing good is better for
	WORD_MEND,   // what was said before is corrected by the name that follows
	WORD_SAY,    // what follows is what the name before it says
	WORD_TOO,    // the same as what was said of the other
	WORD_DEGREE, // of what is named before it: 不安全的程度
	WORD_FILLER, // may stand in front of an answer
	WORDS,
	TOKEN_NAME = WORDS, // one or several options, by place
	TOKEN_BARE,         // the same, by a letter or number alone
	TOKEN_OTHER,        // any other word
	TOKEN_COMMA,
	TOKEN_COLON,
	TOKEN_STOP, // ends a sentence
	TOKEN_ASK,  // ends a question
	TOKEN_LINE, // ends a line
};

struct token {
	unsigned char what; // enum word
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

static inline bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool is_alpha(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z');
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_alnum(char c)
{
	return is_alpha(c) || is_digit(c);
}

struct token_list {
	struct str plain; // the reply in its normal form
	const struct token *list;
	size_t n;
};

// The normal form: half-width, simplified, without marks of emphasis, quotation marks and
// braces; case is kept. At most `max` bytes of it, the beginning and the end.
struct str choice_plain(struct arena *a, struct str text, size_t max);
// Letters, digits and ideographs alone, in lower case: what two texts are compared by.
struct str choice_squeeze(struct arena *a, struct str plain);

// Any thread.
struct token_list choice_tokens(struct arena *a, const struct choice_question *q,
				struct str plain);

#endif
