#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/mem.h"
#include "net/retry_after.h"

static void headers(void **state)
{
	(void)state;
	static const struct {
		const char *header, *header_ms;
		double want; // -1: nothing
	} cases[] = {
		{NULL, NULL, -1},
		{"", "", -1},
		{"2", NULL, 2},
		{" 1.5 ", NULL, 1.5},
		{"0", NULL, 0},
		{"-1", NULL, -1},
		{"soon", NULL, -1},
		{"2", "250", 0.25},
		{"2", "x", 2},
		{NULL, "250", 0.25},
		{"1e400", NULL, -1},
		{"nan", NULL, -1},
		{"inf", NULL, -1},
		{"Sun, 06 Nov 1994 08:49:37 GMT", NULL, 37}, // RFC 9110's example
		{"Sunday, 06-Nov-94 08:49:37 GMT", NULL, 37},
		{"Sun Nov  6 08:49:37 1994", NULL, 37},
		{"Sun, 06 Nov 1994 08:48:00 GMT", NULL, 0}, // gone by
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		double got = retry_after_seconds(cases[i].header, cases[i].header_ms,
						 784111740);
		if (cases[i].want < 0)
			assert_true(isnan(got));
		else
			assert_true(fabs(got - cases[i].want) < 1e-9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(headers)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
