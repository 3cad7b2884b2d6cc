// Characters that look like others: Latin letters in Cyrillic and Greek, Han characters
// among the Kangxi radicals and the compatibility ideographs (Unicode, UTS #39; ICU's
// decompositions for Han). Any thread.
#ifndef TEXT_LOOKALIKE_H
#define TEXT_LOOKALIKE_H

#include <stdint.h>

// One that looks like `cp`; `cp` itself where there is none.
uint32_t lookalike_of(uint32_t cp);

#endif
