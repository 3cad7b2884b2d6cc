#include "base/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_environment(void **state)
{
	(void)state;
	unsetenv("LC_ALL");
	unsetenv("LC_MESSAGES");
	setenv("LANG", "zh_CN.UTF-8", 1);
	assert_true(str_is(language_of(STR_NONE), "zh"));
	assert_true(str_is(language_of(STR("en")), "en"));
	assert_true(language_is_zh(STR_NONE));
	assert_false(language_is_zh(STR("en")));
	setenv("LC_ALL", "C", 1);
	assert_true(str_is(language_of(STR_NONE), "en"));
	assert_true(language_is_zh(STR("zh-CN")));
	setenv("LC_ALL", "", 1);
	assert_true(str_is(language_of(STR_NONE), "zh"));
	unsetenv("LC_ALL");
	unsetenv("LANG");
	assert_true(str_is(language_of(STR_NONE), "en"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
