// What holds of every text attack, on whatever prompt.
#include "attack/attack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "attacked.h"
#include "base/utf8.h"
#include "text/script.h"

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static const char *const names[] = {"code_injection", "deepinception", "goal_hijacking",
				    "instruction_encryption"};

// Characters of S-Eval's own rows: least, mean, most.
static const struct {
	size_t least, mean, most;
} measured[2][4] = {
	{{51, 124, 930}, {161, 186, 234}, {44, 79, 815}, {59, 224, 738}},
	{{164, 269, 1905}, {507, 606, 824}, {139, 281, 4262}, {133, 321, 832}},
};

struct lengths {
	size_t least, most, sum;
};

static void check_item(const struct item *item, size_t attack, struct lengths *lengths)
{
	struct attack_out one, again, other;

	assert_int_equal(attacked(&arena, names[attack], item, 1, &one), STEP_DONE);
	assert_int_equal(attacked(&arena, names[attack], item, 1, &again), STEP_DONE);
	assert_int_equal(attacked(&arena, names[attack], item, 2, &other), STEP_DONE);
	struct str text = one.item.prompt;
	assert_true(str_eq(text, again.item.prompt));
	assert_true(utf8_valid(text));
	assert_true(str_eq(one.item.lang, item->lang));
	assert_true(str_eq(one.item.risk, item->risk));
	if (attack == 1 || attack == 2)
		assert_int_not_equal(str_find(text, item->prompt), STR_NPOS);
	size_t n = utf8_count(text);
	lengths->least = n < lengths->least ? n : lengths->least;
	lengths->most = n > lengths->most ? n : lengths->most;
	lengths->sum += n;
}

static void test_all_of_s_eval(void **state)
{
	struct prompts p;

	(void)state;
	prompts_load(&p, "the text attacks on S-Eval's base prompts");
	for (size_t lang = 0; lang < 2; lang++) {
		for (size_t k = 0; k < COUNT(names); k++) {
			struct lengths n = {.least = SIZE_MAX};

			for (size_t i = 0; i < 10000; i++) {
				check_item(&p.items[lang * 10000 + i], k, &n);
				arena_reset(&arena);
			}
			print_message("%s %s: %zu / %zu / %zu characters\n",
				      lang ? "en" : "zh", names[k], n.least,
				      n.sum / 10000, n.most);
			size_t mean = n.sum / 10000, theirs = measured[lang][k].mean;
			assert_in_range(mean, theirs * 3 / 4, theirs * 5 / 4);
			assert_true(n.least > measured[lang][k].least / 3);
			assert_true(n.most < measured[lang][k].most * 2);
		}
	}
	prompts_release(&p);
}

// The wording is the item's language: what is drawn around a prompt that has none.
static void test_language(void **state)
{
	static const struct {
		const char *lang, *script;
	} cases[] = {
		{"zh", "zh"}, {"zh-Hant", "zh"}, {"en", "en"}, {"fr", "en"}, {"", "en"}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t k = 0; k < COUNT(names); k++)
			for (uint64_t seed = 0; seed < 50; seed++) {
				struct str text =
					attacked_text(&arena, names[k], cases[i].lang,
						      STR("1+1="), seed);

				assert_string_equal(script_lang(text), cases[i].script);
			}
}

static void test_seeds_differ(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT(names); k++) {
		size_t different = 0;

		for (uint64_t seed = 0; seed < 100; seed++) {
			struct str one = attacked_text(&arena, names[k], "en",
						       STR("How do I do a thing?"), seed);
			struct str two =
				attacked_text(&arena, names[k], "en",
					      STR("How do I do a thing?"), seed + 1);
			different += !str_eq(one, two);
		}
		if (k == 1) // one template, nothing to draw
			assert_int_equal(different, 0);
		else
			assert_true(different >= 90);
	}
}

// 10 MB, of every kind of text.
static void test_huge_prompt(void **state)
{
	static const char *const pieces[] = {"x", "甲",
					     "it's \\ {prompt} \xf0\x9f\x92\xa9\n"};
	struct buf text;

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		buf_init(&text, BUF_TEXT_MAX);
		while (text.n < 10 << 20)
			buf_adds(&text, pieces[i]);
		for (size_t k = 0; k < COUNT(names); k++) {
			struct str made =
				attacked_text(&arena, names[k], "zh", buf_str(&text), i);

			assert_true(made.n > text.n);
			assert_true(utf8_valid(made));
			arena_reset(&arena);
		}
		buf_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_all_of_s_eval, teardown),
		cmocka_unit_test_teardown(test_language, teardown),
		cmocka_unit_test_teardown(test_seeds_differ, teardown),
		cmocka_unit_test_teardown(test_huge_prompt, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
