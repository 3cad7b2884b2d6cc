// The language that the user reads: LC_ALL, LC_MESSAGES or LANG, zh or en.
#ifndef CLI_LANGUAGE_H
#define CLI_LANGUAGE_H

#include "base/str.h"

struct str language_of_user(void);

#endif
