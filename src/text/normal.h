// Normal forms for comparing text (Unicode, UAX #15; ICU).
#ifndef TEXT_NORMAL_H
#define TEXT_NORMAL_H

#include "base/arena.h"

// NFKC, case folded, white space runs as one blank, trimmed; full width becomes half width.
struct str normal_fold(struct arena *a, struct str s);

#endif
