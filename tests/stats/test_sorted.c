#include "stats/sorted.h"

#include "expected.h"

static void test_sorted(void **state)
{
	double list[] = {3, -1, 3, 0.5, -1, 7};

	(void)state;
	assert_true(isnan(sorted_median(list, 0)) && sorted_distinct(list, 0) == 0);
	assert_true(sorted_median(list, 1) == 3);
	assert_true(sorted_median(list, 6) == 1.75);
	assert_int_equal(sorted_distinct(list, 6), 4);
	assert_true(list[0] == -1 && list[1] == 0.5 && list[2] == 3 && list[3] == 7);
	assert_int_equal(sorted_place(list, 4, -1), 0);
	assert_int_equal(sorted_place(list, 4, 7), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sorted),
	};

	return cmocka_run_group_tests_name("sorted", tests, NULL, NULL);
}
