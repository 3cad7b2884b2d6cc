#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/nearest.h"

static void nearest_names(void **state)
{
	static const char *const names[] = {"model", "max-cost",    "limit", "format",
					    "judge", "seed",        "n",     "zh",
					    "en",    "temperature", ""};
	static const struct {
		const char *wanted, *expected;
	} cases[] = {
		{"modle", "model"},       // two swapped
		{"model", "model"},       // itself
		{"max_cost", "max-cost"}, // written otherwise
		{"MAX-COST", "max-cost"},
		{"maxcost", "max-cost"},
		{"limmit", "limit"},
		{"lim", NULL}, // too much is missing
		{"formta", "format"},
		{"temperatur", "temperature"},
		{"sede", "seed"},
		{"xyzzy", NULL},
		{"", NULL},
		{"m", NULL}, // one letter is not near another
		{"xx", NULL},
		{"eb", "en"},
		{"a-name-that-is-longer-than-any-that-a-person-would-type-into-a-"
		 "terminal",
		 NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got =
			nearest_name(str_of(cases[i].wanted), names, COUNT(names));

		if (cases[i].expected)
			assert_string_equal(got ? got : "(none)", cases[i].expected);
		else
			assert_null(got);
	}
	assert_null(nearest_name(STR("x"), NULL, 0));
}

static void the_first_of_equals(void **state)
{
	static const char *const names[] = {"bart", "cart"};

	(void)state;
	assert_string_equal(nearest_name(STR("dart"), names, 2), "bart");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearest_names),
		cmocka_unit_test(the_first_of_equals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
