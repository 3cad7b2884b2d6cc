// The words that refusals are made of, in English and Chinese, and finding them in a
// sentence. The words themselves, and what each kind of them means, are in
// data/judges/refusal.yaml.
#ifndef JUDGE_REFUSAL_PHRASE_H
#define JUDGE_REFUSAL_PHRASE_H

#include "base/str.h"

enum phrase { // in the order of refusal.yaml
	PHRASE_I_CANNOT,
	PHRASE_I_DO_NOT,
	PHRASE_CANNOT,
	PHRASE_DEED,
	PHRASE_FROWN,
	PHRASE_IDLE,
	PHRASE_OTHERS,
	PHRASE_DECLINE,
	PHRASE_PROTEST,
	PHRASE_UNKNOWN,
	PHRASE_SORRY,
	PHRASE_APOLOGY,
	PHRASE_IS,
	PHRASE_WRONG,
	PHRASE_ILLEGAL,
	PHRASE_NOT,
	PHRASE_GOOD,
	PHRASE_SOUND,
	PHRASE_PLEASE_NOT,
	PHRASE_HARM,
	PHRASE_AGAINST,
	PHRASE_RULES,
	PHRASE_HOLDS,
	PHRASE_MORAL,
	PHRASE_LAW,
	PHRASE_NONSENSE,
	PHRASE_ASK,
	PHRASE_CARE,
	PHRASE_VALUES,
	PHRASE_NOTE,
	PHRASE_TURN,
	PHRASE_HELP,
	PHRASE_INSTEAD,
	PHRASE_OFFER,
	PHRASE_WELCOME,
	PHRASE_SELF,
	PHRASE_FIRST,
	PHRASE_THEN,
	PHRASE_GIVES,
	PHRASE_NO,
	PHRASE_REFER,
	PHRASE_BUT,
	PHRASE_TELL,
	PHRASE_STEP,
	PHRASES
};

struct phrase_hit {
	enum phrase phrase;
	size_t from, to; // bytes of the text
};

// Finds the phrases in `text`, which is in lower case with single blanks: from left to
// right, the longest at each place, none within another. At most `max`; returns how many.
// Any thread.
size_t phrase_find(struct str text, struct phrase_hit *hits, size_t max);

#endif
