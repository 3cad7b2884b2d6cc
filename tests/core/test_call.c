#include "core/call.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_failures(void **state)
{
	(void)state;
	for (unsigned i = 0; i < FAILURES; i++) {
		enum failure f = FAILURES;

		assert_true(failure_find(str_of(failure_name((enum failure)i)), &f));
		assert_int_equal(f, i);
	}
	assert_true(failure_retries(FAILURE_RATE_LIMIT));
	assert_true(failure_retries(FAILURE_SERVER));
	assert_false(failure_retries(FAILURE_BLOCKED));
	assert_false(failure_retries(FAILURE_NONE));
	assert_true(failure_is_fatal(FAILURE_AUTH));
	assert_true(failure_is_fatal(FAILURE_NO_MODEL));
	assert_true(failure_is_fatal(FAILURE_NETWORK));
	assert_false(failure_is_fatal(FAILURE_TIMEOUT));
	assert_string_equal(call_role_name(ROLE_WRITER), "writer");
}

static bool same(const struct request *a, const struct request *b)
{
	struct hash128 x = request_hash(a, STR("m"), STR("e"));
	struct hash128 y = request_hash(b, STR("m"), STR("e"));

	return x.hi == y.hi && x.lo == y.lo;
}

static void test_request_hash(void **state)
{
	static const struct message hi[] = {{SPEAKER_USER, {"hi", 2}}};
	static const struct message by_model[] = {{SPEAKER_ASSISTANT, {"hi", 2}}};
	static const struct str yes[] = {{"yes", 3}};
	struct request r = {.messages = hi, .n_messages = 1, .params = params_none()};
	struct request changed[12];
	struct arena a = {0};
	struct hash128 h =
		request_hash(&r, STR("openai/x"), STR("https://example.org/v1"));

	(void)state;
	assert_string_equal(hash128_hex(&a, h).p, "505211c8f93a79f7eb461ccccdff0456");
	for (size_t i = 0; i < COUNT(changed); i++)
		changed[i] = r;
	changed[0].messages = by_model;
	changed[1].role = ROLE_JUDGE;
	changed[2].kind = CALL_SCORE;
	changed[3].continuations = yes;
	changed[3].n_continuations = 1;
	changed[4].params.value[PARAM_TEMPERATURE] = 0;
	changed[5].item_id = STR("i");
	changed[6].epoch = 1;
	changed[7].variant = 1;
	changed[8].attempt = 1;
	changed[9].schema = STR("{}");
	changed[10].template_args = STR("{}");
	changed[11].anchor = STR("Safety:");
	for (size_t i = 0; i < COUNT(changed); i++)
		assert_false(same(&r, &changed[i]));
	assert_false(same(&changed[9], &changed[10]));
	changed[0] = changed[4];
	changed[0].params.value[PARAM_TEMPERATURE] = -0.0;
	assert_true(same(&changed[0], &changed[4]));
	changed[0].params.value[PARAM_TEMPERATURE] = -NAN;
	assert_true(same(&changed[0], &r));
	h = request_hash(&r, STR("openai/"), STR("xhttps://example.org/v1"));
	assert_string_not_equal(hash128_hex(&a, h).p, "505211c8f93a79f7eb461ccccdff0456");
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_request_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
