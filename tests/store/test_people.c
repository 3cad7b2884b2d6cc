#include "make.h"

#include <math.h>
#include <stdio.h>

#include "store/annotations.h"
#include "store/sql.h"

static struct rater make_rater(const char *name)
{
	return (struct rater){.name = str_of(name), .created = 1700000000000};
}

static void test_raters(void **state)
{
	static const struct str domains[] = {{"rs.law", 6}, {"rs.\"odd\"", 8}};
	struct store *s = make_store("raters");
	struct rater a = make_rater("甲"), b = make_rater("b"), again = make_rater("b");
	struct rater nobody = make_rater("nobody"), *list;
	struct arena arena = {0};
	struct err e = {0};
	size_t n;

	(void)state;
	a.role = RATER_ADMIN;
	a.token_sha256 = STR("00ff");
	b.domains = domains;
	b.n_domains = 2;
	assert_ok(store_put_rater(s, &a, &e));
	assert_ok(store_put_rater(s, &b, &e));
	assert_true(a.id == 1 && b.id == 2);
	assert_err(store_put_rater(s, &again, &e), ERR_EXISTS, "\"b\"");
	b.revoked = 5;
	assert_ok(store_put_rater(s, &b, &e)); // its own name is free for it
	b.name = STR("甲");
	assert_err(store_put_rater(s, &b, &e), ERR_EXISTS, "甲");
	nobody.id = 99;
	assert_err(store_put_rater(s, &nobody, &e), ERR_NOT_FOUND, "no rater 99");
	make_close(s);
	s = make_open("raters", false);
	assert_ok(store_raters(s, &arena, &list, &n, &e));
	assert_int_equal(n, 2);
	assert_str(list[0].name, "甲");
	assert_str(list[0].token_sha256, "00ff");
	assert_true(list[0].role == RATER_ADMIN && list[0].revoked == 0);
	assert_int_equal(list[0].n_domains, 0);
	assert_true(list[1].revoked == 5 && list[1].created == 1700000000000);
	assert_null(list[1].token_sha256.p);
	assert_int_equal(list[1].n_domains, 2);
	assert_str(list[1].domains[0], "rs.law");
	assert_str(list[1].domains[1], "rs.\"odd\"");
	make_close(s);
	arena_release(&arena);
}

static void add_task(struct store *s, const char *protocol, const uint64_t *ordinals,
		     size_t n)
{
	struct task t = {
		.protocol = str_of(protocol),
		.ordinals = ordinals,
		.n_ordinals = n,
		.domain = n == 1 ? STR("rs.law") : STR_NONE,
		.need = 3,
	};
	struct err e = {0};

	assert_ok(store_add_task(s, &t, &e));
	assert_true(t.id > 0);
}

static void test_tasks(void **state)
{
	static const uint64_t ordinals[] = {7, 0, 4000000000u};
	struct store *s = make_store("tasks");
	struct arena a = {0};
	struct task *list;
	struct err e = {0};
	size_t n;

	(void)state;
	add_task(s, "safety", ordinals, 1);
	add_task(s, "expert", ordinals, 3);
	add_task(s, "probe", NULL, 0);
	assert_ok(store_put_task_gold(s, 1, STR("{\"verdict\":\"safe\"}"), &e));
	assert_ok(store_tasks(s, &a, STR_NONE, &list, &n, &e));
	assert_int_equal(n, 3);
	assert_true(list[0].id == 1 && list[1].id == 2 && list[2].id == 3);
	assert_str(list[0].gold, "{\"verdict\":\"safe\"}");
	assert_null(list[1].gold.p);
	assert_str(list[0].domain, "rs.law");
	assert_null(list[1].domain.p);
	assert_int_equal(list[1].need, 3);
	assert_int_equal(list[1].n_ordinals, 3);
	assert_memory_equal(list[1].ordinals, ordinals, sizeof(ordinals));
	assert_int_equal(list[2].n_ordinals, 0);
	assert_ok(store_tasks(s, &a, STR("expert"), &list, &n, &e));
	assert_true(n == 1 && list[0].id == 2);
	assert_ok(store_tasks(s, &a, STR("none"), &list, &n, &e));
	assert_true(n == 0 && list == NULL);
	make_close(s);
	arena_release(&a);
}

static struct answer make_answer(int64_t task, int64_t rater, int64_t revision)
{
	return (struct answer){
		.task = task,
		.rater = rater,
		.revision = revision,
		.at = 1000 + revision,
		.seconds = revision == 1 ? 2.5 : (double)NAN,
		.body = revision == 1 ? STR("{\"a\":1}") : STR("{\"a\":2}"),
	};
}

