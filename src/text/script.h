// Scripts and languages, as far as they can be told from characters.
#ifndef TEXT_SCRIPT_H
#define TEXT_SCRIPT_H

#include "base/str.h"

struct script_counts {
	size_t han, kana, hangul, latin, cyrillic, arabic, other_letters; // code points
};

struct script_counts script_count(struct str s);
// "zh", "ja", "ko", "en", "ru", "ar", or "und" where nothing tells. Latin text counts
// as "en"; Han without kana as "zh" where it weighs more than Latin (one Han character
// for about two Latin letters, as a word in each).
const char *script_lang(struct str s);

#endif
