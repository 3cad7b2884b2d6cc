#include "stats/multiple.h"

#include "expected.h"

static void check(struct arena *a, const struct json *in, const struct json *out)
{
	const struct json *list = json_get(in, "p");
	size_t n = json_len(list);
	const double *p = expected_numbers(a, list);
	const double *holm = expected_numbers(a, json_get(out, "holm"));
	const double *bh = expected_numbers(a, json_get(out, "bh"));
	double *adjusted = arena_array(a, n, sizeof(*adjusted));

	multiple_holm(p, n, adjusted);
	for (size_t i = 0; i < n; i++)
		expected_near(adjusted[i], holm[i], 1e-12);
	multiple_bh(p, n, adjusted);
	for (size_t i = 0; i < n; i++)
		expected_near(adjusted[i], bh[i], 1e-12);
}

static void test_expected(void **state)
{
	(void)state;
	expected_each("multiple", check);
}

static void test_unknown(void **state)
{
	double p[] = {0.01, NAN, 0.02};

	(void)state;
	multiple_holm(p, 3, p); // in place
	expected_near(p[0], 0.02, 1e-12);
	assert_true(isnan(p[1]));
	expected_near(p[2], 0.02, 1e-12);
	multiple_bh(p, 0, p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
