#include "stats/cohen.h"

#include "expected.h"
#include "stats/confusion.h"

static void check(struct arena *a, const struct json *in, const struct json *out)
{
	size_t k = (size_t)expected_number(in, "k");
	const double *table = expected_numbers(a, json_get(in, "table"));

	expected_near(cohen_kappa(table, k), expected_number(out, "none"), 1e-12);
}

static void test_expected(void **state)
{
	(void)state;
	expected_each("cohen", check);
}

static void test_two_categories(void **state)
{
	struct confusion c = {40, 9, 7, 60};
	const double table[] = {60, 9, 7, 40};

	(void)state;
	expected_near(cohen_kappa(table, 2), confusion_kappa(&c), 1e-12);
}

static void test_unknown(void **state)
{
	const double none[4] = {0}, one[4] = {0, 0, 0, 7}, never[4] = {0, 5, 5, 0};

	(void)state;
	assert_true(isnan(cohen_kappa(none, 2)));
	assert_true(isnan(cohen_kappa(one, 2)));
	assert_true(cohen_kappa(never, 2) == -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_two_categories),
		cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
