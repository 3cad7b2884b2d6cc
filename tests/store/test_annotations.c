#include "make.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/annotations.h"
#include "store/schema.h"

static struct annotation make_annotation(uint64_t ordinal, const char *protocol,
					 const char *rater)
{
	struct annotation x = annotation_none(ordinal, str_of(protocol), str_of(rater));

	x.at = 1700000000000;
	x.verdict = VERDICT_UNSAFE;
	return x;
}

static void test_round_trip(void **state)
{
	static const struct str tags[] = {{"ci.drug-crimes", 14}, {"hs", 2}};
	struct store *s = make_store("annotations");
	struct annotation full = make_annotation(3, "gb45654", "甲"), *list;
	struct annotation bare = make_annotation(3, "safety", "乙");
	struct arena a = {0};
	struct err e = {0};
	size_t n;

	(void)state;
	full.refusal = REFUSAL_PARTIAL;
	full.riskiness = 0.75;
	full.grade = 2;
	full.score = 7;
	full.preferred = 0.5;
	full.outcome = STR("other");
	full.tags = tags;
	full.n_tags = 2;
	full.explanation = STR("因为");
	full.settles = true;
	assert_ok(store_put_annotation(s, &full, &e));
	assert_ok(store_put_annotation(s, &bare, &e));
	make_close(s);
	s = make_open("annotations", false);
	assert_ok(store_annotations(s, &a, STR_NONE, &list, &n, &e));
	assert_int_equal(n, 2);
	assert_str(list[0].rater, "乙");
	assert_str(list[1].protocol, "gb45654");
	assert_true(list[1].at == 1700000000000 && list[1].ordinal == 3);
	assert_true(list[1].verdict == VERDICT_UNSAFE &&
		    list[1].refusal == REFUSAL_PARTIAL && list[1].grade == 2);
	assert_true(list[1].riskiness == 0.75 && list[1].score == 7 &&
		    list[1].preferred == 0.5);
	assert_str(list[1].outcome, "other");
	assert_str(list[1].explanation, "因为");
	assert_int_equal(list[1].n_tags, 2);
	assert_str(list[1].tags[1], "hs");
	assert_true(list[1].settles && !list[0].settles);
	assert_true(isnan(list[0].riskiness) && isnan(list[0].score) &&
		    isnan(list[0].preferred));
	assert_int_equal(list[0].grade, -1);
	assert_true(!list[0].outcome.p && !list[0].explanation.p && !list[0].n_tags);
	make_close(s);
	arena_release(&a);
}

static void test_replace_and_drop(void **state)
{
	struct store *s = make_store("replaced");
	struct annotation x = make_annotation(1, "safety", "a"), *list;
	struct arena a = {0};
	struct err e = {0};
	size_t n;

	(void)state;
	x.explanation = STR("first");
	assert_ok(store_put_annotation(s, &x, &e));
	x.explanation = STR_NONE;
	x.verdict = VERDICT_SAFE;
	assert_ok(store_put_annotation(s, &x, &e));
	x.rater = STR("b");
	assert_ok(store_put_annotation(s, &x, &e));
	x.protocol = STR("abc");
	x.ordinal = 0;
	assert_ok(store_put_annotation(s, &x, &e));
	assert_ok(store_annotations(s, &a, STR_NONE, &list, &n, &e));
	assert_int_equal(n, 3);
	assert_int_equal(list[0].ordinal, 0);
	assert_str(list[1].rater, "a");
	assert_int_equal(list[1].verdict, VERDICT_SAFE);
	assert_null(list[1].explanation.p);
	assert_ok(store_annotations(s, &a, STR("abc"), &list, &n, &e));
	assert_int_equal(n, 1);
	assert_ok(store_drop_annotation(s, 1, STR("safety"), STR("a"), &e));
	assert_ok(store_drop_annotation(s, 1, STR("safety"), STR("nobody"), &e));
	assert_ok(store_annotations(s, &a, STR("safety"), &list, &n, &e));
	assert_int_equal(n, 1);
	assert_str(list[0].rater, "b");
	make_close(s);
	arena_release(&a);
}

