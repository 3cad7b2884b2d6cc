#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

// Everything table 3-7 of Unicode 15 says about sequences of up to 4 bytes, by brute
// force: the definition written down once more, as a list of ranges for each position.
static bool well_formed(const unsigned char *p, size_t n)
{
	static const struct {
		size_t n;
		unsigned char range[4][2];
	} rows[] = {
		{1, {{0x00, 0x7F}}},
		{2, {{0xC2, 0xDF}, {0x80, 0xBF}}},
		{3, {{0xE0, 0xE0}, {0xA0, 0xBF}, {0x80, 0xBF}}},
		{3, {{0xE1, 0xEC}, {0x80, 0xBF}, {0x80, 0xBF}}},
		{3, {{0xED, 0xED}, {0x80, 0x9F}, {0x80, 0xBF}}},
		{3, {{0xEE, 0xEF}, {0x80, 0xBF}, {0x80, 0xBF}}},
		{4, {{0xF0, 0xF0}, {0x90, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}}},
		{4, {{0xF1, 0xF3}, {0x80, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}}},
		{4, {{0xF4, 0xF4}, {0x80, 0x8F}, {0x80, 0xBF}, {0x80, 0xBF}}},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t j = 0;

		while (rows[i].n == n && j < n && p[j] >= rows[i].range[j][0] &&
		       p[j] <= rows[i].range[j][1])
			j++;
		if (j == n)
			return true;
	}
	return false;
}

static void table_3_7(void **state)
{
	// One byte from each interval in which the table tells bytes apart.
	static const unsigned char bytes[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F,
					      0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0,
					      0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1,
					      0xF3, 0xF4, 0xF5, 0xF8, 0xFC, 0xFE, 0xFF};
	enum { B = COUNT(bytes) };

	(void)state;
	for (size_t i = 0; i < (size_t)B * B * B * B; i++) {
		unsigned char p[4] = {bytes[i % B], bytes[i / B % B],
				      bytes[i / B / B % B], bytes[i / B / B / B]};
		struct str s = {(const char *)p, 4};
		size_t n = 1;

		while (n < 4 && !well_formed(p, n))
			n++;
		if (well_formed(p, n)) {
			assert_true(utf8_valid((struct str){s.p, n}));
			assert_true(utf8_valid_prefix(s) >= n);
			assert_true(n == 1 || !utf8_valid((struct str){s.p, n - 1}));
		} else {
			assert_int_equal(utf8_valid_prefix(s), 0);
			assert_int_equal(utf8_next(&s), UTF8_REPLACEMENT);
		}
	}
}

static void every_code_point_round_trips(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x110010; cp++) {
		bool scalar = cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF);
		char bytes[4];
		struct str s = {bytes, utf8_encode(cp, bytes)};

		assert_true(utf8_valid(s));
		assert_int_equal(utf8_next(&s), scalar ? cp : UTF8_REPLACEMENT);
		assert_int_equal(s.n, 0);
	}
}

// Unicode 15, section 3.9, tables 3-8 to 3-11, and some more.
static void repairs(void **state)
{
#define R "\xEF\xBF\xBD"
	static const struct {
		struct str bad;
		const char *good;
	} cases[] = {
		{STR_INIT("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), R R R R R R R R "A"},
		{STR_INIT("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), R R R R R R R R "A"},
		{STR_INIT("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), R R R R R "A" R R "B"},
		{STR_INIT("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), R R R R "A"},
		{STR_INIT("abc\xE4\xB8"), "abc" R},
		{STR_INIT("\xE4\xB8"
			  "abc"),
		 R "abc"},
		{STR_INIT("中\xE4\xB8中"), "中" R "中"},
		{STR_INIT("\xF0\x9F\x98"), R},
		{STR_INIT("\x80"), R},
		{STR_INIT("12345678\xFF"
			  "12345678"),
		 "12345678" R "12345678"},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str got = utf8_repair(&a, cases[i].bad);

		assert_string_equal(got.p, cases[i].good); // NUL behind it, too
		assert_int_equal(got.n, strlen(cases[i].good));
		assert_true(utf8_valid(got));
		assert_int_equal(utf8_count(cases[i].bad), utf8_count(got));
	}
	arena_release(&a);
}

static void valid_text_is_left_alone(void **state)
{
	static const struct str cases[] = {
		STR_INIT(""),
		{NULL, 0},
		STR_INIT("plain"),
		STR_INIT("中文 é 😀\0."),
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str got = utf8_repair(&a, cases[i]);

		assert_ptr_equal(got.p, cases[i].p);
		assert_int_equal(got.n, cases[i].n);
	}
	assert_int_equal(a.used, 0);
}

static void prefixes_and_counts(void **state)
{
	static const struct {
		struct str s;
		size_t prefix, count;
	} cases[] = {
		{STR_INIT(""), 0, 0},
		{STR_INIT("abc"), 3, 3},
		{STR_INIT("中文"), 6, 2},
		{STR_INIT("a中\xFF"), 4, 3},
		{STR_INIT("12345678901234567中"), 20, 18}, // over two words of ASCII
		{STR_INIT("1234567\x80"), 7, 8},
		{STR_INIT("😀\xF0\x9F"), 4, 2},
		{STR_INIT("\0\0"), 2, 2},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(utf8_valid_prefix(cases[i].s), cases[i].prefix);
		assert_int_equal(utf8_count(cases[i].s), cases[i].count);
		assert_int_equal(utf8_valid(cases[i].s), cases[i].prefix == cases[i].s.n);
	}
}

static void clipping(void **state)
{
	static const struct {
		struct str s;
		size_t max, expected;
	} cases[] = {
		{STR_INIT("abc"), 5, 3},
		{STR_INIT("abc"), 2, 2},
		{STR_INIT("abc"), 0, 0},
		{STR_INIT("中文"), 6, 6},
		{STR_INIT("中文"), 5, 3},
		{STR_INIT("中文"), 4, 3},
		{STR_INIT("中文"), 3, 3},
		{STR_INIT("中文"), 2, 0},
		{STR_INIT("中文"), 0, 0},
		{STR_INIT("a😀b"), 5, 5},
		{STR_INIT("a😀b"), 4, 1},
		{STR_INIT("a😀b"), 3, 1},
		{STR_INIT("a😀b"), 2, 1},
		{STR_INIT("a😀b"), 1, 1},
		{STR_INIT("éé"), 3, 2},
		{STR_INIT("\x80\x80\x80\x80\x80\x80"), 5, 5}, // no code point is cut here
		{STR_INIT("\xF0\x9F\x98x"), 2, 2},            // nor here
		{{NULL, 0}, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str got = utf8_clip(cases[i].s, cases[i].max);

		assert_int_equal(got.n, cases[i].expected);
		assert_ptr_equal(got.p, cases[i].s.p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table_3_7),
		cmocka_unit_test(every_code_point_round_trips),
		cmocka_unit_test(repairs),
		cmocka_unit_test(valid_text_is_left_alone),
		cmocka_unit_test(prefixes_and_counts),
		cmocka_unit_test(clipping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
