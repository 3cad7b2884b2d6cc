#include "text/normal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_fold(void **state)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{"", ""},
		{"  ", ""},
		{" Hello\t\n World ", "hello world"},
		{"ＡＢＣ１２３！", "abc123!"},
		{"你好\xe3\x80\x80\xe3\x80\x80世界\xe3\x80\x80",
		 "你好 世界"}, // ideographic blanks
		{"Straße", "strasse"},
		{"ﬁne ①", "fine 1"},
		{"e\xcc\x81t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
		{"a\xe2\x80\x8b"
		 "b\xc2\xad"
		 "c",
		 "abc"}, // zero-width blank, soft hyphen
		{"x\xff"
		 "y",
		 "x\xef\xbf\xbdy"},
		{"\xc2\xa0ｶﾞ", "ガ"},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (!str_is(normal_fold(&a, str_of(cases[i].from)), cases[i].to))
			fail_msg("case %zu: %s", i, cases[i].from);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_fold)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
