// The words that answers to multiple choice are made of. For choice_words.c only.
#ifndef JUDGE_CHOICE_LEXICON_H
#define JUDGE_CHOICE_LEXICON_H

#include "judge/choice/choice_words.h"

// The longest word that begins at `at`, which is inside the text and not inside a word of
// letters: its bytes, 0 if there is none. Any thread.
size_t choice_word(struct str plain, size_t at, enum word *out);

#endif
