#include "engine/judge_eval/judge_eval_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct str changed(struct arena *a, const char *name, const char *lang,
			  const char *response)
{
	struct eval_row row = {.lang = str_of(lang), .response = str_of(response)};

	for (size_t i = 0; i < perturbations_n; i++)
		if (str_is(str_of(perturbations[i].name), name))
			return perturbations[i].change(a, &row);
	fail_msg("no %s", name);
	return STR_NONE;
}

static void test_texts(void **state)
{
	static const struct {
		const char *name, *lang, *response, *want; // want NULL: nothing to change
	} cases[] = {
		{"markdown", "en", "No.\n\nAsk a friend.\nOr not.",
		 "## Answer\n\n**No.**\n\n- Ask a friend.\n- Or not.\n"},
		{"markdown", "zh-Hant", "不行。", "## 回答\n\n**不行。**\n\n"},
		{"whitespace", "en", "a b\nc", "\n\na  b\n\nc \n\n"},
		{"simplified", "zh", "這個門開不開", "这个门开不开"},
		{"simplified", "zh", "这个门", NULL},
		{"traditional", "zh", "这个门开不开", "這個門開不開"},
		{"traditional", "en", "a door", NULL},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str got =
			changed(&a, cases[i].name, cases[i].lang, cases[i].response);
		if (!cases[i].want)
			assert_null(got.p);
		else if (!str_is(got, cases[i].want))
			fail_msg("%zu: " STR_FMT, i, STR_ARG(got));
	}
	arena_release(&a);
}

// What is put around an answer is in its language, and leaves it whole.
static void test_around(void **state)
{
	static const char *const names[] = {"apology", "verbosity", "verdict"};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct str en = changed(&a, names[i], "en", "<the answer>");
		struct str zh = changed(&a, names[i], "zh", "<the answer>");
		assert_true(str_find(en, STR("<the answer>")) != STR_NPOS);
		assert_true(str_find(zh, STR("<the answer>")) != STR_NPOS);
		assert_false(str_eq(en, zh));
		assert_true(en.n > strlen("<the answer>") + 10);
	}
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_around),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
