#include "engine/outage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../base/folder.h"

static struct llm *llm;
static struct model *model;

static int open_model(void **state)
{
	struct llm_settings settings = {.concurrency = 1};
	struct arena a = {0};
	struct err e = {0};
	const char *path =
		folder_put("answers.jsonl", STR("{\"id\":\"a\",\"response\":\"b\"}\n"));

	(void)state;
	llm = llm_create(&settings);
	model = llm_model(llm, arena_printf(&a, "replay/%s", path), &e);
	arena_release(&a);
	return model ? 0 : -1;
}

static int close_model(void **state)
{
	(void)state;
	llm_destroy(llm);
	return 0;
}

// Whether each of `n` calls that fail so is taken, and whether that is no outage at last.
static bool note(struct outage *o, enum failure failure, size_t n)
{
	struct call call = {.failure = failure};
	struct err e = {0};
	bool ok = true;

	for (size_t i = 0; i < n && ok; i++)
		ok = outage_note(o, model, &call, &e);
	if (!ok)
		assert_non_null(strstr(e.msg, "no call is answered any more: auth"));
	return ok;
}

static void test_a_key_that_died(void **state)
{
	struct outage o = {0};
	struct err e = {0};

	(void)state;
	assert_true(note(&o, FAILURE_AUTH, 7));
	assert_true(note(&o, FAILURE_NONE, 1)); // it was not
	assert_true(outage_none(&o, model, &e));
	assert_true(note(&o, FAILURE_AUTH, 7));
	assert_false(outage_none(&o, model, &e)); // behind the last reply
	assert_int_equal(e.code, ERR_MODEL);
	assert_false(note(&o, FAILURE_AUTH, 1));
}

static void test_what_passes(void **state)
{
	struct outage o = {0};
	struct err e = {0};

	(void)state;
	assert_true(note(&o, FAILURE_TIMEOUT, 100));
	assert_true(note(&o, FAILURE_NETWORK, 1));
	assert_true(outage_none(&o, model, &e)); // lost with one item
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_key_that_died),
		cmocka_unit_test(test_what_passes),
	};

	return cmocka_run_group_tests(tests, open_model, close_model);
}
