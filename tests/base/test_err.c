#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/utf8.h"

static void set_and_wrap(void **state)
{
	struct err e = {0};

	(void)state;
	assert_false(err_set(&e, ERR_INPUT, "expected %d, got \"%s\"", 5, "x"));
	assert_int_equal(e.code, ERR_INPUT);
	assert_string_equal(e.msg, "expected 5, got \"x\"");
	assert_false(err_wrap(&e, "line %d", 7));
	assert_false(err_wrap(&e, "%s", "a.yaml"));
	assert_string_equal(e.msg, "a.yaml: line 7: expected 5, got \"x\"");
	assert_int_equal(e.code, ERR_INPUT);
	assert_false(err_wrap(&e, "%s", e.msg)); // its own text as an argument
	assert_string_equal(e.msg, "a.yaml: line 7: expected 5, got \"x\": "
				   "a.yaml: line 7: expected 5, got \"x\"");
	assert_false(err_set(&e, ERR_IO, "again: %s", e.msg));
	assert_true(str_starts(str_of(e.msg), STR("again: a.yaml: line 7")));
}

static void null_is_legal(void **state)
{
	(void)state;
	assert_false(err_set(NULL, ERR_IO, "x"));
	assert_false(err_sys(NULL, "x"));
	assert_false(err_wrap(NULL, "x"));
	assert_int_equal(err_exit_code(NULL), 1);
}

static void system_errors(void **state)
{
	static const struct {
		int number;
		enum err_code code;
		const char *msg;
	} cases[] = {
		{ENOENT, ERR_NOT_FOUND, "opening x: No such file or directory"},
		{ENOSPC, ERR_FULL, "opening x: No space left on device"},
		{EDQUOT, ERR_FULL, "opening x: Disk quota exceeded"},
		{EFBIG, ERR_FULL, "opening x: File too large"},
		{EEXIST, ERR_EXISTS, "opening x: File exists"},
		{EACCES, ERR_IO, "opening x: Permission denied"},
		{123456, ERR_IO, "opening x: Unknown error 123456"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err e = {0};

		errno = cases[i].number;
		assert_false(err_sys(&e, "opening %s", "x"));
		assert_int_equal(errno, cases[i].number);
		assert_int_equal(e.code, cases[i].code);
		assert_string_equal(e.msg, cases[i].msg);
	}
}

static void exit_codes(void **state)
{
	static const struct {
		enum err_code code;
		int expected;
	} cases[] = {
		{ERR_NONE, 0},      {ERR_INPUT, 2},     {ERR_IO, 1},   {ERR_EXISTS, 2},
		{ERR_NOT_FOUND, 2}, {ERR_BUSY, 1},      {ERR_FULL, 1}, {ERR_NEWER, 2},
		{ERR_MODEL, 1},     {ERR_STOPPED, 130},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err e = {.code = cases[i].code};

		assert_int_equal(err_exit_code(&e), cases[i].expected);
	}
}

// Whatever the lengths: NUL-terminated, cut between code points, marked.
static void long_messages_are_cut(void **state)
{
	char text[3 * 1100 + 1];
	struct err e;

	(void)state;
	for (size_t n = 0; n < 1100; n++)
		memcpy(text + 3 * n, "中", 3);
	text[sizeof(text) - 1] = '\0';
	for (int n = 990; n < 1010; n++) {
		struct str s;

		err_set(&e, ERR_INPUT, "%.*s", n, "");
		err_set(&e, ERR_INPUT, "%*s", n, "x");
		s = str_of(e.msg);
		assert_int_equal(s.n, n < 1000 ? n : 999);
		assert_int_equal(str_ends(s, STR("...")), n >= 1000);
	}
	for (int shift = 0; shift < 4; shift++) {
		err_set(&e, ERR_INPUT, "%.*s%s", shift, "abcd", text);
		assert_true(utf8_valid(str_of(e.msg)));
		assert_true(str_ends(str_of(e.msg), STR("...")));
		for (int i = 0; i < 20; i++) {
			err_wrap(&e, "context %d %.*s", i, 300, text);
			assert_true(strlen(e.msg) < sizeof(e.msg));
			assert_true(utf8_valid(str_of(e.msg)));
		}
		assert_true(str_starts(str_of(e.msg), STR("context 19 ")));
	}
}

static void ill_formed_text_is_no_trouble(void **state)
{
	char text[4000];
	struct err e;

	(void)state;
	memset(text, 0x80, sizeof(text));
	text[sizeof(text) - 1] = '\0';
	err_set(&e, ERR_INPUT, "%s", text);
	assert_int_equal(strlen(e.msg), sizeof(e.msg) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_and_wrap),
		cmocka_unit_test(null_is_legal),
		cmocka_unit_test(system_errors),
		cmocka_unit_test(exit_codes),
		cmocka_unit_test(long_messages_are_cut),
		cmocka_unit_test(ill_formed_text_is_no_trouble),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
