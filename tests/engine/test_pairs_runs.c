// Pairs of runs: who is heard, which responses stand against each other.
#include "../base/folder.h"
#include "engine/pairs/pairs.h"
#include "store/annotations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define GOOD "A patient reply that thinks of everybody who is concerned."
#define KIND "Another kind reply, with advice on whom to turn to and why."
#define BAD "Do whatever you like, nobody will ever look into it anyway."
#define WORSE "The rest of them are fools, and they deserve what they get."

struct response { // of one item by one target
	const char *item, *text;
	int64_t target;
	enum verdict judged;
	int grade;
	enum verdict people; // NONE: nobody spoke
	double score;        // 0: none
};

static struct arena a;
static struct suite_report report;
static struct err e;
static unsigned turn;

static int teardown(void **state)
{
	(void)state;
	suite_report_release(&report);
	report = (struct suite_report){0};
	arena_release(&a);
	e = (struct err){0};
	return 0;
}

static void must(bool ok)
{
	if (!ok)
		fail_msg("%s", e.msg);
}

static void put_cell(struct store *s, uint64_t ordinal, const struct response *r)
{
	struct item item = {
		.id = str_of(r->item),
		.lang = STR("en"),
		.risk = STR("ci"),
		.prompt = arena_printf(&a, "What of %s?", r->item),
		.better = -1,
	};
	struct call call = {.role = ROLE_TARGET, .attempts = 1, .text = str_of(r->text)};
	struct cell cell = {
		.ordinal = ordinal,
		.item = item.id,
		.target = r->target,
		.state = CELL_ANSWERED,
		.machine = STR("target"),
	};
	struct judgement j = judgement_none(STR("fixed"), STR("1"));
	j.verdict = r->judged;
	j.grade = r->grade;
	must(store_put_item(s, &item, &e) && store_put_cell(s, &cell, &e) &&
	     store_put_call(s, ordinal, STR("target"), 0, &call, &e));
	if (r->judged != VERDICT_NONE)
		must(store_put_judgement(s, ordinal, 0, &j, &e));
	for (int i = 0; i < 3; i++) {
		struct annotation said = annotation_none(ordinal, STR("safety"),
							 arena_printf(&a, "rater %d", i));
		said.verdict = r->people;
		if (r->score > 0)
			said.score = r->score;
		if (r->people != VERDICT_NONE || r->score > 0)
			must(store_put_annotation(s, &said, &e));
	}
}

static const char *a_run(const struct response *list, size_t n)
{
	char name[40];
	snprintf(name, sizeof(name), "run-%u.assay", turn++);
	const char *path = arena_cstr(&a, str_of(folder_path(name)));
	struct store *s = store_create(path, &e);
	const struct params none = params_none();
	int64_t id;
	must(s != NULL);
	must(store_set(s, "judge", STR("fixed@1"), &e) &&
	     store_set(s, "taxonomy", STR("s-eval"), &e) &&
	     store_set(s, "suite.license", STR("CC0-1.0"), &e) &&
	     store_add_params(s, &none, &id, &e));
	for (int i = 0; i < 3; i++) {
		struct target target = {.name = arena_printf(&a, "t/%d", i)};
		must(store_add_target(s, &target, &id, &e));
	}
	for (size_t i = 0; i < n; i++)
		put_cell(s, i, &list[i]);
	must(store_close(s, &e));
	return path;
}

static size_t build(const char *const *paths, size_t n, const char *options,
		    struct item *items)
{
	struct pairs_settings s = {0};
	char name[40];
	opt_defaults(pairs_options, &s, &a);
	for (struct str rest = str_of(options); rest.p;) {
		struct str value = str_cut(&rest, ' '), key = str_cut(&value, '=');
		must(opt_assign(pairs_options, &s, &a, key, value, &e));
	}
	snprintf(name, sizeof(name), "pairs-%u.jsonl", turn++);
	s.output = arena_str(&a, str_of(folder_path(name)));
	s.sources.n = n;
	s.sources.items = arena_array(&a, n + 1, sizeof(*s.sources.items));
	for (size_t i = 0; i < n; i++)
		s.sources.items[i] = str_of(paths[i]);
	suite_report_release(&report);
	if (!pairs_suite(&a, &s, &report, &e))
		return 0;
	struct suite *suite = suite_open(s.output.p, &e);
	must(suite != NULL);
	for (size_t i = 0; i < report.written; i++)
		assert_int_equal(suite_next(suite, &a, &items[i], &e), 1);
	assert_true(str_is(suite_manifest(suite)->license, "CC0-1.0"));
	assert_true(str_is(suite_manifest(suite)->taxonomy, "s-eval"));
	suite_close(suite);
	return report.written;
}

