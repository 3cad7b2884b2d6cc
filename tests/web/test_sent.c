#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "web/sent.h"

static void found_again(void **state)
{
	(void)state;
	struct sent *s = sent_create();
	struct answer_saved saved = {.task = 7, .revision = 1}, got = {0};

	assert_false(sent_find(s, 1, 0, STR("key"), &got));
	sent_add(s, 1, 0, STR("key"), &saved);
	assert_true(sent_find(s, 1, 0, STR("key"), &got));
	assert_int_equal(got.task, 7);
	assert_int_equal(got.revision, 1);
	assert_false(sent_find(s, 2, 0, STR("key"), &got)); // of another rater
	assert_false(sent_find(s, 1, 7, STR("key"), &got)); // for another task
	assert_false(sent_find(s, 1, 0, STR("other"), &got));
	sent_destroy(s);
	sent_destroy(NULL);
}

static void keys_that_are_none(void **state)
{
	(void)state;
	static char longest[100];
	struct sent *s = sent_create();
	struct answer_saved saved = {.task = 7}, got;
	struct str keys[] = {STR_NONE, STR(""), {longest, sizeof(longest)}};

	for (size_t i = 0; i < COUNT(keys); i++) {
		sent_add(s, 1, 0, keys[i], &saved);
		assert_false(sent_find(s, 1, 0, keys[i], &got));
	}
	sent_destroy(s);
}

static void the_oldest_go(void **state)
{
	(void)state;
	struct sent *s = sent_create();
	struct answer_saved got;
	char key[32];

	for (int i = 0; i < 5000; i++) {
		struct answer_saved saved = {.task = i};
		snprintf(key, sizeof(key), "k%d", i);
		sent_add(s, 1, 0, str_of(key), &saved);
	}
	assert_false(sent_find(s, 1, 0, STR("k0"), &got));
	assert_true(sent_find(s, 1, 0, STR("k4999"), &got));
	assert_int_equal(got.task, 4999);
	assert_true(sent_find(s, 1, 0, STR("k1000"), &got));
	sent_destroy(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_again),
		cmocka_unit_test(keys_that_are_none),
		cmocka_unit_test(the_oldest_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