static void test_answers(void **state)
{
	static const uint64_t ordinal = 1;
	struct store *s = make_store("answers");
	struct rater r = make_rater("r"), q = make_rater("q");
	struct assignment x = {1, 1, 10, ASSIGNMENT_OPEN}, *given;
	struct answer *list;
	struct arena a = {0};
	struct err e = {0};
	size_t n;

	(void)state;
	assert_ok(store_put_rater(s, &r, &e));
	assert_ok(store_put_rater(s, &q, &e));
	add_task(s, "safety", &ordinal, 1);
	add_task(s, "abc", &ordinal, 1);
	assert_ok(store_put_assignment(s, &x, &e));
	x.state = ASSIGNMENT_RELEASED;
	x.at = 20;
	assert_ok(store_put_assignment(s, &x, &e)); // in its place
	x = (struct assignment){2, 2, 30, ASSIGNMENT_SKIPPED};
	assert_ok(store_put_assignment(s, &x, &e));
	for (int64_t revision = 1; revision <= 3; revision++) {
		struct answer one = make_answer(1, 2, revision);

		assert_ok(store_add_answer(s, &one, &e));
	}
	for (int64_t task = 1; task <= 2; task++) {
		struct answer one = make_answer(task, 1, 1);

		assert_ok(store_add_answer(s, &one, &e));
	}
	assert_ok(store_assignments(s, &a, STR_NONE, &given, &n, &e));
	assert_int_equal(n, 2);
	assert_true(given[0].task == 1 && given[0].state == ASSIGNMENT_RELEASED &&
		    given[0].at == 20);
	assert_true(given[1].rater == 2 && given[1].state == ASSIGNMENT_SKIPPED);
	assert_ok(store_assignments(s, &a, STR("abc"), &given, &n, &e));
	assert_true(n == 1 && given[0].task == 2);
	assert_ok(store_answers(s, &a, STR("safety"), &list, &n, &e));
	assert_int_equal(n, 2);
	assert_true(list[0].rater == 1 && list[0].seconds == 2.5);
	assert_true(list[1].rater == 2 && list[1].revision == 3 && list[1].at == 1003);
	assert_true(isnan(list[1].seconds));
	assert_str(list[1].body, "{\"a\":2}");
	assert_ok(store_answers(s, &a, STR_NONE, &list, &n, &e));
	assert_int_equal(n, 3);
	assert_int_equal(make_number(s, "SELECT count(*) FROM answers"), 5);
	make_close(s);
	arena_release(&a);
}

// A revision that is there already is a bug of the caller, and told.
static void test_same_revision(void **state)
{
	struct store *s = make_store("revision");
	struct rater r = make_rater("r");
	struct answer one = make_answer(1, 1, 1);
	struct err e = {0};

	(void)state;
	assert_ok(store_put_rater(s, &r, &e));
	add_task(s, "safety", NULL, 0);
	assert_ok(store_add_answer(s, &one, &e));
	assert_false(store_add_answer(s, &one, &e));
	assert_false(store_close(s, &e));
}

static bool read_all(struct store *s, struct arena *a, struct err *e)
{
	struct rater *raters;
	struct task *tasks;
	struct assignment *given;
	struct answer *answers;
	size_t n;

	return store_raters(s, a, &raters, &n, e) &&
	       store_tasks(s, a, STR_NONE, &tasks, &n, e) &&
	       store_assignments(s, a, STR_NONE, &given, &n, e) &&
	       store_answers(s, a, STR_NONE, &answers, &n, e);
}

static void test_damaged(void **state)
{
	static const struct {
		const char *sql, *words;
	} cases[] = {
		{"UPDATE raters SET role = 2", "role is 2"},
		{"UPDATE raters SET domains = '[\"\\'", "domains of a rater"},
		{"UPDATE tasks SET samples = '1'", "samples of a task"},
		{"UPDATE tasks SET samples = '[1,-2]'", "samples of a task"},
		{"UPDATE tasks SET samples = '[1,]'", "samples of a task"},
		{"UPDATE tasks SET samples = '[]'", "samples of a task"},
		{"UPDATE tasks SET samples = '['", "samples of a task"},
		{"UPDATE assignments SET state = 4", "state is 4"},
		{"UPDATE assignments SET state = -1", "state is -1"},
		{"DROP TABLE answers", "no such table"},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		static const uint64_t ordinal = 1;
		struct assignment x = {1, 1, 10, ASSIGNMENT_OPEN};
		struct rater r = make_rater("r");
		struct store *s;
		char name[24];
		struct err e = {0};

		snprintf(name, sizeof(name), "damaged-%zu", i);
		s = make_store(name);
		assert_ok(store_put_rater(s, &r, &e));
		add_task(s, "safety", &ordinal, 1);
		assert_ok(store_put_assignment(s, &x, &e));
		assert_ok(store_flush(s, &e));
		assert_ok(read_all(s, &a, &e));
		assert_ok(sql_exec(s, cases[i].sql, &e));
		make_close(s);
		s = make_open(name, false);
		assert_false(read_all(s, &a, &e));
		if (!strstr(e.msg, cases[i].words) || !strstr(e.msg, name))
			fail_msg("expected \"%s\" in: %s", cases[i].words, e.msg);
		make_close(s);
	}
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_raters),  cmocka_unit_test(test_tasks),
		cmocka_unit_test(test_answers), cmocka_unit_test(test_same_revision),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
