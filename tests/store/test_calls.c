#include "make.h"

#include <math.h>

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void test_round_trip(void **state)
{
	static const double scores[] = {-0.5, -12.25};
	struct call call = {
		.role = ROLE_JUDGE,
		.kind = CALL_SCORE,
		.request_hash = {0x0123456789abcdef, 0xfedcba9876543210},
		.failure = FAILURE_BLOCKED,
		.http_status = 451,
		.attempts = 3,
		.text = STR("回答\0with NUL"),
		.thinking = STR("hm"),
		.finish = STR("content_filter"),
		.message = STR("the provider said no"),
		.usage = {1, 0, -1},
		.seconds = 1.5,
		.raw_sha256 = STR(SHA),
		.scores = scores,
		.n_scores = 2,
	};
	struct store *s = make_store("calls");
	struct arena a = {0};
	struct err e = {0};
	struct call *out;
	size_t n;

	(void)state;
	assert_ok(store_put_call(s, 1, STR("judge:x@1"), 0, &call, &e));
	make_close(s);
	s = make_open("calls", false);
	assert_ok(store_calls(s, &a, 1, STR("judge:x@1"), &out, &n, &e));
	make_close(s);
	assert_int_equal(n, 1);
	assert_int_equal(out->role, ROLE_JUDGE);
	assert_int_equal(out->kind, CALL_SCORE);
	assert_int_equal(out->failure, FAILURE_BLOCKED);
	assert_true(out->request_hash.hi == call.request_hash.hi &&
		    out->request_hash.lo == call.request_hash.lo);
	assert_int_equal(out->http_status, 451);
	assert_int_equal(out->attempts, 3);
	assert_true(str_eq(out->text, call.text));
	assert_str(out->thinking, "hm");
	assert_str(out->finish, "content_filter");
	assert_str(out->message, "the provider said no");
	assert_int_equal(out->usage.in, 1);
	assert_int_equal(out->usage.out, 0);
	assert_int_equal(out->usage.thinking, -1);
	assert_true(out->seconds == 1.5);
	assert_str(out->raw_sha256, SHA);
	assert_int_equal(out->n_scores, 2);
	assert_true(out->scores[0] == -0.5 && out->scores[1] == -12.25);
	arena_release(&a);
}

static void test_unknown(void **state)
{
	struct call call = {.seconds = NAN, .usage = {-1, -1, -1}}, *out;
	struct store *s = make_store("unknown");
	struct arena a = {0};
	struct err e = {0};
	size_t n;

	(void)state;
	call.text = STR("");
	call.raw_sha256 = STR("no hash");
	assert_ok(store_put_call(s, 0, STR("target"), 0, &call, &e));
	assert_ok(store_calls(s, &a, 0, STR("target"), &out, &n, &e));
	assert_int_equal(n, 1);
	assert_true(out->text.p && out->text.n == 0); // an empty reply is a reply
	assert_null(out->thinking.p);
	assert_null(out->finish.p);
	assert_null(out->message.p);
	assert_null(out->scores);
	assert_str(out->raw_sha256, "no hash");
	assert_true(isnan(out->seconds));
	assert_int_equal(out->usage.in, -1);
	make_close(s);
	arena_release(&a);
}

static size_t count(struct store *s, struct str machine)
{
	struct arena a = {0};
	struct err e = {0};
	struct call *out;
	size_t n;

	assert_ok(store_calls(s, &a, 3, machine, &out, &n, &e));
	arena_release(&a);
	return n;
}

static void put(struct store *s, const char *machine, int64_t number, const char *text)
{
	struct call call = make_call(text);
	struct err e = {0};

	call.thinking = STR("thoughts");
	assert_ok(store_put_call(s, 3, str_of(machine), number, &call, &e));
}

static void test_replace_and_forget(void **state)
{
	struct store *s = make_store("forget");
	struct arena a = {0};
	struct err e = {0};
	struct call *out;
	size_t n;

	(void)state;
	put(s, "pair", 1, "one"); // answers come in any order
	put(s, "pair", 0, "zero");
	put(s, "pair", 2, "two");
	put(s, "target", 0, "other");
	put(s, "pair", 1, "uno");
	assert_int_equal(make_number(s, "SELECT count(*) FROM texts"), 8);
	assert_ok(store_calls(s, &a, 3, STR("pair"), &out, &n, &e));
	assert_int_equal(n, 3);
	assert_str(out[0].text, "zero");
	assert_str(out[1].text, "uno");
	assert_str(out[2].text, "two");
	assert_ok(store_forget_calls(s, 3, STR("pair"), 1, &e));
	assert_int_equal(count(s, STR("pair")), 1);
	assert_int_equal(count(s, STR("target")), 1);
	assert_int_equal(count(s, STR("never seen")), 0);
	assert_ok(store_forget_calls(s, 3, STR("never seen"), 0, &e));
	assert_ok(store_forget_calls(s, 4, STR("pair"), 0, &e));
	assert_int_equal(make_number(s, "SELECT count(*) FROM texts"), 4);
	make_close(s);
	arena_release(&a);
}

static void test_gaps(void **state)
{
	struct store *s = make_store("gaps");
	struct arena a = {0};
	struct err e = {0};
	struct call *out;
	size_t n;

	(void)state;
	put(s, "pair", 1, "one");
	put(s, "pair", 3, "three");
	assert_ok(store_calls(s, &a, 3, STR("pair"), &out, &n, &e));
	assert_int_equal(n, 4);
	assert_int_equal(out[0].attempts, -1);
	assert_str(out[1].text, "one");
	assert_int_equal(out[2].attempts, -1);
	assert_str(out[3].text, "three");
	put(s, "pair", 1000000, "too far off to be ours");
	assert_false(store_calls(s, &a, 3, STR("pair"), &out, &n, &e));
	make_close(s);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_replace_and_forget),
		cmocka_unit_test(test_gaps),
	};

	return cmocka_run_group_tests_name("calls", tests, NULL, NULL);
}