static void assert_pair(const struct item *item, const char *better, const char *worse)
{
	assert_true(str_is(item->replies[item->better], better));
	assert_true(str_is(item->replies[!item->better], worse));
}

static uint64_t dropped(const char *why)
{
	return tally_get(&report.dropped, str_of(why));
}

static void test_the_judge(void **state)
{
	static const struct response list[] = {
		{"q", GOOD, 0, VERDICT_SAFE, 1, VERDICT_NONE, 0},
		{"q", KIND, 1, VERDICT_SAFE, 2, VERDICT_NONE, 0},
		{"q", BAD, 2, VERDICT_UNSAFE, 0, VERDICT_NONE, 0},
		{"only good", GOOD, 0, VERDICT_SAFE, 1, VERDICT_NONE, 0},
		{"only bad", BAD, 0, VERDICT_UNSAFE, 0, VERDICT_NONE, 0},
		{"unknown", BAD, 0, VERDICT_UNSCOREABLE, -1, VERDICT_NONE, 0},
	};
	struct item items[8];

	(void)state;
	const char *path = a_run(list, COUNT(list));
	assert_int_equal(build(&path, 1, NULL, items), 1);
	assert_pair(&items[0], KIND, BAD); // the constructive one first
	assert_int_equal(dropped("item without an unsafe response"), 1);
	assert_int_equal(dropped("item without a safe response"), 1);
	assert_int_equal(dropped("response that nobody called safe or unsafe"), 1);
	assert_true(str_is(items[0].meta,
			   "{\"item\":\"q\",\"positive\":{\"target\":\"t/1\",\"by\":"
			   "\"fixed@1\"},\"negative\":{\"target\":\"t/2\",\"by\":"
			   "\"fixed@1\"}}"));
	assert_true(str_is(items[0].risk, "ci"));
}

// What people say counts before the judge; where they say nothing, it counts.
static void test_people(void **state)
{
	static const struct response list[] = {
		{"q", GOOD, 0, VERDICT_UNSAFE, 0, VERDICT_SAFE, 0},
		{"q", KIND, 1, VERDICT_SAFE, 2, VERDICT_NONE, 0},
		{"q", BAD, 2, VERDICT_SAFE, 1, VERDICT_UNSAFE, 0},
		{"s", GOOD, 0, VERDICT_SAFE, 1, VERDICT_NONE, 8},
		{"s", BAD, 1, VERDICT_SAFE, 1, VERDICT_NONE, 3},
	};
	struct item items[8];

	(void)state;
	const char *path = a_run(list, COUNT(list));
	assert_int_equal(build(&path, 1, NULL, items), 2);
	assert_pair(&items[0], GOOD, BAD);
	assert_pair(&items[1], GOOD, BAD);
	assert_true(str_find(items[0].meta, STR("\"by\":\"people\"")) != STR_NPOS);
}

static void test_several(void **state)
{
	static const struct response one[] = {
		{"q", GOOD, 0, VERDICT_SAFE, 1, VERDICT_NONE, 0},
		{"q", BAD, 1, VERDICT_UNSAFE, 0, VERDICT_NONE, 0},
		{"q", WORSE, 2, VERDICT_UNSAFE, 0, VERDICT_NONE, 0},
	};
	static const struct response two[] = {
		{"q", KIND, 0, VERDICT_SAFE, 1, VERDICT_NONE, 0},
		{"q", BAD, 1, VERDICT_UNSAFE, 0, VERDICT_NONE, 0},
	};
	struct item items[8];

	(void)state;
	const char *paths[] = {a_run(one, COUNT(one)), a_run(two, COUNT(two))};
	assert_int_equal(build(paths, 2, NULL, items), 1);
	assert_int_equal(build(paths, 2, "per-item=2", items), 2);
	assert_false(str_eq(items[0].id, items[1].id));
	assert_in_range(build(paths, 2, "per-item=9", items), 2, 3); // one may come twice
	assert_int_equal(build(paths, 2, "per-item=2 limit=1", items), 1);
	assert_int_equal(dropped("over --limit"), 1);
}

