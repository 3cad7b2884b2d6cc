#include "exchange/import_suite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../base/folder.h"

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static bool import(const struct import_settings *s, const char *text, struct err *e)
{
	const struct importer_desc *jsonl = importer_find(STR("jsonl"));
	void *own = arena_alloc(&arena, jsonl->settings_size);
	struct str path = str_of(folder_put("in.jsonl", str_of(text)));
	struct opt_list paths = {&path, 1};
	struct suite_report report;

	opt_defaults(jsonl->params, own, &arena);
	bool ok = import_suite(&arena, jsonl, s, own, &paths, &report, e);
	suite_report_release(&report);
	return ok;
}

static void test_what_cannot_be_begun(void **state)
{
	static const char row[] = "{\"prompt\": \"x\"}\n";
	struct import_settings s = {0};
	struct err e = {0};
	size_t before;

	(void)state;
	assert_false(import(&s, row, &e));
	assert_string_equal(e.msg, "no suite to write: name one with -o");
	s.output = str_of(folder_put("there.jsonl", STR("kept")));
	assert_false(import(&s, row, &e));
	assert_int_equal(e.code, ERR_EXISTS);
	s.output = str_of(folder_path("out.jsonl"));
	s.taxonomy = STR("none-such");
	before = folder_count();
	assert_false(import(&s, row, &e));
	assert_string_equal(e.msg,
			    "none-such: no such taxonomy (assay list taxonomies names "
			    "them)");
	s.taxonomy = STR_NONE;
	assert_false(import(&s, "{\"prompt\": \"x\"}\n{", &e)); // half is nothing
	assert_int_equal(folder_count(), before);
}

static void test_another_taxonomy(void **state)
{
	struct import_settings s = {.taxonomy = STR("cvalues")};
	struct item item;
	struct err e = {0};

	(void)state;
	s.output = str_of(folder_path("law.jsonl.zst"));
	if (!import(&s, "{\"prompt\": \"x\", \"risk\": \"法理学\"}\n", &e))
		fail_msg("%s", e.msg);
	struct suite *suite = suite_open(folder_path("law.yaml"), &e);
	assert_non_null(suite);
	assert_true(str_is(suite_manifest(suite)->taxonomy, "cvalues"));
	assert_true(str_is(suite_manifest(suite)->name, "law"));
	assert_true(str_empty(suite_manifest(suite)->license));
	assert_int_equal(suite_next(suite, &arena, &item, &e), 1);
	assert_true(str_is(item.risk, "rs.law"));
	suite_close(suite);
}

static void test_ids(void **state)
{
	static const char rows[] = "{\"id\": \"a\", \"prompt\": \"1\"}\n"
				   "{\"id\": \"a\", \"prompt\": \"2\"}\n"
				   "{\"id\": \"a\", \"prompt\": \"1\"}\n"
				   "{\"id\": \"a\", \"prompt\": \"3\"}\n"
				   "{\"id\": \"a-2\", \"prompt\": \"4\"}\n"
				   "{\"id\": \"a\", \"prompt\": \"2\"}\n";
	static const char *const ids[] = {"a", "a-2", "a-3", "a-2-2"};
	struct import_settings s = {0};
	struct item item;
	struct err e = {0};

	(void)state;
	s.output = str_of(folder_path("ids.jsonl"));
	if (!import(&s, rows, &e))
		fail_msg("%s", e.msg);
	struct suite *suite = suite_open(folder_path("ids.jsonl"), &e);
	for (size_t i = 0; i < COUNT(ids); i++) {
		assert_int_equal(suite_next(suite, &arena, &item, &e), 1);
		assert_true(str_is(item.id, ids[i]));
	}
	assert_int_equal(suite_next(suite, &arena, &item, &e), 0);
	suite_close(suite);
}

// The first of equal items counts, and gets the answer of another where it has none.
static void test_answers_of_duplicates(void **state)
{
#define FRUIT \
	"{\"id\": \"a\", \"prompt\": \"Fruit?\", \"options\": [\"stone\", \"apple\"]"
#define METAL "{\"id\": \"b\", \"prompt\": \"Metal?\", \"options\": [\"iron\", \"wood\"]"
	static const char rows[] =
		FRUIT "}\n" METAL ", \"answer\": \"A\"}\n" FRUIT
		      ", \"answer\": \"B\"}\n" FRUIT ", \"answer\": \"A\"}\n" METAL "}\n";
	static const int64_t answers[] = {1, 0};
	struct import_settings s = {.output = str_of(folder_path("twice.jsonl"))};
	const struct importer_desc *jsonl = importer_find(STR("jsonl"));
	void *own = arena_alloc(&arena, jsonl->settings_size);
	struct str path = str_of(folder_put("twice.in.jsonl", str_of(rows)));
	struct opt_list paths = {&path, 1};
	struct suite_report report;
	struct item item;
	struct err e = {0};

	(void)state;
	opt_defaults(jsonl->params, own, &arena);
	if (!import_suite(&arena, jsonl, &s, own, &paths, &report, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(report.read, 5);
	assert_int_equal(report.written, 2);
	assert_int_equal(tally_get(&report.dropped, STR("duplicate item")), 2);
	assert_int_equal(tally_get(&report.dropped, STR("duplicate item with another "
							"answer (the first counts)")),
			 1);
	assert_int_equal(tally_get(&report.warnings,
				   STR("item without an answer that a duplicate has "
				       "(taken from it)")),
			 1);
	suite_report_release(&report);
	struct suite *suite = suite_open(folder_path("twice.jsonl"), &e);
	for (size_t i = 0; i < COUNT(answers); i++) {
		assert_int_equal(suite_next(suite, &arena, &item, &e), 1);
		assert_int_equal(item.n_answers, 1);
		assert_int_equal(item.answers[0], answers[i]);
	}
	suite_close(suite);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_what_cannot_be_begun, teardown),
		cmocka_unit_test_teardown(test_another_taxonomy, teardown),
		cmocka_unit_test_teardown(test_ids, teardown),
		cmocka_unit_test_teardown(test_answers_of_duplicates, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
