// Attacks that change characters one by one: what is changed can be told, and all else
// stays.
#include "odd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "attack/template.h"
#include "base/map.h"
#include "base/utf8.h"
#include "text/han.h"
#include "text/lookalike.h"
#include "text/pinyin.h"

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

// `to` may stand for `from`.
static bool leet(uint32_t from, uint32_t to)
{
	static const char pairs[] = "a4A4b8B8e3E3g6G6i1I1o0O0s5S5t7T7z2Z2l1L1";

	for (size_t i = 0; i + 1 < sizeof(pairs); i += 2)
		if (from == (unsigned char)pairs[i] && to == (unsigned char)pairs[i + 1])
			return true;
	return false;
}

static bool wide(uint32_t from, uint32_t to)
{
	return to == from + 0xFEE0 || from == to + 0xFEE0 ||
	       (from == ' ' && to == 0x3000) || (from == 0x3000 && to == ' ');
}

static bool alike(uint32_t from, uint32_t to)
{
	return to != from && lookalike_of(from) == to;
}

static bool traditional(uint32_t from, uint32_t to)
{
	return han_simplify(to) == from;
}

static bool homophone(uint32_t from, uint32_t to)
{
	return from >= 0x3400 && to >= 0x3400 &&
	       str_eq(pinyin_plain(from), pinyin_plain(to));
}

static bool (*stands_for)(uint32_t from, uint32_t to);
static size_t changed, all;

static void check_pairs(const char *lang, struct str prompt, struct str text)
{
	(void)lang;
	assert_int_equal(utf8_count(prompt), utf8_count(text));
	while (prompt.n) {
		uint32_t from = utf8_next(&prompt), to = utf8_next(&text);

		all++;
		changed += from != to;
		if (from != to && !stands_for(from, to))
			fail_msg("U+%04X became U+%04X", (unsigned)from, (unsigned)to);
	}
}

static void test_one_for_one(void **state)
{
	static const struct {
		const char *none, *some, *every; // by share
		bool (*stands_for)(uint32_t from, uint32_t to);
	} cases[] = {
		{"leetspeak:share=0", "leetspeak", "leetspeak:share=1", leet},
		{"full_width:share=0", "full_width:share=0.5", "full_width", wide},
		{"homoglyphs:share=0", "homoglyphs", "homoglyphs:share=1", alike},
		{"hans_hant_mixing:share=0", "hans_hant_mixing",
		 "hans_hant_mixing:share=1", traditional},
		{"homophones:share=0", "homophones", "homophones:share=1", homophone},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const words[] = {cases[i].none, cases[i].some,
					     cases[i].every};
		size_t counts[3];

		stands_for = cases[i].stands_for;
		for (size_t k = 0; k < 3; k++) {
			all = changed = 0;
			odd_each(&arena, words[k], check_pairs);
			counts[k] = changed;
		}
		assert_int_equal(counts[0], 0);
		assert_true(counts[1] > counts[2] * 3 / 10);
		assert_true(counts[1] < counts[2] * 8 / 10);
		assert_true(counts[2] > all / 20);
	}
}

static void test_full_width_twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < odd_prompts_n; i++) {
		struct str once = odd_text(&arena, "full_width", "en", odd_prompts[i], 1);

		if (once.p)
			assert_true(str_eq(odd_text(&arena, "full_width", "en", once, 1),
					   odd_prompts[i]));
	}
}

// Without the mark it is the prompt; the prompts that hold one themselves are left out.
static void check_zero_width(const char *lang, struct str prompt, struct str text)
{
	struct str rest = prompt;
	size_t marks = 0;

	(void)lang;
	while (rest.n) {
		uint32_t cp = utf8_next(&rest);

		if (cp >= 0x200B && cp <= 0x200D)
			return;
	}
	while (text.n) {
		struct str from = text;
		uint32_t cp = utf8_next(&text);

		if (cp >= 0x200B && cp <= 0x200D) {
			marks++;
			continue;
		}
		from.n -= text.n;
		assert_true(str_starts(prompt, from));
		prompt = str_slice(prompt, from.n, prompt.n);
	}
	assert_int_equal(prompt.n, 0);
	all += marks;
}

static void test_zero_width(void **state)
{
	(void)state;
	all = 0;
	odd_each(&arena, "zero_width", check_zero_width);
	assert_true(all > 100);
	// combining marks and joined emoji stay whole
	struct str text = odd_text(&arena, "zero_width", "en", STR("e\xcc\x81x"), 3);
	assert_true(str_starts(text, STR("e\xcc\x81")));
	assert_int_equal(text.n, 4 + 3);
}

// Where there is nothing to change, asking would be asking the base prompt again.
static void test_nothing_to_change(void **state)
{
	static const struct {
		const char *word;
		struct str without, with;
	} cases[] = {
		{"leetspeak", STR_INIT("怎样开门？"), STR_INIT("怎样 open the gate？")},
		{"homoglyphs", STR_INIT("？！"), STR_INIT("please open it, ok？")},
		{"hans_hant_mixing", STR_INIT("How? 人人"),
		 STR_INIT("开门后请关门，谢谢")},
		{"homophones", STR_INIT("How?"), STR_INIT("怎样才能打开这扇门")},
		{"zero_width", STR_INIT("王"), STR_INIT("王王王王王王王王")},
		{"full_width", STR_INIT("怎样"), STR_INIT("怎样? open, ok?")},
		{"pinyin", STR_INIT("How?"), STR_INIT("怎样才能打开这扇门")},
		{"pinyin_initials", STR_INIT("How?"), STR_INIT("怎样才能打开这扇门")},
		{"character_splitting", STR_INIT("How? 人"), STR_INIT("好好相明林森好")},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_null(odd_text(&arena, cases[i].word, "zh", cases[i].without, 1).p);
		assert_non_null(
			odd_text(&arena, cases[i].word, "zh", cases[i].with, 1).p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_one_for_one, teardown),
		cmocka_unit_test_teardown(test_full_width_twice, teardown),
		cmocka_unit_test_teardown(test_zero_width, teardown),
		cmocka_unit_test_teardown(test_nothing_to_change, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
