#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <unistd.h>

#include "asker.h"
#include "base/file.h"

static char path[100];

static int make_file(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	snprintf(path, sizeof(path), "%s/assay-replay-XXXXXX", tmp ? tmp : "/tmp");
	int fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int drop_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void put(const char *text)
{
	struct err e = {0};
	if (!file_write(path, str_of(text), &e))
		fail_msg("%s", e.msg);
}

static void open_it(struct asker *a)
{
	char name[200];
	struct llm_settings s = asker_settings();
	snprintf(name, sizeof(name), "replay/%s", path);
	asker_open(a, &s, name);
}

static struct call ask(struct asker *a, const char *id, const char *prompt, int64_t epoch)
{
	struct request r = asker_request(a, str_of(prompt));
	r.item_id = str_of(id);
	r.epoch = epoch;
	return *asker_ask(a, &r, 1);
}

static void expect(struct asker *a, const char *id, const char *prompt, int64_t epoch,
		   const char *text)
{
	struct call call = ask(a, id, prompt, epoch);
	if (!text) {
		assert_int_equal(call.failure, FAILURE_MISSING);
		assert_int_equal(call.attempts, 1);
		return;
	}
	if (call.failure != FAILURE_NONE || !str_is(call.text, text))
		fail_msg("%s/%s/%d: %s, " STR_FMT, id, prompt, (int)epoch,
			 failure_name(call.failure), STR_ARG(call.text));
}

static void matching(void **state)
{
	(void)state;
	struct asker a;
	put("\xef\xbb\xbf{\"id\": \"a\", \"response\": \"of a\"}\n"
	    "{\"traceid\": \"t\", \"response\": \"of t\", \"epoch\": 0}\r\n"
	    "\n"
	    "{\"prompt\": \"what?\", \"response\": \"of what\"}\n"
	    "{\"id\": \"b\", \"traceid\": \"u\", \"prompt\": \"p\", \"response\": \"\"}\n"
	    "{\"id\": \"c\", \"response\": \"c0\", \"epoch\": 0}\n"
	    "{\"id\": \"c\", \"response\": \"c1\", \"epoch\": 1}\n"
	    "{\"id\": \"d\", \"response\": null, \"failure\": \"timeout\"}\n"
	    "{\"id\": \"e\", \"response\": null, \"failure\": null}\n"
	    "{\"id\": \"f\", \"response\": \"never asked\"}");
	open_it(&a);
	expect(&a, "a", "x", 0, "of a");
	expect(&a, "a", "x", 7, "of a"); // of any epoch
	expect(&a, "t", "x", 0, "of t");
	expect(&a, "t", "x", 1, NULL);
	expect(&a, "zz", "what?", 0, "of what");
	expect(&a, NULL, "what?", 0, "of what");
	expect(&a, "zz", "What?", 0, NULL);
	expect(&a, "b", "x", 0, "");
	expect(&a, "u", "x", 0, "");
	expect(&a, "zz", "p", 0, "");
	expect(&a, "c", "x", 0, "c0");
	expect(&a, "c", "x", 1, "c1");
	expect(&a, "c", "x", 2, NULL);
	expect(&a, "e", "x", 0, NULL);
	struct call call = ask(&a, "d", "x", 0);
	assert_int_equal(call.failure, FAILURE_TIMEOUT);
	assert_int_equal(call.attempts, 1);
	assert_false(llm_hopeless(a.llm, NULL));
	struct replay_left left = model_replay_left(a.model);
	assert_int_equal(left.unmatched, 1);
	assert_int_equal(left.first_line, 10);
	asker_close(&a);
}

static void coordinates(void **state)
{
	(void)state;
	struct asker a;
	put("{\"id\": \"a\", \"response\": \"v0\", \"variant\": 0, \"params\": {}}\n"
	    "{\"id\": \"a\", \"response\": \"v1\", \"variant\": 1, \"try\": 0}\n"
	    "{\"id\": \"a\", \"response\": \"v1t1\", \"variant\": 1, \"try\": 1}\n"
	    "{\"id\": \"a\", \"response\": \"warm\", \"params\": {\"temperature\": "
	    "0.7}}\n"
	    "{\"id\": \"a\", \"response\": \"again\", \"params\": {\"temperature\": "
	    "0.7}}\n");
	open_it(&a);
	struct request r = asker_request(&a, STR("x"));
	r.item_id = STR("a");
	assert_true(str_is(asker_ask(&a, &r, 1)->text, "v0"));
	r.variant = 1;
	assert_true(str_is(asker_ask(&a, &r, 1)->text, "v1"));
	r.attempt = 1;
	assert_true(str_is(asker_ask(&a, &r, 1)->text, "v1t1"));
	r.variant = 0;
	r.params.value[PARAM_TEMPERATURE] = 0.7;
	assert_true(str_is(asker_ask(&a, &r, 1)->text, "warm"));
	r.params.value[PARAM_TEMPERATURE] = 0.8;
	assert_int_equal(asker_ask(&a, &r, 1)->failure, FAILURE_MISSING);
	// The second of those that say the same is told of, and not counted as left.
	assert_int_equal(model_replay_left(a.model).unmatched, 0);
	asker_close(&a);
}

static void several_models(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct opt_list names;
	struct err e = {0};
	struct asker a;
	char name[200];
	put("{\"id\": \"a\", \"response\": \"one\", \"model\": \"m/1\"}\n"
	    "{\"id\": \"a\", \"response\": \"two\", \"model\": \"m#2\"}\n"
	    "{\"id\": \"a\", \"response\": \"none\"}\n"
	    "{\"id\": \"b\", \"response\": \"b of one\", \"model\": \"m/1\"}\n");
	snprintf(name, sizeof(name), "replay/%s", path);
	assert_true(llm_expand(&arena, str_of(name), &names, &e));
	assert_int_equal(names.n, 3);
	static const char *const texts[] = {"one", "two", "none"};
	for (size_t i = 0; i < names.n; i++) {
		struct llm_settings s = asker_settings();
		struct opt_list same;
		assert_true(llm_expand(&arena, names.items[i], &same, &e));
		assert_int_equal(same.n, 1);
		assert_true(str_eq(same.items[0], names.items[i]));
		asker_open(&a, &s, names.items[i].p);
		expect(&a, "a", "x", 0, texts[i]);
		expect(&a, "b", "x", 0, i ? NULL : "b of one");
		assert_int_equal(model_replay_left(a.model).unmatched, 0);
		asker_close(&a);
	}
	struct llm_settings s = asker_settings();
	struct llm *l = llm_create(&s);
	assert_null(llm_model(l, str_of(name), &e));
	assert_non_null(strstr(e.msg, "FILE#MODEL"));
	llm_destroy(l);
	arena_release(&arena);
}

static void bad_files(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"", "no recorded response"},
		{"{\"id\": \"a\", \"response\": null}", "no recorded response"},
		{"{\"id\": \"a\"}", ":1: response: expected a string"},
		{"{\"id\": \"a\", \"response\": \"x\"}\n{\"id\": 3}\n", ":2: "},
		{"{\"response\": \"x\"}", "an id, a traceid or a prompt"},
		{"[1]", ":1: expected an object"},
		{"{\"id\": \"a\", \"response\": \"x\"", ":1: "},
		{"{\"id\": \"a\", \"response\": 3}", "response"},
		{"{\"id\": \"a\", \"response\": null, \"failure\": \"tired\"}", "tired"},
		{"{\"id\": \"a\", \"response\": \"x\", \"params\": {\"heat\": 1}}",
		 "heat"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct llm_settings s = asker_settings();
		struct llm *l = llm_create(&s);
		struct err e = {0};
		char name[200];
		put(cases[i].text);
		snprintf(name, sizeof(name), "replay/%s", path);
		assert_null(llm_model(l, str_of(name), &e));
		if (!strstr(e.msg, cases[i].says))
			fail_msg("case %zu: %s", i, e.msg);
		llm_destroy(l);
	}
	struct llm_settings s = asker_settings();
	struct llm *l = llm_create(&s);
	struct err e = {0};
	struct arena arena = {0};
	struct opt_list names;
	assert_null(llm_model(l, STR("replay/no/such/file"), &e));
	assert_false(llm_expand(&arena, STR("replay/no/such/file"), &names, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	arena_release(&arena);
	llm_destroy(l);
}

// One prompt for all: what is chained must not be walked.
static void many_rows(void **state)
{
	(void)state;
	enum { ROWS = 50000 };
	struct buf text;
	struct asker a;
	char id[24], want[24];
	buf_init(&text, 1 << 24);
	for (int i = 0; i < ROWS; i++)
		buf_addf(&text,
			 "{\"id\": \"i%d\", \"prompt\": \"p\", \"response\": \"r%d\"}\n",
			 i, i);
	put(text.p);
	buf_release(&text);
	open_it(&a);
	for (int i = ROWS - 1; i > 0; i -= 777) {
		snprintf(id, sizeof(id), "i%d", i);
		snprintf(want, sizeof(want), "r%d", i);
		expect(&a, id, "p", 0, want);
	}
	expect(&a, "other", "p", 0, "r0");
	asker_close(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matching),       cmocka_unit_test(coordinates),
		cmocka_unit_test(several_models), cmocka_unit_test(bad_files),
		cmocka_unit_test(many_rows),
	};
	return cmocka_run_group_tests(tests, make_file, drop_file);
}
