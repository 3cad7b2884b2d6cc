#include "imported.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct imported im;

static int teardown(void **state)
{
	(void)state;
	imported_release(&im);
	return 0;
}

static void test_our_own_form(void **state)
{
	(void)state;
	imported_one(&im, "jsonl", NULL,
		     folder_put("j.jsonl",
				STR("{\"id\": \"a\", \"prompt\": \"x\", \"risk\": \"Hate "
				    "Speech\", \"meta\": {\"k\": 1}}\n"
				    "{\"messages\": [{\"role\": \"user\", \"content\": "
				    "\"甲\"}], \"risk\": \"zz\"}\n"
				    "{\"prompt\": \"q\", \"options\": [\"1\", \"2\"], "
				    "\"answer\": 1, \"expect\": \"any\"}\n"
				    "{\"prompt\": \"\"}\n")));
	if (!im.ok)
		fail_msg("%s", im.e.msg);
	assert_int_equal(im.report.read, 4);
	assert_int_equal(im.n, 3);
	assert_true(str_is(im.items[0].risk, "hs"));
	assert_true(str_is(im.items[0].meta, "{\"k\":1}"));
	assert_int_equal(im.items[1].kind, ITEM_DIALOGUE);
	assert_true(str_is(im.items[1].lang, "zh"));
	assert_int_equal(im.items[2].kind, ITEM_CHOICE);
	assert_int_equal(im.items[2].answers[0], 1);
	assert_counts(&im, dropped, "empty prompt=1");
	assert_counts(&im, warnings, "unknown risk \"zz\" (left out)=1");
}

static void test_another_form(void **state)
{
	(void)state;
	imported_one(
		&im, "jsonl", "prompt-field=question id-field=no risk-field=type",
		folder_put("j.jsonl",
			   STR("{\"no\": 12, \"question\": \"x\", \"type\": \"ci\"}\n"
			       "{\"no\": \"b\", \"question\": null}\n"
			       "{\"no\": \"c\", \"question\": \"\\ud800y\"}")));
	if (!im.ok)
		fail_msg("%s", im.e.msg);
	assert_int_equal(im.n, 2);
	assert_true(str_is(im.items[0].id, "12"));
	assert_true(str_is(im.items[0].risk, "ci"));
	assert_true(str_is(im.items[0].source.dataset, "j"));
	assert_true(str_is(im.items[1].prompt, "\xef\xbf\xbdy"));
	assert_counts(&im, dropped, "empty prompt=1");
}

static void test_faults(void **state)
{
	const char *path =
		folder_put("j.jsonl", STR("{\"prompt\": \"x\"}\n\n{\"prompt\": 1}"));

	(void)state;
	imported_one(&im, "jsonl", NULL, path);
	assert_false(im.ok);
	assert_string_equal(im.e.msg + strlen(path),
			    ":3: prompt: expected a string, got a number");
	imported_one(&im, "jsonl", NULL, folder_path("none.jsonl"));
	assert_false(im.ok);
	assert_int_equal(im.e.code, ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_our_own_form, teardown),
		cmocka_unit_test_teardown(test_another_form, teardown),
		cmocka_unit_test_teardown(test_faults, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
