#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"

static void iso_8601(void **state)
{
	static const struct {
		int64_t ms;
		const char *expected;
	} cases[] = {
		{0, "1970-01-01T00:00:00Z"},
		{999, "1970-01-01T00:00:00Z"},
		{1000, "1970-01-01T00:00:01Z"},
		{-1, "1969-12-31T23:59:59Z"},
		{-1000, "1969-12-31T23:59:59Z"},
		{951782400000, "2000-02-29T00:00:00Z"},
		{1767323045678, "2026-01-02T03:04:05Z"},
		{253402300799999, "9999-12-31T23:59:59Z"},
		{-62167219200000, "0000-01-01T00:00:00Z"},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(clock_iso8601(&a, cases[i].ms).p, cases[i].expected);
	assert_non_null(clock_iso8601(&a, INT64_MAX).p); // no time is too far away
	assert_non_null(clock_iso8601(&a, INT64_MIN).p);
	arena_release(&a);
}

static void clocks_run(void **state)
{
	uint64_t before = clock_mono_ns();

	(void)state;
	assert_true(clock_mono_ns() >= before);
	assert_true(clock_wall_ms() > 1700000000000); // this was written later
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(iso_8601),
		cmocka_unit_test(clocks_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
