// The option --lang of commands that show something to people (base/language.h).
#ifndef CLI_LANGUAGE_H
#define CLI_LANGUAGE_H

#include "base/language.h"
#include "base/opt.h"

#define LANGUAGE_ROW(type, member)                                               \
	{                                                                        \
		"lang", 0, OPT_CHOICE, offsetof(type, member), NULL, NULL, 0, 0, \
			"zh|en",                                                 \
			"of what is shown; without it, by LC_ALL, "              \
			"LC_MESSAGES or LANG"                                    \
	}

#endif
