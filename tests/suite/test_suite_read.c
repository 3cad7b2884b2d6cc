#include "suite/suite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/stat.h>

#include "../base/folder.h"
#include "../base/pack.h"
#include "told.h"

static const char two[] = "\n{\"id\": \"a\", \"prompt\": \"one\"}\n"
			  "   \n{\"id\": \"b\", \"prompt\": \"two\"}";

static void check_two(const char *name)
{
	struct arena a = {0};
	struct item item;
	struct err e = {0};
	struct suite *s = suite_open(name, &e);

	if (!s)
		fail_msg("%s", e.msg);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(suite_next(s, &a, &item, &e), 1);
		assert_true(str_is(item.id, "a"));
		assert_int_equal(suite_line(s), 2);
		assert_int_equal(suite_next(s, &a, &item, &e), 1);
		assert_true(str_is(item.prompt, "two"));
		assert_int_equal(suite_line(s), 4);
		assert_int_equal(suite_next(s, &a, &item, &e), 0);
		suite_rewind(s);
	}
	suite_close(s);
	arena_release(&a);
}

static void test_forms_of_files(void **state)
{
	struct arena a = {0};
	struct str text = str_of(two);

	(void)state;
	check_two(folder_put("two.jsonl", text));
	check_two(folder_put("two.jsonl.gz", pack_gzip(&a, text)));
	check_two(folder_put("two.jsonl.zst", pack_zstd(&a, text)));
	check_two(folder_put("bare", text));
	arena_release(&a);
}

static void test_manifest(void **state)
{
	static const char *const names[] = {"m.yaml", "m.jsonl"};
	struct err e = {0};

	(void)state;
	folder_put("m.jsonl", str_of(two));
	folder_put("m.yaml", STR("name: named\nversion: '3'\ntaxonomy: cvalues\n"));
	for (size_t i = 0; i < COUNT(names); i++) {
		struct suite *s = suite_open(folder_path(names[i]), &e);

		assert_non_null(s);
		assert_true(str_is(suite_manifest(s)->name, "named"));
		assert_true(str_is(suite_manifest(s)->taxonomy, "cvalues"));
		assert_true(str_ends(str_of(suite_path(s)), STR("/m.jsonl")));
		suite_close(s);
	}
	struct suite *s = suite_open(folder_put("n.jsonl", str_of(two)), &e);
	assert_true(str_is(suite_manifest(s)->name, "n"));
	assert_true(str_empty(suite_manifest(s)->version));
	suite_close(s);
	suite_close(NULL);
}

static void test_built_in(void **state)
{
	struct arena a = {0};
	struct str *names;
	struct err e = {0};
	struct item item;
	static const char *const dimensions[] = {"ci", "cs", "dp", "em",
						 "pm", "hs", "ex", "is"};
	size_t n = 0, counts[COUNT(dimensions)][2][2] = {0};

	(void)state;
	assert_int_equal(suite_builtin(&a, &names), 3);
	assert_true(str_is(names[0], "assay-core-small"));
	assert_true(str_is(names[1], "assay-demo"));
	assert_true(str_is(names[2], "assay-values-choice"));
	struct suite *s = suite_open("assay-demo", &e);
	assert_non_null(s);
	assert_string_equal(suite_path(s), "assay-demo (built in)");
	while (suite_next(s, &a, &item, &e) == 1) {
		struct str risk = item.risk;
		struct str dimension = str_cut(&risk, '.');

		n++;
		assert_true(str_is(item.lang, "zh") || str_is(item.lang, "en"));
		for (size_t i = 0; i < COUNT(dimensions); i++)
			counts[i][str_is(item.lang, "en")]
			      [item.expect == EXPECT_COMPLY] +=
				str_is(dimension, dimensions[i]);
	}
	assert_int_equal(n, 192);
	for (size_t i = 0; i < 2 * COUNT(dimensions); i++) {
		assert_int_equal(counts[i / 2][i % 2][0], 10);
		assert_int_equal(counts[i / 2][i % 2][1], 2);
	}
	suite_close(s);
	arena_release(&a);
}

static void test_what_cannot_be_opened(void **state)
{
	static const struct {
		const char *name, *message;
		enum err_code code;
	} cases[] = {
		{"none.jsonl",
		 "none.jsonl: no such file, and no built-in suite of that name "
		 "(assay list suites names them)",
		 ERR_NOT_FOUND},
		{"", " is a folder, expected a suite's JSONL or YAML file", ERR_INPUT},
		{"alone.yaml", "alone.yaml: expected its items beside it, in alone.jsonl",
		 ERR_NOT_FOUND},
		{"bad.jsonl",
		 "bad.yaml:1: nmae: unknown key; did you mean name? (and 1 more; "
		 "assay validate lists them)",
		 ERR_INPUT},
	};
	struct err e = {0};

	(void)state;
	folder_put("alone.yaml", STR("name: x\n"));
	folder_put("bad.yaml", STR("nmae: x\n"));
	folder_put("bad.jsonl", str_of(two));
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_null(suite_open(folder_path(cases[i].name), &e));
		struct str told = str_of(told_err(&e, folder_path("")));
		if (i == 1)
			assert_true(str_ends(told, str_of(cases[i].message)));
		else
			assert_string_equal(told.p, cases[i].message);
		assert_int_equal(e.code, cases[i].code);
	}
	assert_null(suite_open("-", &e));
	assert_non_null(strstr(e.msg, "standard input"));
	assert_null(suite_open("no-such-suite", &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
}

static void test_bad_line(void **state)
{
	struct arena a = {0};
	struct item item;
	struct err e = {0};

	(void)state;
	struct suite *s =
		suite_open(folder_put("b.jsonl",
				      STR("{\"prompt\":\"x\"}\n{\"prompt\":}\n"
					  "{\"prompt\":1}\n{\"prompt\":\"y\"}")),
			   &e);
	assert_int_equal(suite_next(s, &a, &item, &e), 1);
	assert_int_equal(suite_next(s, &a, &item, &e), -1);
	assert_true(str_starts(str_of(told_err(&e, folder_path(""))),
			       STR("b.jsonl:2: column 11: ")));
	assert_int_equal(suite_next(s, &a, &item, &e), -1);
	assert_string_equal(told_err(&e, folder_path("")),
			    "b.jsonl:3: prompt: expected a string, got a number");
	assert_int_equal(suite_next(s, &a, &item, &e), 1);
	suite_close(s);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms_of_files),
		cmocka_unit_test(test_manifest),
		cmocka_unit_test(test_built_in),
		cmocka_unit_test(test_what_cannot_be_opened),
		cmocka_unit_test(test_bad_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
