// The language that the user reads, "zh" or "en": what is asked for (--lang), else what
// LC_ALL, LC_MESSAGES or LANG say, the first that is not empty; en where none does.
// Errors, the log and JSON are English whatever it is.
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

#include "base/str.h"

struct str language_of_user(void); // where nothing is asked for
struct str language_of(struct str asked);
bool language_is_zh(struct str asked);

#endif
