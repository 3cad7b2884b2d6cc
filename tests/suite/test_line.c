#include "suite/line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_messages(void **state)
{
	static const struct {
		const char *text, *begins;
	} cases[] = {
		{"{\"a\": 1,}", "column 9: "},
		{"", "column 1: "},
		{"[1]", "expected an object, got an array"},
		{"12", "expected an object, got "},
		{"{} {}", "column 4: "},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err e = {0};

		assert_null(line_object(&a, str_of(cases[i].text), 0, &e));
		assert_int_equal(e.code, ERR_INPUT);
		if (!str_starts(str_of(e.msg), str_of(cases[i].begins)))
			fail_msg("%s", e.msg);
	}
	assert_null(line_object(&a, STR("x"), 0, NULL));
	assert_non_null(line_json(&a, STR("12"), 0, NULL));
	assert_non_null(line_object(&a, STR("{\"a\":1,\"a\":2}"), 0, NULL));
	assert_null(
		line_object(&a, STR("{\"a\":1,\"a\":2}"), JSON_REFUSE_DUPLICATES, NULL));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
