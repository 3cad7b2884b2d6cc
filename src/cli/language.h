// The language that the user reads: what --lang says, else LC_ALL, LC_MESSAGES or LANG;
// zh or en. Errors, the log and JSON are English whatever it is.
#ifndef CLI_LANGUAGE_H
#define CLI_LANGUAGE_H

#include "base/opt.h"

struct str language_of_user(void);
bool language_is_zh(struct str asked); // `asked`: of --lang, or empty

#define LANGUAGE_ROW(type, member)                                               \
	{                                                                        \
		"lang", 0, OPT_CHOICE, offsetof(type, member), NULL, NULL, 0, 0, \
			"zh|en",                                                 \
			"of what is shown; without it, by LC_ALL, "              \
			"LC_MESSAGES or LANG"                                    \
	}

#endif
