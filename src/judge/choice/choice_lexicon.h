// The words that answers to multiple choice are made of, as data/choice/words.yaml has
// them. This is the only file of the room that knows any; the others know their kinds.
//
// Kinds of words are found all over a reply, and become its tokens. Lists have words that
// say something at one place alone: in front of a name, behind "than". All compare ASCII
// letters in either case. Any thread.
#ifndef JUDGE_CHOICE_LEXICON_H
#define JUDGE_CHOICE_LEXICON_H

#include "judge/choice/choice_plain.h"

enum word {          // found all over a reply
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
	WORDS
};

enum listed { // looked for at one place alone; words.yaml says at which
	LIST_NUMBERS,
	LIST_ORDINALS,
	LIST_STEMS,
	LIST_ORDER,
	LIST_NOUNS_ZH,
	LIST_NOUNS_EN,
	LIST_NUMERO,
	LIST_THE,
	LIST_ORDINAL_FRONT,
	LIST_MEASURES,
	LIST_ORDINAL_ENDS,
	LIST_ORDINAL_FOLLOWS,
	LIST_SUFFIXES,
	LIST_NUMBER_ENDS,
	LIST_ONE,
	LIST_ONE_ENDS,
	LIST_UNITS,
	LIST_STILL,
	LIST_LABEL_FRONTS,
	LIST_REPLY_FRONTS,
	LIST_OPINE,
	LIST_MADE_TO,
	LIST_OWN_SAYS,
	LIST_ATTRIBUTIONS,
	LIST_HEARSAY,
	LIST_BY_RULE,
	LIST_BY_RULE_ZH,
	LIST_OTHERS,
	LIST_CHOOSERS,
	LIST_OWN_CHOOSERS,
	LIST_PRAISED,
	LIST_ADVERBS,
	LIST_SPEAKER,
	LIST_FIRST_PERSON,
	LIST_MAY_PRECEDE,
	LIST_OTHERS_VERBS,
	LIST_GIVES,
	LIST_OWN_ANSWERS,
	LIST_OWNERS,
	LIST_NO_OWNERS,
	LIST_FRAMES,
	LIST_CONTESTS,
	LIST_BEST,
	LIST_BEST_ENDS,
	LIST_FIT,
	LIST_DONE,
	LIST_SO,
	LIST_SO_ENDS,
	LIST_THAN_ELSEWHERE,
	LIST_FOR,
	LIST_WAY_TO,
	LIST_GOOD_TO,
	LIST_GOOD_FOR,
	LIST_FIT_FOR,
	LIST_FIT_ENDS,
	LIST_FIT_INSIDE,
	LIST_NO_PLAY,
	LIST_OF_CHOOSERS,
	LIST_WILL,
	LIST_MERE_CHOOSING,
	LIST_BE,
	LIST_LEADS,
	LIST_ENOUGH,
	LIST_ADDS,
	LIST_LAST,
	LIST_AS_OTHER,
	LIST_OF,
	LIST_DEGREE_THAN,
	LIST_BETTER_BEHIND,
	LIST_UN,
	LIST_AS,
	LISTS
};

// The longest word of any kind that begins at `at`, which is inside the text and not
// inside a word of letters: its bytes, 0 if there is none. It ends where a word of
// letters or digits does.
size_t choice_word(struct str plain, size_t at, enum word *out);

// The longest word of a list that begins at `at`: its bytes, 0 if there is none. A word
// of letters ends where they do; a digit may follow. *item (may be NULL) is the index of
// the list's item that has it.
size_t listed_at(enum listed list, struct str s, size_t at, size_t *item);
bool listed_begins(enum listed list, struct str s);
bool listed_is(enum listed list, struct str s); // that word and no more
// The same at the end and anywhere; what stands in front of it does not matter.
size_t listed_ends(enum listed list, struct str s); // bytes
bool listed_inside(enum listed list, struct str s);
// The same anywhere, but not inside a word of letters.
bool listed_word_inside(enum listed list, struct str s);

#endif
