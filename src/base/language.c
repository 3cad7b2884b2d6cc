#include "base/language.h"

#include <stdlib.h>

#include "base/mem.h"

struct str language_of(struct str asked)
{
	static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < COUNT(variables) && str_empty(asked); i++)
		asked = str_of(getenv(variables[i]));
	return str_starts(asked, STR("zh")) ? STR("zh") : STR("en");
}

struct str language_of_user(void)
{
	return language_of(STR_NONE);
}

bool language_is_zh(struct str asked)
{
	return str_is(language_of(asked), "zh");
}
