// Normal forms for comparing text (Unicode, UAX #15; ICU).
#ifndef TEXT_NORMAL_H
#define TEXT_NORMAL_H

#include "base/arena.h"

#define NORMAL_MAX ((size_t)64 << 20) // bytes; more in one text is a bug

// NFKC, case folded, without what is never seen (soft hyphens, zero-width characters);
// white space and control characters run as one blank, trimmed; full width becomes half
// width. Ill-formed UTF-8 becomes U+FFFD. The result lies in the arena. Any thread.
struct str normal_fold(struct arena *a, struct str s);

#endif
