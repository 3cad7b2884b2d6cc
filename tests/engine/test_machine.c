// Conversing machines: every kind of step, what is stored of it, and replay after a
// break.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "converse.h"
#include "engine/attack/attack_suite.h"
#include "engine/run.h"
#include "store/store.h"

struct fixture {
	struct arena arena;
	char dir[64];
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	snprintf(f->dir, sizeof(f->dir), "/tmp/assay-engine-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	assert_int_equal(chdir(f->dir), 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	static const char *const names[] = {"suite.jsonl", "target.jsonl",
					    "attacker.jsonl", "r.assay"};
	struct fixture *f = *state;
	for (size_t i = 0; i < COUNT(names); i++)
		unlink(names[i]);
	assert_int_equal(chdir("/"), 0);
	rmdir(f->dir);
	arena_release(&f->arena);
	free(f);
	return 0;
}

static void put(const char *name, const char *text)
{
	struct err e = {0};
	if (!file_write(name, str_of(text), &e))
		fail_msg("%s", e.msg);
}

// Answers that end in `mark`, so that those of a second time can be told from the
// first's.
static void record(const char *mark)
{
	char text[1000];
	put("suite.jsonl", "{\"id\": \"i\", \"prompt\": \"the base item\"}\n");
	snprintf(text, sizeof(text),
		 "{\"prompt\": \"the base item\", \"response\": \"base %s\"}\n"
		 "{\"prompt\": \"opening one\", \"response\": \"I'm sorry, I can't help "
		 "with that. %s\"}\n"
		 "{\"prompt\": \"opening two\", \"response\": \"two %s\"}\n"
		 "{\"prompt\": \"last\", \"response\": \"last %s\"}\n",
		 mark, mark, mark, mark);
	put("target.jsonl", text);
	snprintf(text, sizeof(text),
		 "{\"prompt\": \"attacker\", \"response\": \"go on %s\"}\n", mark);
	put("attacker.jsonl", text);
}

static struct run_settings settings(struct fixture *f)
{
	struct run_settings s;
	struct err e = {0};
	static char *const argv[] = {
		"run",      "-m",         "replay/target.jsonl",   "-a",
		"converse", "--rewriter", "replay/attacker.jsonl", "-o",
		"r.assay",  "-q"};
	struct opt_list operands = {0};
	memset(&s, 0, sizeof(s));
	opt_defaults(run_options, &s, &f->arena);
	assert_true(
		opt_parse(run_options, &s, &f->arena, COUNT(argv), argv, &operands, &e));
	s.suite = STR("suite.jsonl");
	return s;
}

static void run_it(struct fixture *f)
{
	struct run_settings s = settings(f);
	struct run_summary summary;
	struct err e = {0};
	if (!run_start(&f->arena, &s, &summary, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(summary.samples, 2);
	assert_int_equal(summary.answered, 2);
}

static struct store *open_run(bool write)
{
	struct err e = {0};
	struct store *s = store_open("r.assay", write, &e);
	if (!s)
		fail_msg("%s", e.msg);
	return s;
}

static void close_run(struct store *s)
{
	struct err e = {0};
	assert_true(store_close(s, &e));
}

// The texts of the attack's calls, joined.
static struct str attack_calls(struct fixture *f)
{
	struct store *s = open_run(false);
	struct call *calls;
	size_t n;
	struct err e = {0};
	assert_true(store_calls(s, &f->arena, 1, STR("converse"), &calls, &n, &e));
	struct str *texts = arena_array(&f->arena, n + 1, sizeof(*texts));
	for (size_t i = 0; i < n; i++)
		texts[i] = calls[i].attempts < 0 ? STR("-")
						 : arena_str(&f->arena, calls[i].text);
	close_run(s);
	return arena_join(&f->arena, texts, n, STR("|"));
}

static void test_every_step_is_stored(void **state)
{
	struct fixture *f = *state;
	record("A");
	run_it(f);
	assert_string_equal(attack_calls(f).p,
			    "I'm sorry, I can't help with that. A|two A|go on A|last A");
	struct store *s = open_run(false);
	struct err e = {0};
	struct row row;
	struct reader *r = reader_open(s, READ_TEXT, &e);
	assert_int_equal(reader_next(r, &row, &e), 1);
	assert_int_equal(reader_next(r, &row, &e), 1);
	assert_true(str_is(row.response->text, "last A"));
	assert_true(str_is(row.item.parent, "i"));
	assert_true(str_is(row.item.attack, "converse"));
	assert_int_equal(row.item.prompt.n, 0);
	assert_int_equal(row.n_judgements, 1); // the steering one is not of record
	assert_int_equal(reader_next(r, &row, &e), 0);
	reader_close(r);
	close_run(s);
}

// What a kill leaves: the cell is open, calls from a number on are missing.
static void break_off(const char *sql)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open("r.assay", &db), SQLITE_OK);
	char *what = NULL;
	if (sqlite3_exec(db, sql, NULL, NULL, &what) != SQLITE_OK)
		fail_msg("%s: %s", sql, what);
	sqlite3_close(db);
}

static void check_resumed(struct fixture *f, const char *sql, const char *expected)
{
	struct run_summary summary;
	struct resume_settings resume = {.quiet = true};
	struct err e = {0};
	record("A");
	run_it(f);
	break_off(sql);
	record("B");
	if (!run_resume(&f->arena, "r.assay", &resume, &summary, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(summary.answered, 2);
	assert_string_equal(attack_calls(f).p, expected);
}

static void test_replay_asks_only_the_rest(void **state)
{
	check_resumed(*state,
		      "delete from judgements where ordinal = 1; delete from cells where "
		      "ordinal = 1;"
		      "delete from calls where ordinal = 1 and number >= 2",
		      "I'm sorry, I can't help with that. A|two A|go on B|last B");
}

static void test_replay_fills_a_gap(void **state)
{
	check_resumed(*state,
		      "delete from judgements where ordinal = 1; delete from cells where "
		      "ordinal = 1;"
		      "delete from calls where ordinal = 1 and number in (0, 2, 3)",
		      "I'm sorry, I can't help with that. B|two A|go on B|last B");
}

static void test_replay_of_all_judges_again(void **state)
{
	check_resumed(*state, "delete from judgements where ordinal = 1",
		      "I'm sorry, I can't help with that. A|two A|go on A|last A");
}

static void test_attack_suite_refuses_conversations(void **state)
{
	struct fixture *f = *state;
	struct str name = STR("converse");
	struct attack_settings s = {
		.suite = STR("suite.jsonl"),
		.output = STR("out.jsonl"),
		.attacks = {&name, 1},
	};
	struct suite_report report;
	struct err e = {0};
	record("A");
	assert_false(attack_suite(&f->arena, &s, &report, &e));
	assert_non_null(strstr(e.msg, "assay run -a converse"));
	assert_false(file_exists("out.jsonl"));
	suite_report_release(&report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_every_step_is_stored, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_replay_asks_only_the_rest, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_replay_fills_a_gap, setup, teardown),
		cmocka_unit_test_setup_teardown(test_replay_of_all_judges_again, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_attack_suite_refuses_conversations,
						setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
