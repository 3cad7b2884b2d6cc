#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "llm/backoff.h"

static void waits(void **state)
{
	(void)state;
	static const struct {
		int attempts;
		double asked, least, most;
	} cases[] = {
		{1, NAN, 0.5, 1},        {2, NAN, 1, 2},     {3, NAN, 2, 4},
		{5, NAN, 8, 16},         {7, NAN, 30, 60},   {2000, NAN, 30, 60},
		{1, 0, 0.5, 1},          {1, 0.2, 0.5, 1},   {1, 20, 20, 20.1},
		{5, 20, 20, 21.6},       {1, 600, 600, 601}, {1, 1e9, 600, 601},
		{1, INFINITY, 600, 601},
	};
	struct llm_settings s = {.backoff = 1, .backoff_max = 60};
	struct rng r, again;
	rng_init(&r, 1, STR("x"));
	rng_init(&again, 1, STR("x"));
	for (size_t i = 0; i < COUNT(cases); i++)
		for (int k = 0; k < 200; k++) {
			double wait = backoff_seconds(&s, &r, cases[i].attempts,
						      cases[i].asked);
			assert_true(wait >= cases[i].least && wait <= cases[i].most);
			assert_true(wait == backoff_seconds(&s, &again, cases[i].attempts,
							    cases[i].asked));
		}
	s.backoff = 0;
	assert_true(backoff_seconds(&s, &r, 3, NAN) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(waits)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
