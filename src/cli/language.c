#include "cli/language.h"

#include <stdlib.h>

#include "base/mem.h"

struct str language_of_user(void)
{
	static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < COUNT(variables); i++) {
		struct str value = str_of(getenv(variables[i]));
		if (!str_empty(value))
			return str_starts(value, STR("zh")) ? STR("zh") : STR("en");
	}
	return STR("en");
}

bool language_is_zh(struct str asked)
{
	return str_is(str_empty(asked) ? language_of_user() : asked, "zh");
}
