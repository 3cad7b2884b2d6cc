#include "suite/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_counting(void **state)
{
	struct tally t = {0};
	char name[] = "ci";

	(void)state;
	tally_add(&t, STR("zh"), 1);
	tally_add(&t, str_of(name), 2);
	name[0] = 'x'; // the name is kept
	tally_add(&t, STR("zh"), 3);
	tally_add(&t, STR(""), 0);
	assert_int_equal(tally_get(&t, STR("zh")), 4);
	assert_int_equal(tally_get(&t, STR("ci")), 2);
	assert_int_equal(tally_get(&t, STR("xi")), 0);
	assert_int_equal(t.counts.n, 3);
	tally_release(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
