#include "suite/suite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <unistd.h>

#include "../base/folder.h"
#include "base/file.h"
#include "told.h"

static const struct manifest manifest = {
	.name = STR_INIT("s"),
	.version = STR_INIT("1"),
	.taxonomy = STR_INIT("s-eval"),
	.sha256 = STR_INIT("not this one"),
};

static const struct item items[] = {
	{.id = STR_INIT("a"),
	 .lang = STR_INIT("zh"),
	 .risk = STR_INIT("ci.drug-crimes"),
	 .prompt = STR_INIT("甲\n\"x\""),
	 .better = -1},
	{.id = STR_INIT("b"),
	 .lang = STR_INIT("en"),
	 .risk = STR_INIT("ci"),
	 .prompt = STR_INIT("two"),
	 .attack = STR_INIT("deepinception"),
	 .parent = STR_INIT("a"),
	 .better = -1},
	{.id = STR_INIT("c"), .prompt = STR_INIT("three"), .better = -1},
};

static bool write_suite(const char *path, struct err *e)
{
	struct suite_writer *w = suite_create(path, &manifest, e);
	bool ok = w != NULL;

	for (size_t i = 0; ok && i < COUNT(items); i++)
		ok = suite_put(w, &items[i], e);
	if (ok)
		return suite_finish(w, e);
	suite_abandon(w);
	return false;
}

static void test_round_trip(void **state)
{
	static const char *const names[] = {"a.jsonl", "b.jsonl.zst", "c.jsonl.gz"};
	static const char counts[] = "counts:\n  total: 3\n"
				     "  by_risk: {\"ci\": 2, \"none\": 1}\n"
				     "  by_lang: {\"zh\": 1, \"en\": 1, \"none\": 1}\n"
				     "  by_attack: {\"base\": 2, \"deepinception\": 1}\n"
				     "sha256: \"";
	struct arena a = {0};
	struct err e = {0};
	struct faults f;

	(void)state;
	faults_init(&f);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct suite_summary out;
		struct item item;
		struct str text;
		char yaml[] = "x.yaml";

		if (!write_suite(folder_path(names[i]), &e))
			fail_msg("%s", e.msg);
		yaml[0] = names[i][0];
		assert_true(file_read(&a, folder_path(yaml), 10000, &text, &e));
		assert_int_not_equal(str_find(text, str_of(counts)), STR_NPOS);
		struct suite *s = suite_open(folder_path(yaml), &e);
		if (!s)
			fail_msg("%s", e.msg);
		assert_true(suite_check(s, NULL, &out, &f)); // the hash too
		assert_int_equal(out.counts.items, COUNT(items));
		for (size_t k = 0; k < COUNT(items); k++) {
			assert_int_equal(suite_next(s, &a, &item, &e), 1);
			assert_true(str_eq(item.id, items[k].id));
			assert_true(str_eq(item.prompt, items[k].prompt));
			assert_true(str_eq(item.risk, items[k].risk));
			assert_true(str_eq(item.parent, items[k].parent));
		}
		suite_close(s);
	}
	faults_release(&f);
	arena_release(&a);
}

static void test_what_cannot_be_written(void **state)
{
	static const struct {
		const char *name, *told;
		enum err_code code;
	} cases[] = {
		{"x.json",
		 "x.json: expected a name that ends in .jsonl, .jsonl.zst or "
		 ".jsonl.gz",
		 ERR_INPUT},
		{"there.jsonl", "there.jsonl", ERR_EXISTS},
		{"named.jsonl", "named.yaml: exists", ERR_EXISTS},
		{"no/such/folder.jsonl", "", ERR_NOT_FOUND},
	};
	size_t before;

	(void)state;
	folder_put("there.jsonl", STR("kept"));
	folder_put("named.yaml", STR("name: n"));
	before = folder_count();
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err e = {0};

		assert_false(write_suite(folder_path(cases[i].name), &e));
		assert_int_equal(e.code, cases[i].code);
		assert_true(str_starts(str_of(told_err(&e, folder_path(""))),
				       str_of(cases[i].told)));
	}
	assert_int_equal(folder_count(), before);
}

static void test_nothing_is_left_of_half(void **state)
{
	struct err e = {0};
	size_t before = folder_count();
	struct suite_writer *w = suite_create(folder_path("half.jsonl"), &manifest, &e);

	(void)state;
	assert_non_null(w);
	assert_true(suite_put(w, &items[0], &e));
	suite_abandon(w);
	suite_abandon(NULL);
	assert_int_equal(folder_count(), before);
	// the manifest's place was taken meanwhile, by a folder
	w = suite_create(folder_path("late.jsonl"), &manifest, &e);
	assert_true(suite_put(w, &items[0], &e));
	assert_true(file_make_dir(folder_path("late.yaml/x"), &e));
	assert_false(suite_finish(w, &e));
	assert_false(file_exists(folder_path("late.jsonl")));
}

// Names in the counts are bounded, so that the manifest can be read again.
static void test_monstrous_names(void **state)
{
	static char name[3000];
	struct item item = items[0];
	struct err e = {0};
	struct suite_writer *w = suite_create(folder_path("long.jsonl"), &manifest, &e);

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	item.lang = item.attack = item.risk = str_of(name);
	assert_true(suite_put(w, &item, &e));
	assert_true(suite_finish(w, &e));
	struct suite *s = suite_open(folder_path("long.yaml"), &e);
	if (!s)
		fail_msg("%s", e.msg);
	suite_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_what_cannot_be_written),
		cmocka_unit_test(test_nothing_is_left_of_half),
		cmocka_unit_test(test_monstrous_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
