#include "suite/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "../base/folder.h"
#include "told.h"

static bool load(const char *text, struct err *e)
{
	return env_load(folder_put("env", str_of(text)), e);
}

static void test_values(void **state)
{
	static const struct {
		const char *line, *name, *value;
	} cases[] = {
		{"ASSAY_T_A=plain", "ASSAY_T_A", "plain"},
		{"export ASSAY_T_B = spaced out  ", "ASSAY_T_B", "spaced out"},
		{"ASSAY_T_C='single # kept'", "ASSAY_T_C", "single # kept"},
		{"ASSAY_T_D=\"double\" # a comment", "ASSAY_T_D", "double"},
		{"ASSAY_T_E=bare # a comment", "ASSAY_T_E", "bare"},
		{"ASSAY_T_F=no#comment", "ASSAY_T_F", "no#comment"},
		{"ASSAY_T_G=", "ASSAY_T_G", ""},
		{"ASSAY_T_H= # only a comment", "ASSAY_T_H", ""},
		{"ASSAY_T_I=a=b=c", "ASSAY_T_I", "a=b=c"},
		{"ASSAY_T_J='don't'", "ASSAY_T_J", "'don't'"},
		{"ASSAY_T_K=\"it's\"", "ASSAY_T_K", "it's"},
		{"ASSAY_T_L=''", "ASSAY_T_L", ""},
		{"\xef\xbb\xbf"
		 "ASSAY_T_M=bom\r",
		 "ASSAY_T_M", "bom"},
		{"\n\n  # comment\nASSAY_T_N=after", "ASSAY_T_N", "after"},
	};
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		unsetenv(cases[i].name);
		if (!load(cases[i].line, &e))
			fail_msg("%s", e.msg);
		assert_string_equal(getenv(cases[i].name), cases[i].value);
	}
}

static void test_what_is_set_stays(void **state)
{
	struct err e = {0};

	(void)state;
	setenv("ASSAY_T_SET", "before", 1);
	assert_true(load("ASSAY_T_SET=after", &e));
	assert_string_equal(getenv("ASSAY_T_SET"), "before");
	assert_true(env_load(folder_path("none-such"), &e));
}

// A line may hold a secret: no message repeats it.
static void test_faults(void **state)
{
	static const char *const bad[] = {"A=1\nsk-secret", "A=1\n1secret=x",
					  "A=1\n=secret", "A=1\nse cret=1"};
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_false(load(bad[i], &e));
		assert_int_equal(e.code, ERR_INPUT);
		assert_string_equal(told_err(&e, folder_path("")),
				    "env:2: expected NAME=value");
	}
	assert_true(env_load(folder_path(""), &e)); // a virtual environment, say
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_what_is_set_stays),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