static void test_audit(void **state)
{
	struct store *s = make_store("audit");
	struct audit *list;
	struct arena a = {0};
	struct err e = {0};
	size_t n, total;

	(void)state;
	assert_ok(store_audit(s, &a, &(struct audit_page){0, 9, true}, &list, &n, &total,
			      &e));
	assert_int_equal(n, 0);
	assert_ok(store_add_audit(s, STR("甲"), "rater added", STR("b"), &e));
	assert_ok(store_add_audit(s, STR_NONE, "started", STR_NONE, &e));
	assert_ok(store_audit(s, &a, &(struct audit_page){0, SIZE_MAX, true}, &list, &n,
			      &total, &e));
	assert_int_equal(n, 2);
	assert_str(list[0].what, "started");
	assert_str(list[0].who, "");
	assert_null(list[0].detail.p);
	assert_str(list[1].who, "甲");
	assert_str(list[1].detail, "b");
	assert_true(list[0].id > list[1].id && list[0].at >= list[1].at &&
		    list[1].at > 1700000000000);
	assert_ok(store_audit(s, &a, &(struct audit_page){0, 1, true}, &list, &n, &total,
			      &e));
	assert_int_equal(n, 1);
	make_close(s);
	arena_release(&a);
}

// What was flushed is there after kill -9, and what store_together() held together is
// there wholly or not at all.
static void test_killed(void **state)
{
	enum { TOGETHER = 100, ROUNDS = 7 };
	struct annotation *list;
	struct arena a = {0};
	struct store *s;
	struct err e = {0};
	int status;
	size_t n;
	pid_t pid;

	(void)state;
	make_close(make_store("killed"));
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		s = store_open(make_path("killed"), true, &e);
		for (uint64_t i = 0; s && i < ROUNDS; i++) {
			if (!store_together(s, TOGETHER, &e))
				_exit(1);
			for (uint64_t k = 0; k < TOGETHER; k++) {
				struct annotation x =
					make_annotation(i * TOGETHER + k, "safety", "a");

				if (!store_put_annotation(s, &x, &e))
					_exit(1);
			}
			if (i == 2 && !store_flush(s, &e))
				_exit(1);
		}
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	s = make_open("killed", true);
	assert_ok(store_annotations(s, &a, STR_NONE, &list, &n, &e));
	assert_true(n >= (size_t)3 * TOGETHER && n % TOGETHER == 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(list[i].ordinal, i);
	make_close(s);
	arena_release(&a);
}

static void test_damaged(void **state)
{
	static const struct {
		const char *sql, *words;
	} cases[] = {
		{"UPDATE annotations SET verdict = 4", "verdict is 4"},
		{"UPDATE annotations SET refusal = -1", "refusal is -1"},
		{"UPDATE annotations SET grade = 3", "grade of an annotation"},
		{"UPDATE annotations SET tags = '[\"\\'", "tags of an annotation"},
		{"UPDATE annotations SET riskiness = 1.5", "riskiness of an annotation"},
		{"UPDATE annotations SET riskiness = -1e300",
		 "riskiness of an annotation"},
		{"UPDATE annotations SET score = 0.5", "score of an annotation"},
		{"UPDATE annotations SET score = 9e999", "score of an annotation"},
		{"UPDATE annotations SET preferred = 2", "preference of an annotation"},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct annotation x = make_annotation(1, "safety", "a"), *list;
		char name[24];
		struct store *s;
		struct err e = {0};
		size_t n;

		snprintf(name, sizeof(name), "damaged-%zu", i);
		s = make_store(name);
		assert_ok(store_put_annotation(s, &x, &e));
		assert_ok(store_flush(s, &e));
		assert_ok(sql_exec(s, cases[i].sql, &e));
		make_close(s);
		s = make_open(name, false);
		assert_err(store_annotations(s, &a, STR_NONE, &list, &n, &e), ERR_INPUT,
			   cases[i].words);
		assert_non_null(strstr(e.msg, name));
		make_close(s);
	}
	arena_release(&a);
}

// One sample after the other, some of which nobody judged.
static void test_cursor(void **state)
{
	struct annotation list[] = {make_annotation(2, "safety", "a"),
				    make_annotation(2, "safety", "b"),
				    make_annotation(2, "safety", "c"),
				    make_annotation(5, "safety", "a")};
	static const struct {
		uint64_t ordinal;
		size_t n;
	} asked[] = {{0, 0}, {2, 3}, {2, 3}, {3, 0}, {5, 1}, {5, 1}, {6, 0}};
	struct annotation_cursor c = {list, COUNT(list), 0}, none = {0};
	struct consensus said = {.grade = 7};
	size_t n;

	(void)state;
	list[0].verdict = list[1].verdict = VERDICT_SAFE;
	list[2].verdict = VERDICT_UNSAFE;
	for (size_t i = 0; i < COUNT(asked); i++) {
		const struct annotation *of = annotations_of(&c, asked[i].ordinal, &n);
		assert_int_equal(n, asked[i].n);
		for (size_t k = 0; k < n; k++)
			assert_int_equal(of[k].ordinal, asked[i].ordinal);
	}
	assert_false(annotations_agreed(&none, 2, &said));
	assert_int_equal(said.grade, 7);
	c.at = 0;
	assert_true(annotations_agreed(&c, 2, &said));
	assert_int_equal(said.verdict, VERDICT_SAFE);
}

// A run file as the first format had it, with a sample, and an annotation by hand.
static void make_format_1(const char *name)
{
	char settings[80];
	sqlite3 *db;

	snprintf(settings, sizeof(settings),
		 "PRAGMA application_id=%d; PRAGMA user_version=1", SCHEMA_APPLICATION);
	assert_int_equal(sqlite3_open(make_path(name), &db), SQLITE_OK);
	for (size_t i = 0; i < COUNT(schema_steps[0].sql) && schema_steps[0].sql[i]; i++)
		assert_int_equal(sqlite3_exec(db, schema_steps[0].sql[i], NULL, NULL,
					      NULL),
				 SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, settings, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(
			db,
			"INSERT INTO targets(id, name) VALUES(0, 'openai/x');"
			"INSERT INTO params VALUES(0, '{}');"
			"INSERT INTO items(id, kind, expect, complete, body)"
			" VALUES('a', 0, 0, 1, '{\"id\":\"a\",\"prompt\":\"How?\"}');"
			"INSERT INTO cells(ordinal, item, target, params, epoch,"
			" variant, attempt, state) VALUES(0, 1, 0, 0, 0, 0, 0, 0);"
			"INSERT INTO annotations(ordinal, call, protocol, rater, at,"
			" verdict, grade) VALUES(0, 0, 'p', 'r', 5, 2, 0),"
			" (0, 1, 'p', 'r', 9, 1, 2)",
			NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(db);
}

static void test_older_file_read(void **state)
{
	struct store_counts counts;
	struct annotation *list;
	struct rater *raters;
	struct task *tasks;
	struct audit *audit;
	struct arena a = {0};
	struct store *s;
	struct err e = {0};
	struct reader *r;
	struct row row;
	size_t n, total;

	(void)state;
	make_format_1("older");
	s = make_open("older", false);
	assert_ok(store_annotations(s, &a, STR_NONE, &list, &n, &e));
	assert_true(n == 0 && !list);
	assert_ok(store_raters(s, &a, &raters, &n, &e));
	assert_true(n == 0 && !raters);
	assert_ok(store_tasks(s, &a, STR("safety"), &tasks, &n, &e));
	assert_int_equal(n, 0);
	assert_ok(store_audit(s, &a, &(struct audit_page){0, 9, true}, &audit, &n, &total,
			      &e));
	assert_int_equal(n, 0);
	assert_ok(store_count(s, &counts, &e));
	assert_int_equal(counts.cells, 1);
	r = reader_open(s, READ_TEXT, &e);
	assert_ok(r);
	assert_int_equal(reader_next(r, &row, &e), 1);
	assert_str(row.item.prompt, "How?");
	assert_int_equal(reader_next(r, &row, &e), 0);
	reader_close(r);
	make_close(s);
	arena_release(&a);
}

static void test_older_file_migrated(void **state)
{
	struct annotation *list;
	struct arena a = {0};
	struct store *s;
	struct err e = {0};
	size_t n;

	(void)state;
	make_format_1("migrated");
	s = make_open("migrated", true);
	assert_int_equal(make_number(s, "PRAGMA user_version"), STORE_SCHEMA);
	assert_ok(store_annotations(s, &a, STR_NONE, &list, &n, &e));
	assert_int_equal(n, 1); // what was there by hand: the later one
	assert_int_equal(list[0].verdict, VERDICT_SAFE);
	assert_int_equal(list[0].grade, 2);
	assert_int_equal(make_number(s, "SELECT count(*) FROM people WHERE protocol = 'p'"
					" AND verdict = 'safe' AND settles = 'no'"),
			 1);
	assert_int_equal(make_number(s,
				     "SELECT count(*) FROM migrations WHERE version = 2"),
			 1);
	make_close(s);
	make_close(make_open("migrated", false));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_replace_and_drop),
		cmocka_unit_test(test_audit),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_cursor),
		cmocka_unit_test(test_older_file_read),
		cmocka_unit_test(test_older_file_migrated),
	};

	return cmocka_run_group_tests_name("annotations", tests, NULL, NULL);
}
