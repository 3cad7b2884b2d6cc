#include "stats/interval.h"

#include "base/rng.h"
#include "expected.h"

static void test_wilson(void **state)
{
	// Newcombe (1998), table I, method 3 (four digits), and R's prop.test(correct =
	// FALSE).
	static const struct {
		uint64_t k, n;
		double low, high;
	} cases[] = {
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605},
		{0, 20, 0.0000, 0.1611},   {1, 29, 0.0061, 0.1718},
		{20, 20, 0.8389, 1.0000},  {5, 10, 0.2366, 0.7634},
		{1, 1, 0.2065, 1.0000},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct interval got = interval_wilson(cases[i].k, cases[i].n);

		assert_true(fabs(got.low - cases[i].low) < 0.00006);
		assert_true(fabs(got.high - cases[i].high) < 0.00006);
	}
}

static void check(struct arena *a, const struct json *in, const struct json *out)
{
	struct interval got = interval_wilson((uint64_t)expected_number(in, "k"),
					      (uint64_t)expected_number(in, "n"));

	(void)a;
	expected_near(got.low, expected_number(out, "low"), 1e-12);
	expected_near(got.high, expected_number(out, "high"), 1e-12);
}

static void test_expected(void **state)
{
	(void)state;
	expected_each("wilson", check);
}

static void test_coverage(void **state)
{
	static const struct {
		double share;
		size_t n;
	} cases[] = {{0.5, 100}, {0.9, 200}, {0.3, 50}, {0.1, 1000}};
	const size_t rounds = 4000;
	struct rng rng;

	(void)state;
	rng_init(&rng, 1, STR("test/wilson"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t covered = 0;
		for (size_t round = 0; round < rounds; round++) {
			uint64_t k = 0;
			for (size_t row = 0; row < cases[i].n; row++)
				k += rng_double(&rng) < cases[i].share;
			struct interval ci = interval_wilson(k, cases[i].n);
			covered += ci.low <= cases[i].share && cases[i].share <= ci.high;
		}
		double share = (double)covered / (double)rounds;
		if (share < 0.93 || share > 0.97)
			fail_msg("case %zu: covered in %.3f", i, share);
	}
}

static void test_wilson_ends(void **state)
{
	(void)state;
	assert_true(isnan(interval_wilson(0, 0).low));
	assert_true(isnan(interval_wilson(0, 0).high));
	assert_true(interval_wilson(0, 1000000).low == 0);
	assert_true(interval_wilson(1000000, 1000000).high == 1);
	for (uint64_t n = 1; n < 40; n++)
		for (uint64_t k = 0; k <= n; k++) {
			struct interval i = interval_wilson(k, n);
			double share = (double)k / (double)n;

			assert_true(i.low >= 0 && i.high <= 1);
			assert_true(i.low <= share && share <= i.high);
		}
}

static void test_percentile(void **state)
{
	double results[102];

	(void)state;
	for (size_t i = 0; i < 101; i++) // out of order, with one that is unknown
		results[i] = (double)((i * 37) % 101);
	results[101] = NAN;
	struct interval got = interval_percentile(results, 102);
	assert_true(fabs(got.low - 2.5) < 1e-12 && fabs(got.high - 97.5) < 1e-12);

	double one[] = {0.25};
	got = interval_percentile(one, 1);
	assert_true(got.low == 0.25 && got.high == 0.25);
	double none[] = {NAN, NAN};
	assert_true(isnan(interval_percentile(none, 2).low));
}

// Equal draws are what makes a report the same everywhere.
static void test_draws(void **state)
{
	uint32_t a[8], b[8];
	size_t differing = 0;

	(void)state;
	bootstrap_draw(8, 7, 3, a);
	bootstrap_draw(8, 7, 3, b);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(a[i], b[i]);
		assert_true(a[i] < 8);
	}
	bootstrap_draw(8, 7, 4, b);
	for (size_t i = 0; i < 8; i++)
		differing += a[i] != b[i];
	assert_true(differing > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wilson),     cmocka_unit_test(test_expected),
		cmocka_unit_test(test_coverage),   cmocka_unit_test(test_wilson_ends),
		cmocka_unit_test(test_percentile), cmocka_unit_test(test_draws),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
