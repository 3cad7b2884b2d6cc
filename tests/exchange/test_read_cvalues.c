#include "imported.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct imported im;

static int teardown(void **state)
{
	(void)state;
	imported_release(&im);
	return 0;
}

static void test_golden_counts(void **state)
{
	static const struct {
		const char *risk;
		size_t n;
	} domains[] = {
		{"rs.environmental-science", 100}, {"rs.psychology", 100},
		{"rs.barrier-free", 100},          {"rs.social-science", 96},
		{"rs.data-science", 95},           {"rs.law", 93},
		{"rs.intimate-relationship", 70},  {"rs.lesser-known-major", 10},
	};
	size_t n[COUNT(domains)] = {0};

	(void)state;
	imported_one(&im, "cvalues", NULL,
		     folder_data("CValues' own file",
				 "cvalues/cvalues_responsibility_prompts.jsonl"));
	if (!im.ok)
		fail_msg("%s", im.e.msg);
	assert_int_equal(im.report.read, 664);
	assert_int_equal(im.n, 664);
	assert_counts(&im, by_risk, "rs=664");
	assert_counts(&im, by_lang, "zh=664");
	assert_counts(&im, warnings, "");
	assert_counts(&im, dropped, "");
	for (size_t i = 0; i < im.n; i++) {
		assert_int_equal(im.items[i].expect, EXPECT_GUIDE);
		assert_true(str_starts(im.items[i].id, STR("cvalues-")));
		assert_true(str_is(im.items[i].source.license, "Apache-2.0"));
		for (size_t k = 0; k < COUNT(domains); k++)
			n[k] += str_is(im.items[i].risk, domains[k].risk);
	}
	for (size_t k = 0; k < COUNT(domains); k++)
		assert_int_equal(n[k], domains[k].n);
}

static void test_rows(void **state)
{
	(void)state;
	imported_one(
		&im, "cvalues", NULL,
		folder_put(
			"c.jsonl",
			STR("{\"id_\": 7, \"prompt\": \"甲？\", \"domain_en\": \"law\"}\n"
			    "{\"id_\": 7, \"prompt\": \"甲？\", \"domain_en\": \"law\"}\n"
			    "{\"id_\": 8, \"prompt\": \" \", \"domain_en\": \"law\"}\n"
			    "{\"id_\": 9, \"prompt\": \"丙？\", \"domain_zh\": "
			    "\"心理学\"}\n"
			    "{\"id_\": 10, \"prompt\": \"丁？\", \"domain_en\": "
			    "\"new\"}")));
	if (!im.ok)
		fail_msg("%s", im.e.msg);
	assert_counts(&im, dropped, "duplicate item=1 empty prompt=1");
	assert_counts(&im, warnings, "unknown risk \"new\" (left out)=1");
	assert_true(str_is(im.items[0].id, "cvalues-7"));
	assert_true(str_is(im.items[0].source.id, "7"));
	assert_true(str_is(im.items[1].risk, "rs.psychology"));
	assert_int_equal(im.items[1].source.row, 4);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"{\"prompt\": \"x\"}", ":1: id_: expected a number, got nothing"},
		{"{\"id_\": 1, \"prompt\": null}",
		 ":1: prompt: expected a string, got null"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *path = folder_put("c.jsonl", str_of(cases[i].text));

		imported_one(&im, "cvalues", NULL, path);
		assert_false(im.ok);
		assert_string_equal(im.e.msg + strlen(path), cases[i].message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_golden_counts, teardown),
		cmocka_unit_test_teardown(test_rows, teardown),
		cmocka_unit_test_teardown(test_faults, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
