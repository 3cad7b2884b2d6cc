#include "exchange/mapping.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_names_of_data_sets(void **state)
{
	static const struct {
		const char *file, *name;
	} cases[] = {
		{"a/b/xstest.csv", "xstest"},
		{"x.jsonl.zst", "x"},
		{"d/set.zip(inner/part.jsonl)", "part"},
		{"odd(name.csv", "odd(name"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_true(str_is(mapping_dataset(cases[i].file), cases[i].name));
}

static void test_notes(void **state)
{
	struct arena a = {0};

	(void)state;
	assert_null(mapping_note(&a, "k", STR("")).p);
	assert_true(str_is(mapping_note(&a, "k", STR("a \"b\"\n")),
			   "{\"k\":\"a \\\"b\\\"\\n\"}"));
	arena_release(&a);
}

static void test_items(void **state)
{
	static const struct mapping m = {.set_lang = STR_INIT("fr"),
					 .set_risk = STR_INIT("ci"),
					 .set_expect = STR_INIT("comply")};
	struct suite_report report = {0};
	struct import_job job = {.settings = &m, .version = STR("2"), .report = &report};
	struct parts parts = {.prompt = STR(" quoi? "),
			      .risk = STR(" "),
			      .id = STR(" 7 ")};
	struct arena a = {0};
	struct item item;
	struct err e = {0};
	bool kept;

	(void)state;
	assert_true(mapping_item(&job, &a, &parts, "f.csv", 3, &item, &kept, &e));
	assert_true(kept);
	assert_true(str_is(item.id, "7"));
	assert_true(str_is(item.prompt, " quoi? ")); // as it stands
	assert_true(str_is(item.lang, "fr"));
	assert_true(str_is(item.risk, "ci"));
	assert_int_equal(item.expect, EXPECT_COMPLY);
	assert_true(str_is(item.source.version, "2"));
	assert_int_equal(item.source.row, 3);
	parts.prompt = STR("\n");
	assert_true(mapping_item(&job, &a, &parts, "f.csv", 4, &item, &kept, &e));
	assert_false(kept);
	assert_int_equal(tally_get(&report.dropped, STR("empty prompt")), 1);
	suite_report_release(&report);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_of_data_sets),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
