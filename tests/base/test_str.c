#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/str.h"

static void equality_and_order(void **state)
{
	static const struct {
		struct str a, b;
		int order; // sign of str_cmp
		bool nocase;
	} cases[] = {
		{STR_INIT(""), {NULL, 0}, 0, true},
		{{NULL, 0}, {NULL, 0}, 0, true},
		{STR_INIT("a"), STR_INIT("a"), 0, true},
		{STR_INIT("a"), STR_INIT("A"), 1, true},
		{STR_INIT("a"), STR_INIT("b"), -1, false},
		{STR_INIT("a"), STR_INIT("ab"), -1, false},
		{STR_INIT("ab"), STR_INIT("a"), 1, false},
		{STR_INIT("\x7f"), STR_INIT("\x80"), -1, false}, // bytes are unsigned
		{STR_INIT("a\0b"), STR_INIT("a\0c"), -1, false},
		{STR_INIT("a\0b"), STR_INIT("A\0B"), 1, true},
		{STR_INIT("["), STR_INIT("{"), -1, false}, // only letters fold
		{STR_INIT("@"), STR_INIT("`"), -1, false},
		{STR_INIT("\xC3\x89"), STR_INIT("\xC3\xA9"), -1, false},
		{STR_INIT(""), STR_INIT("a"), -1, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int order = str_cmp(cases[i].a, cases[i].b);
		int back = str_cmp(cases[i].b, cases[i].a);

		assert_int_equal((order > 0) - (order < 0), cases[i].order);
		assert_int_equal((back > 0) - (back < 0), -cases[i].order);
		assert_int_equal(str_eq(cases[i].a, cases[i].b), cases[i].order == 0);
		assert_int_equal(str_eq_nocase(cases[i].a, cases[i].b), cases[i].nocase);
	}
	assert_true(str_is(STR("abc"), "abc"));
	assert_false(str_is(STR("abc"), "ab"));
	assert_true(str_is(STR_NONE, ""));
	assert_true(str_is(STR_NONE, NULL));
	assert_false(str_is(STR("a\0b"), "a"));
}

static void prefixes_and_suffixes(void **state)
{
	static const struct {
		struct str s, part;
		bool starts, ends;
	} cases[] = {
		{STR_INIT("abc"), STR_INIT("ab"), true, false},
		{STR_INIT("abc"), STR_INIT("bc"), false, true},
		{STR_INIT("abc"), STR_INIT("abc"), true, true},
		{STR_INIT("abc"), STR_INIT("abcd"), false, false},
		{STR_INIT("abc"), STR_INIT(""), true, true},
		{{NULL, 0}, STR_INIT(""), true, true},
		{{NULL, 0}, STR_INIT("a"), false, false},
		{STR_INIT("aa"), STR_INIT("a"), true, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(str_starts(cases[i].s, cases[i].part), cases[i].starts);
		assert_int_equal(str_ends(cases[i].s, cases[i].part), cases[i].ends);
	}
}

static void finding(void **state)
{
	static const struct {
		struct str s, what;
		size_t at;
	} cases[] = {
		{STR_INIT("abcabc"), STR_INIT("ca"), 2},
		{STR_INIT("abc"), STR_INIT(""), 0},
		{{NULL, 0}, STR_INIT(""), 0},
		{{NULL, 0}, STR_INIT("a"), STR_NPOS},
		{STR_INIT("abc"), STR_INIT("abcd"), STR_NPOS},
		{STR_INIT("a\0b"), STR_INIT("b"), 2},
		{STR_INIT("abc"), STR_INIT("c"), 2},
		{STR_INIT("abc"), STR_INIT("x"), STR_NPOS},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(str_find(cases[i].s, cases[i].what), cases[i].at);
	assert_int_equal(str_find_byte(STR("a.b.c"), '.'), 1);
	assert_int_equal(str_rfind_byte(STR("a.b.c"), '.'), 3);
	assert_int_equal(str_find_byte(STR("abc"), '.'), STR_NPOS);
	assert_int_equal(str_rfind_byte(STR("abc"), '.'), STR_NPOS);
	assert_int_equal(str_find_byte(STR_NONE, '.'), STR_NPOS);
	assert_int_equal(str_rfind_byte(STR_NONE, '.'), STR_NPOS);
	assert_int_equal(str_find_byte(STR("a\0"), '\0'), 1);
}

static void slicing_is_clamped(void **state)
{
	static const struct {
		struct str s;
		size_t from, to;
		const char *expected;
	} cases[] = {
		{STR_INIT("hello"), 1, 3, "el"},
		{STR_INIT("hello"), 0, 5, "hello"},
		{STR_INIT("hello"), 3, 99, "lo"},
		{STR_INIT("hello"), 9, 99, ""},
		{STR_INIT("hello"), 3, 1, ""},
		{STR_INIT("hello"), SIZE_MAX, SIZE_MAX, ""},
		{STR_INIT("hello"), 0, SIZE_MAX, "hello"},
		{{NULL, 0}, 0, 0, ""},
		{{NULL, 0}, 1, 2, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str got = str_slice(cases[i].s, cases[i].from, cases[i].to);

		assert_true(str_is(got, cases[i].expected));
	}
}

static void trimming(void **state)
{
	static const struct {
		struct str s;
		const char *expected;
	} cases[] = {
		{STR_INIT("  a b\t\r\n"), "a b"},
		{STR_INIT("a"), "a"},
		{STR_INIT(" \v\f "), ""},
		{STR_INIT(""), ""},
		{{NULL, 0}, ""},
		{STR_INIT("\xC2\xA0"), "\xC2\xA0"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_true(str_is(str_trim(cases[i].s), cases[i].expected));
}

static void cutting(void **state)
{
	static const struct {
		struct str s;
		const char *parts[5];
	} cases[] = {
		{STR_INIT("a,b,c"), {"a", "b", "c"}},
		{STR_INIT("a,"), {"a", ""}},
		{STR_INIT(",a"), {"", "a"}},
		{STR_INIT(""), {""}},
		{STR_INIT(","), {"", ""}},
		{STR_INIT("abc"), {"abc"}},
		{{NULL, 0}, {NULL}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str rest = cases[i].s;
		size_t n = 0;

		while (rest.p)
			assert_true(str_is(str_cut(&rest, ','), cases[i].parts[n++]));
		assert_null(cases[i].parts[n]);
		assert_int_equal(rest.n, 0);
	}
}

static void whole_numbers(void **state)
{
	static const struct {
		struct str s;
		bool i64, u64;
		int64_t i;
		uint64_t u;
	} cases[] = {
		{STR_INIT("0"), true, true, 0, 0},
		{STR_INIT("-0"), true, false, 0, 0},
		{STR_INIT("007"), true, true, 7, 7},
		{STR_INIT("9223372036854775807"), true, true, INT64_MAX, INT64_MAX},
		{STR_INIT("9223372036854775808"), false, true, 0,
		 (uint64_t)INT64_MAX + 1},
		{STR_INIT("-9223372036854775808"), true, false, INT64_MIN, 0},
		{STR_INIT("-9223372036854775809"), false, false, 0, 0},
		{STR_INIT("18446744073709551615"), false, true, 0, UINT64_MAX},
		{STR_INIT("18446744073709551616"), false, false, 0, 0},
		{STR_INIT("99999999999999999999999"), false, false, 0, 0},
		{STR_INIT(""), false, false, 0, 0},
		{{NULL, 0}, false, false, 0, 0},
		{STR_INIT("-"), false, false, 0, 0},
		{STR_INIT("--1"), false, false, 0, 0},
		{STR_INIT("+1"), false, false, 0, 0},
		{STR_INIT(" 1"), false, false, 0, 0},
		{STR_INIT("1 "), false, false, 0, 0},
		{STR_INIT("1x"), false, false, 0, 0},
		{STR_INIT("0x10"), false, false, 0, 0},
		{STR_INIT("1.0"), false, false, 0, 0},
		{STR_INIT("1\0"), false, false, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t v = 42;
		uint64_t u = 42;

		assert_int_equal(str_to_i64(cases[i].s, &v), cases[i].i64);
		assert_true(v == (cases[i].i64 ? cases[i].i : 42));
		assert_int_equal(str_to_u64(cases[i].s, &u), cases[i].u64);
		assert_true(u == (cases[i].u64 ? cases[i].u : 42));
	}
}

static void reals(void **state)
{
	static const struct {
		struct str s;
		bool ok;
		double v;
	} cases[] = {
		{STR_INIT("0"), true, 0},      {STR_INIT("-1.5"), true, -1.5},
		{STR_INIT("1."), true, 1},     {STR_INIT(".5"), true, .5},
		{STR_INIT("1e3"), true, 1000}, {STR_INIT("1E+3"), true, 1000},
		{STR_INIT("2e-1"), true, .2},  {STR_INIT("1e400"), false, 0},
		{STR_INIT("1e-400"), true, 0}, {STR_INIT("-1e400"), false, 0},
		{STR_INIT("."), false, 0},     {STR_INIT("-"), false, 0},
		{STR_INIT("e5"), false, 0},    {STR_INIT("1e"), false, 0},
		{STR_INIT("1e+"), false, 0},   {STR_INIT("inf"), false, 0},
		{STR_INIT("nan"), false, 0},   {STR_INIT("0x1p3"), false, 0},
		{STR_INIT(" 1"), false, 0},    {STR_INIT("1 "), false, 0},
		{STR_INIT("+1"), false, 0},    {STR_INIT("1,5"), false, 0},
		{STR_INIT("1.2.3"), false, 0}, {STR_INIT(""), false, 0},
		{STR_INIT("1\0"), false, 0},   {{NULL, 0}, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		double v = 42;

		assert_int_equal(str_to_double(cases[i].s, &v), cases[i].ok);
		assert_true(v == (cases[i].ok ? cases[i].v : 42));
	}
}

static void long_reals(void **state)
{
	char digits[1000];
	double v;

	(void)state;
	memset(digits, '0', sizeof(digits));
	digits[1] = '.';
	digits[sizeof(digits) - 1] = '1';
	assert_true(str_to_double((struct str){digits, sizeof(digits)}, &v));
	assert_true(v >= 0 && v < 1e-300);
	digits[0] = '7';
	assert_true(str_to_double((struct str){digits, sizeof(digits)}, &v));
	assert_true(v == 7);
	memset(digits, '9', sizeof(digits));
	assert_false(str_to_double((struct str){digits, sizeof(digits)}, &v));
	for (size_t n = 120; n < 136; n++) { // around the buffer on the stack
		memset(digits, '0', n);
		digits[n - 1] = '5';
		assert_true(str_to_double((struct str){digits, n}, &v));
		assert_true(v == 5);
	}
}

static void printing(void **state)
{
	char out[32];

	(void)state;
	snprintf(out, sizeof(out), "[" STR_FMT "|" STR_FMT "]", STR_ARG(STR("ab")),
		 STR_ARG(STR_NONE));
	assert_string_equal(out, "[ab|]");
	assert_null(str_of(NULL).p);
	assert_true(str_empty(STR_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equality_and_order),
		cmocka_unit_test(prefixes_and_suffixes),
		cmocka_unit_test(finding),
		cmocka_unit_test(slicing_is_clamped),
		cmocka_unit_test(trimming),
		cmocka_unit_test(cutting),
		cmocka_unit_test(whole_numbers),
		cmocka_unit_test(reals),
		cmocka_unit_test(long_reals),
		cmocka_unit_test(printing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
