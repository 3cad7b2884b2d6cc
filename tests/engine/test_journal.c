#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../base/folder.h"
#include "base/file.h"
#include "engine/journal.h"

static struct call call_of(const char *text, uint64_t lo)
{
	return (struct call){
		.request_hash = {0x0123456789abcdef, lo},
		.text = str_of(text),
		.finish = STR("stop"),
		.attempts = 1,
	};
}

static struct journal *open_it(struct arena *a, const char *output, const char *settings)
{
	struct err e = {0};
	struct journal *j = journal_open(a, output, str_of(settings), &e);
	if (!j)
		fail_msg("%s", e.msg);
	return j;
}

static void add(struct journal *j, const char *task, int64_t number, struct call call)
{
	struct err e = {0};
	assert_true(journal_add(j, str_of(task), number, &call, &e));
}

static void keeps_what_came(void **state)
{
	(void)state;
	struct arena a = {0};
	const char *output = folder_path("keeps.jsonl"),
		   *part = folder_path("keeps.jsonl.part");
	struct journal *j = open_it(&a, output, "s");
	struct call failed = {.failure = FAILURE_CONTEXT, .attempts = 1};
	struct call *calls;
	size_t n;
	assert_true(file_exists(part));
	add(j, "leaf/zh/refuse/0", 0, call_of("甲\n\"乙\"", UINT64_MAX));
	add(j, "leaf/zh/refuse/0", 2, call_of("third", 3));
	add(j, "leaf/zh/refuse/1", 0, failed);
	assert_int_equal(journal_count(j), 3);
	journal_close(j, false);

	j = open_it(&a, output, "s");
	assert_int_equal(journal_count(j), 3);
	journal_find(j, STR("leaf/zh/refuse/0"), &calls, &n);
	assert_int_equal(n, 3);
	assert_true(str_is(calls[0].text, "甲\n\"乙\""));
	assert_true(str_is(calls[0].finish, "stop"));
	assert_true(calls[0].request_hash.hi == 0x0123456789abcdef);
	assert_true(calls[0].request_hash.lo == UINT64_MAX);
	assert_int_equal(calls[1].attempts, -1); // a gap
	assert_true(str_is(calls[2].text, "third"));
	journal_find(j, STR("leaf/zh/refuse/1"), &calls, &n);
	assert_int_equal(n, 1);
	assert_int_equal(calls[0].failure, FAILURE_CONTEXT);
	assert_null(calls[0].text.p);
	journal_find(j, STR("leaf/zh/refuse/2"), &calls, &n);
	assert_int_equal(n, 0);
	journal_close(j, true);
	assert_false(file_exists(part));
	arena_release(&a);
}

static void leaves_nothing_of_nothing(void **state)
{
	(void)state;
	struct arena a = {0};
	journal_close(open_it(&a, folder_path("nothing.jsonl"), "s"), false);
	assert_false(file_exists(folder_path("nothing.jsonl.part")));
	journal_close(NULL, true);
	arena_release(&a);
}

static void one_at_a_time(void **state)
{
	(void)state;
	struct arena a = {0};
	struct err e = {0};
	struct journal *j = open_it(&a, folder_path("one.jsonl"), "s");
	add(j, "t", 0, call_of("x", 1));
	assert_null(journal_open(&a, folder_path("one.jsonl"), STR("s"), &e));
	assert_int_equal(e.code, ERR_BUSY);
	assert_true(file_exists(folder_path("one.jsonl.part")));
	journal_close(j, true);
	arena_release(&a);
}

static void foreign_files(void **state)
{
	(void)state;
	static const char first[] =
		"{\"journal\":\"assay/generate-journal/1\",\"settings\":\"s\"}\n";
	static const char good[] =
		"{\"task\":\"t\",\"number\":0,\"hash\":"
		"\"0123456789abcdef0123456789abcdef\","
		"\"failure\":\"none\",\"text\":\"x\",\"finish\":\"stop\"}\n";
	static const struct {
		const char *first, *rest, *said; // NULL: it opens
		size_t replies;
	} cases[] = {
		{"", "", NULL, 0},
		{first, "", NULL, 0},
		{first, good, NULL, 1},
		{"{\"journal\":\"assay/gener", "", NULL, 0}, // killed at once
		{first, "{\"task\":\"t\",\"num", NULL, 0},
		{"{\"journal\":\"assay/generate-journal/1\",\"settings\":\"r\"}\n", good,
		 "other settings", 0},
		{"{\"journal\":\"assay/generate-journal/1\",\"settings\":\"s", "", NULL,
		 0},
		{"my notes\n", "", "no journal", 0},
		{"my notes", "", "no journal", 0},
		{"{\"journal\":\"mine\"}", "", "no journal", 0},
		{"{}\n", "", "no journal", 0},
		{first, "nonsense\n", ":2: is damaged", 0},
		{first, "{\"task\":\"t\",\"number\":-1}\n", ":2: is damaged", 0},
		{first,
		 "{\"task\":\"t\",\"number\":0,\"hash\":\"xy\",\"failure\":\"none\"}\n",
		 ":2: is damaged", 0},
		{first, "\xff\xfe\n", ":2: is damaged", 0},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a = {0};
		struct err e = {0};
		char text[1000];
		snprintf(text, sizeof(text), "%s%s", cases[i].first, cases[i].rest);
		const char *part = folder_put("foreign.jsonl.part", str_of(text));
		struct journal *j =
			journal_open(&a, folder_path("foreign.jsonl"), STR("s"), &e);
		if ((j == NULL) != (cases[i].said != NULL))
			fail_msg("%s: %s", text, e.msg);
		if (j)
			assert_int_equal(journal_count(j), cases[i].replies);
		else
			assert_non_null(strstr(e.msg, cases[i].said));
		assert_true(file_exists(part)); // never removed unseen
		journal_close(j, true);
		arena_release(&a);
	}
}

// What is appended to a journal that was broken off makes whole lines.
static void goes_on_after_a_kill(void **state)
{
	(void)state;
	struct arena a = {0};
	struct err e = {0};
	struct str text;
	const char *output = folder_path("kill.jsonl");
	struct journal *j = open_it(&a, output, "s");
	add(j, "t", 0, call_of("one", 1));
	journal_close(j, false);
	const char *part = folder_path("kill.jsonl.part");
	assert_true(file_read(&a, part, 1 << 20, &text, &e));
	size_t lines = text.n;
	for (size_t cut = 1; cut < 20; cut += 6) {
		folder_put("kill.jsonl.part",
			   arena_printf(&a, STR_FMT "%.*s", STR_ARG(text), (int)cut,
					"{\"task\":\"t\",\"number\":1,"));
		j = open_it(&a, output, "s");
		assert_int_equal(journal_count(j), 1);
		add(j, "t", 1, call_of("two", 2));
		journal_close(j, false);
		j = open_it(&a, output, "s");
		assert_int_equal(journal_count(j), 2);
		journal_close(j, false);
	}
	assert_true(lines > 50);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_came),
		cmocka_unit_test(leaves_nothing_of_nothing),
		cmocka_unit_test(one_at_a_time),
		cmocka_unit_test(foreign_files),
		cmocka_unit_test(goes_on_after_a_kill),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
