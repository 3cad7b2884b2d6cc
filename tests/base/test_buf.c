#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "child.h"

static void grows_and_stays_terminated(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, BUF_TEXT_MAX);
	assert_string_equal(b.p, "");
	assert_true(str_is(buf_str(&b), ""));
	for (size_t i = 0; i < 10000; i++) {
		buf_addc(&b, (char)('a' + i % 26));
		assert_int_equal(b.n, i + 1);
		assert_int_equal(b.p[b.n], '\0');
	}
	for (size_t i = 0; i < b.n; i++)
		assert_int_equal(b.p[i], 'a' + i % 26);
	assert_false(buf_failed(&b));
	buf_release(&b);
	buf_release(&b);
}

static void appends(void **state)
{
	struct arena a = {0};
	struct buf b;
	char *to;

	(void)state;
	buf_init(&b, 1000);
	buf_add(&b, STR_NONE);
	buf_adds(&b, NULL);
	buf_adds(&b, "");
	assert_string_equal(b.p, "");
	buf_add(&b, STR("a\0b"));
	buf_adds(&b, "-");
	buf_addf(&b, "%d%s", 7, "x");
	to = buf_space(&b, 10);
	assert_non_null(to);
	memcpy(to, "yz", 2);
	buf_grew(&b, 2);
	assert_true(str_eq(buf_str(&b), STR("a\0b-7xyz")));
	assert_true(str_eq(buf_dup(&a, &b), STR("a\0b-7xyz")));
	buf_drop(&b, 0);
	buf_drop(&b, 4);
	assert_string_equal(b.p, "7xyz");
	buf_drop(&b, 4);
	assert_string_equal(b.p, "");
	buf_release(&b);
	arena_release(&a);
}

static void formats_of_any_length(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, BUF_TEXT_MAX);
	for (int n = 250; n < 260; n++) {
		buf_clear(&b);
		buf_addf(&b, "%*s", n, "x");
		assert_int_equal(b.n, n);
		assert_int_equal(strlen(b.p), n);
	}
	buf_release(&b);
}

static void failure_sticks(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 5);
	buf_adds(&b, "abc");
	buf_adds(&b, "def"); // would make six
	assert_true(buf_failed(&b));
	assert_string_equal(b.p, "abc");
	buf_addc(&b, 'd'); // would fit, but what came before is missing
	buf_addf(&b, "%s", "d");
	assert_null(buf_space(&b, 1));
	buf_adds(&b, "");
	assert_string_equal(b.p, "abc");
	buf_clear(&b);
	assert_false(buf_failed(&b));
	buf_adds(&b, "abcde"); // exactly the maximum
	assert_false(buf_failed(&b));
	assert_string_equal(b.p, "abcde");
	buf_addc(&b, 'f');
	assert_true(buf_failed(&b));
	assert_string_equal(b.p, "abcde");
	buf_release(&b);
}

static void long_format_over_the_maximum(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 300);
	buf_addf(&b, "%300s", "x");
	assert_false(buf_failed(&b));
	buf_clear(&b);
	buf_addf(&b, "%301s", "x");
	assert_true(buf_failed(&b));
	assert_int_equal(b.n, 0);
	buf_release(&b);
}

static void extreme_maxima(void **state)
{
	struct buf b;
	struct buf zero = {0};

	(void)state;
	buf_init(&b, SIZE_MAX);
	buf_adds(&b, "x");
	assert_false(buf_failed(&b));
	assert_null(buf_space(&b, SIZE_MAX));
	assert_true(buf_failed(&b));
	buf_release(&b);
	buf_init(&b, 0);
	buf_adds(&b, "");
	assert_false(buf_failed(&b));
	buf_adds(&b, "x");
	assert_true(buf_failed(&b));
	buf_release(&b);
	assert_true(str_is(buf_str(&zero), "")); // {0} holds nothing and takes nothing
	buf_clear(&zero);
	buf_addc(&zero, 'x');
	assert_true(buf_failed(&zero));
	buf_release(&zero);
}

static void grow_too_far(void *arg)
{
	buf_grew(arg, ((struct buf *)arg)->cap);
}

static void drop_too_much(void *arg)
{
	buf_drop(arg, ((struct buf *)arg)->n + 1);
}

static void misuse_is_a_bug(void **state)
{
	static void (*const cases[])(void *) = {grow_too_far, drop_too_much};
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	buf_adds(&b, "abc");
	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[4096];
		int status = run_child(cases[i], &b, out, sizeof(out));

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGABRT);
	}
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_and_stays_terminated),
		cmocka_unit_test(appends),
		cmocka_unit_test(formats_of_any_length),
		cmocka_unit_test(failure_sticks),
		cmocka_unit_test(long_format_over_the_maximum),
		cmocka_unit_test(extreme_maxima),
		cmocka_unit_test(misuse_is_a_bug),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
