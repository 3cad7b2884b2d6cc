#include "report/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/asset.h"
#include "base/yaml.h"

static unsigned places(struct str s)
{
	unsigned found = 0;
	for (size_t i = 0; i + 2 < s.n; i++)
		if (s.p[i] == '{' && s.p[i + 2] == '}')
			found |= 1u << (s.p[i + 1] - '0');
	return found;
}

// Every word is there in both languages, with the same places to fill.
static void test_both(void **state)
{
	(void)state;
	for (unsigned i = 0; i < WORDS; i++) {
		struct str zh = word(STR("zh"), (enum word)i);
		struct str en = word(STR("en"), (enum word)i);
		assert_true(zh.n > 0 && en.n > 0);
		assert_false(str_eq(zh, en));
		assert_int_equal(places(zh), places(en));
	}
	for (unsigned f = FAILURE_NONE + 1; f < FAILURES; f++) {
		assert_true(word_failure(STR("zh"), (enum failure)f).n > 0);
		assert_false(str_eq(word_failure(STR("zh"), (enum failure)f),
				    word_failure(STR("en"), (enum failure)f)));
	}
}

// The file has no others.
static void test_no_more(void **state)
{
	struct arena a;
	struct err e;
	(void)state;
	arena_init(&a);
	const struct yaml *root =
		yaml_parse(&a, asset_text("report/words.yaml"), "words.yaml", &e);
	assert_non_null(root);
	assert_int_equal(root->n, 2);
	assert_int_equal(yaml_get(root, "words")->n, WORDS);
	assert_int_equal(yaml_get(root, "failures")->n, FAILURES - 1);
	arena_release(&a);
}

static void test_fill(void **state)
{
	struct buf out;
	struct str args[] = {STR_INIT("7"), STR_INIT("{0}")};
	(void)state;
	buf_init(&out, 1000);
	words_fill(&out, STR("en"), WORD_SCORED, args, 2);
	assert_true(str_is(buf_str(&out), "7 scored, {0} unscoreable"));
	buf_clear(&out);
	words_fill(&out, STR("zh-CN"), WORD_SCORED, args, 1); // what is not given stays
	assert_true(str_is(buf_str(&out), "7 已判定，{1} 无法判定"));
	buf_release(&out);
}

static void test_one(void **state)
{
	static const char *const said[][2] = {{"1", "1 item"},
					      {"2", "2 items"},
					      {"0", "0 items"},
					      {"1,001", "1,001 items"}};
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	for (size_t i = 0; i < COUNT(said); i++) {
		struct str n = str_of(said[i][0]);
		buf_clear(&out);
		words_fill(&out, STR("en"), WORD_ITEMS, &n, 1);
		assert_true(str_is(buf_str(&out), said[i][1]));
	}
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both),
		cmocka_unit_test(test_no_more),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
