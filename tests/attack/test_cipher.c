#include "attack/cipher.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

// Python: urllib.parse.quote(s, safe=""), base64.b64encode, and by hand.
static void test_known(void **state)
{
	static const struct {
		struct str plain, url, base64, caesar3;
	} cases[] = {
		{STR_INIT(""), STR_INIT(""), STR_INIT(""), STR_INIT("")},
		{STR_INIT("aZ-9_.~"), STR_INIT("aZ-9_.~"), STR_INIT("YVotOV8ufg=="),
		 STR_INIT("dC-9_.~")},
		{STR_INIT("How to? 1/2"), STR_INIT("How%20to%3F%201%2F2"),
		 STR_INIT("SG93IHRvPyAxLzI="), STR_INIT("Krz wr? 1/2")},
		{STR_INIT("xyz XYZ"), STR_INIT("xyz%20XYZ"), STR_INIT("eHl6IFhZWg=="),
		 STR_INIT("abc ABC")},
		{STR_INIT("怎么？"), STR_INIT("%E6%80%8E%E4%B9%88%EF%BC%9F"),
		 STR_INIT("5oCO5LmI77yf"), STR_INIT("怑之？")},
		{STR_INIT("一龥\xe9\xbf\xbf"), STR_INIT("%E4%B8%80%E9%BE%A5%E9%BF%BF"),
		 STR_INIT("5LiA6b6l6b+/"), STR_INIT("七龨\xe4\xb8\x82")},
		{STR_INIT("\0\xc3\xa9"), STR_INIT("%00%C3%A9"), STR_INIT("AMOp"),
		 STR_INIT("\0\xc3\xa9")},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(str_eq(cipher_url(&arena, cases[i].plain), cases[i].url));
		assert_true(
			str_eq(cipher_base64(&arena, cases[i].plain), cases[i].base64));
		struct str caesar = cipher_caesar(&arena, cases[i].plain, 3);
		if (!str_eq(caesar, cases[i].caesar3))
			fail_msg("case %zu: " STR_FMT, i, STR_ARG(caesar));
	}
}

static void test_there_and_back(void **state)
{
	char bytes[256];
	struct str all = {bytes, 0}, out;

	(void)state;
	for (int i = 0; i < 256; i++)
		bytes[i] = (char)i;
	for (all.n = 0; all.n <= 256; all.n++) {
		assert_true(cipher_url_decode(&arena, cipher_url(&arena, all), &out));
		assert_true(str_eq(out, all));
		assert_true(
			cipher_base64_decode(&arena, cipher_base64(&arena, all), &out));
		assert_true(str_eq(out, all));
	}
	// every code point that Caesar moves or leaves
	for (uint32_t cp = 0; cp < 0x11000; cp++) {
		char utf8[4];
		struct str one = {utf8, utf8_encode(cp, utf8)};

		for (int shift = 1; shift <= 9; shift++) {
			out = cipher_caesar(&arena, one, shift);
			out = cipher_caesar(&arena, out, -shift);
			assert_true(str_eq(out, one));
		}
		arena_reset(&arena);
	}
}

static void test_decoders_are_strict(void **state)
{
	static const char *const urls[] = {"%",   "%4",  "a%",  "%G0",
					   "%4g", "%4a", "a b", "/"};
	static const char *const base64s[] = {"A",    "AA",   "AAA",  "AA=A", "A===",
					      "====", "AB==", "AAB=", "AA-_", "AA AA="};
	struct str out;

	(void)state;
	for (size_t i = 0; i < COUNT(urls); i++)
		if (cipher_url_decode(&arena, str_of(urls[i]), &out))
			fail_msg("%s", urls[i]);
	for (size_t i = 0; i < COUNT(base64s); i++)
		if (cipher_base64_decode(&arena, str_of(base64s[i]), &out))
			fail_msg("%s", base64s[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_known, teardown),
		cmocka_unit_test_teardown(test_there_and_back, teardown),
		cmocka_unit_test_teardown(test_decoders_are_strict, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