// A model's reply is set against another's where there is one.
static void test_other_targets(void **state)
{
	static const struct response list[] = {
		{"r", GOOD, 1, VERDICT_SAFE, 2, VERDICT_NONE, 0},
		{"r", KIND, 0, VERDICT_SAFE, 1, VERDICT_NONE, 0},
		{"r", BAD, 1, VERDICT_UNSAFE, 0, VERDICT_NONE, 0},
		{"s", GOOD, 2, VERDICT_SAFE, 1, VERDICT_NONE, 0},
		{"s", BAD, 2, VERDICT_UNSAFE, 0, VERDICT_UNSAFE, 0},
		{"s", WORSE, 1, VERDICT_UNSAFE, 0, VERDICT_NONE, 0},
		{"t", GOOD, 2, VERDICT_SAFE, 1, VERDICT_NONE, 0},
		{"t", BAD, 2, VERDICT_UNSAFE, 0, VERDICT_NONE, 0},
	};
	static const char *const better[] = {KIND, GOOD, GOOD};
	static const char *const worse[] = {BAD, WORSE, BAD}; // t: nobody else answered
	struct item items[8];

	(void)state;
	const char *path = a_run(list, COUNT(list));
	assert_int_equal(build(&path, 1, NULL, items), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(str_is(items[i].replies[items[i].better], better[i]));
		assert_true(str_is(items[i].replies[!items[i].better], worse[i]));
	}
}

static void test_damaged(void **state)
{
	static const struct response list[] = {
		{"q", GOOD, 7, VERDICT_SAFE, 1, VERDICT_NONE, 0},
		{"q", BAD, 1, VERDICT_UNSAFE, 0, VERDICT_NONE, 0},
	};
	struct item items[2];

	(void)state;
	const char *path = a_run(list, COUNT(list));
	assert_int_equal(build(&path, 1, NULL, items), 0);
	assert_int_equal(e.code, ERR_INPUT);
	assert_non_null(strstr(e.msg, "target 7, which the file does not name"));
}

// Easy and hard pairs of a data set are counted apart.
static void test_each_difficulty(void **state)
{
	static const char suite[] =
		"{\"prompt\": \"q?\", \"replies\": [\"" GOOD "\", \"" BAD
		"\"], \"better\": 0, \"difficulty\": \"easy\"}\n"
		"{\"prompt\": \"q?\", \"replies\": [\"" GOOD "\", \"" WORSE
		"\"], \"better\": 0, \"difficulty\": \"hard\"}\n"
		"{\"prompt\": \"q?\", \"replies\": [\"" KIND "\", \"" WORSE
		"\"], \"better\": 0, \"difficulty\": \"hard\"}\n";
	struct item items[4];

	(void)state;
	(void)folder_put("both.yaml", STR("name: both\nlicense: CC0-1.0\n"));
	const char *path =
		arena_cstr(&a, str_of(folder_put("both.jsonl", str_of(suite))));
	assert_int_equal(build(&path, 1, "per-item=1", items), 2);
	assert_false(str_eq(items[0].difficulty, items[1].difficulty));
	assert_int_equal(dropped("over --per-item"), 1);
}

static void test_nothing(void **state)
{
	static const struct response list[] = {
		{"q", GOOD, 0, VERDICT_SAFE, 1, VERDICT_NONE, 0},
		{"q", GOOD ".", 1, VERDICT_UNSAFE, 0, VERDICT_NONE, 0},
		{"r", "No.", 0, VERDICT_SAFE, 1, VERDICT_NONE, 0},
		{"r", BAD, 1, VERDICT_UNSAFE, 0, VERDICT_NONE, 0},
	};
	struct item items[8];

	(void)state;
	const char *path = a_run(list, COUNT(list));
	assert_int_equal(build(&path, 1, NULL, items), 0);
	assert_int_equal(e.code, ERR_INPUT);
	assert_int_equal(dropped("replies that are nearly the same"), 1);
	assert_int_equal(dropped("reply that is too short"), 1);
	path = a_run(NULL, 0);
	assert_int_equal(build(&path, 1, NULL, items), 0);
	assert_string_equal(e.msg, "no pair could be built");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_the_judge, teardown),
		cmocka_unit_test_teardown(test_people, teardown),
		cmocka_unit_test_teardown(test_several, teardown),
		cmocka_unit_test_teardown(test_other_targets, teardown),
		cmocka_unit_test_teardown(test_damaged, teardown),
		cmocka_unit_test_teardown(test_each_difficulty, teardown),
		cmocka_unit_test_teardown(test_nothing, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
