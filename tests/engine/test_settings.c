#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/settings.h"

static void test_what_is_kept_is_read_again(void **state)
{
	static char *const argv[] = {
		"run",
		"suite.jsonl",
		"-m",
		"openai/a,b",
		"-m",
		"replay/x",
		"-a",
		"one,two",
		"-p",
		"temperature=0,0.7",
		"--seed",
		"8999999999999999",
		"--deterministic",
		"--max-failed",
		"0.25",
		"--system",
		"说\"中文\"\n",
	};
	struct arena a = {0};
	struct err e = {0};
	struct opt_list operands = {0};
	struct run_settings s, t;
	(void)state;
	memset(&s, 0, sizeof(s));
	opt_defaults(run_options, &s, &a);
	if (!opt_parse(run_options, &s, &a, COUNT(argv), argv, &operands, &e))
		fail_msg("%s", e.msg);
	struct str text = settings_to_json(&a, run_options, &s);
	memset(&t, 0, sizeof(t));
	assert_true(settings_from_json(&a, run_options, text, &t, &e));
	struct str again = settings_to_json(&a, run_options, &t);
	assert_string_equal(text.p, again.p);
	assert_int_equal(t.models.n, 2);
	assert_true(str_is(t.models.items[0], "openai/a,b"));
	assert_true(str_is(t.params.items[0], "temperature=0,0.7"));
	assert_int_equal(t.seed, 8999999999999999);
	assert_true(t.llm.deterministic);
	arena_release(&a);
}

static void test_what_is_damaged_is_told(void **state)
{
	static const struct {
		const char *text, *said;
	} cases[] = {
		{"{", "settings of the run"},
		{"{\"seed\": \"x\"}", "seed"},
		{"{\"model\": [1]}", "model"},
		{"{\"quiet\": 3}", "quiet"},
	};
	struct arena a = {0};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run_settings s;
		struct err e = {0};
		memset(&s, 0, sizeof(s));
		assert_false(settings_from_json(&a, run_options, str_of(cases[i].text),
						&s, &e));
		assert_non_null(strstr(e.msg, cases[i].said));
	}
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_kept_is_read_again),
		cmocka_unit_test(test_what_is_damaged_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
