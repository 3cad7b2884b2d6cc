#include "made.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/rng.h"
#include "people/agreement.h"
#include "stats/cohen.h"

#define BUDGET 8e6

static bool is_near(double a, double b)
{
	return (isnan(a) && isnan(b)) || fabs(a - b) < 1e-9;
}

// Krippendorff's own example (2011, "Computing Krippendorff's alpha-reliability", section
// C): four observers, twelve units, missing values; alpha is .743, .815 and .849.
static const double example[4][12] = {
	{1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN},
	{1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3},
	{NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN},
	{1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN},
};

static size_t fill(struct rating *list)
{
	size_t n = 0;

	for (uint32_t r = 0; r < 4; r++)
		for (uint32_t u = 0; u < 12; u++)
			if (!isnan(example[r][u]))
				list[n++] =
					(struct rating){u + 100, r + 7, example[r][u]};
	return n;
}

static void test_published(void **state)
{
	static const double want[] = {
		[ALPHA_NOMINAL] = 0.743,
		[ALPHA_ORDINAL] = 0.815,
		[ALPHA_INTERVAL] = 0.849,
	};
	struct rating list[48];
	struct agreement x;

	(void)state;
	for (int level = 0; level < 3; level++) {
		agreement_measure(list, fill(list), (enum alpha_level)level, BUDGET, &x);
		assert_true(fabs(x.alpha - want[level]) < 0.0006);
		assert_true(x.units == 11 && x.raters == 4 && x.categories == 5 &&
			    !x.cohen);
		assert_true(x.alpha_ci.low <= x.alpha && x.alpha <= x.alpha_ci.high);
		assert_true(x.raw_ci.low <= x.raw && x.raw <= x.raw_ci.high);
		assert_true(x.kappa_ci.low <= x.kappa && x.kappa <= x.kappa_ci.high);
		assert_true(x.ac1_ci.low <= x.ac1 && x.ac1 <= x.ac1_ci.high);
	}
}

// The figures are those of stats/raters.h and stats/cohen.h, on any table.
static void test_same_as_stats(void **state)
{
	struct rng rng;

	(void)state;
	rng_init(&rng, 5, STR("agreement"));
	for (int round = 0; round < 40; round++) {
		enum { ROWS = 30, K = 4 };
		size_t raters = 2 + rng_below(&rng, 5), n = 0;
		struct rating list[ROWS * 7];
		uint32_t counts[ROWS][K] = {{0}};
		struct ratings r = {&counts[0][0], ROWS, K};
		double table[K * K] = {0}, values[K] = {0, 1, 2, 3};
		struct agreement x;

		for (uint32_t u = 0; u < ROWS; u++) {
			double said[7];

			for (uint32_t k = 0; k < raters; k++) {
				said[k] = (double)rng_below(&rng, K);
				if (raters > 2 && rng_below(&rng, 5) == 0)
					continue;
				list[n++] = (struct rating){u, k, said[k]};
				counts[u][(size_t)said[k]]++;
			}
			table[(size_t)said[0] * K + (size_t)said[1]]++;
		}
		agreement_measure(list, n, ALPHA_NOMINAL, BUDGET, &x);
		if (x.categories != K) // stats cannot see an empty category
			continue;
		assert_true(is_near(x.kappa,
				    raters == 2 ? cohen_kappa(table, K, COHEN_UNWEIGHTED)
						: raters_fleiss(&r)));
		assert_true(is_near(x.ac1, raters_ac1(&r)));
		for (int level = 0; level < 3; level++) {
			agreement_measure(list, n, (enum alpha_level)level, BUDGET, &x);
			assert_true(
				is_near(x.alpha, raters_alpha(&r, (enum alpha_level)level,
							      values)));
		}
	}
}

static void test_little(void **state)
{
	struct rating one = {1, 1, 0};
	struct rating alike[] = {{1, 1, 0}, {1, 2, 0}, {2, 1, 0}, {2, 2, 0}};
	struct rating many[500];
	struct agreement x;

	(void)state;
	agreement_measure(NULL, 0, ALPHA_NOMINAL, BUDGET, &x);
	assert_true(x.units == 0 && x.raters == 0 && isnan(x.raw) && isnan(x.raw_ci.low));
	agreement_measure(&one, 1, ALPHA_NOMINAL, BUDGET, &x);
	assert_true(x.units == 0 && x.raters == 1 && isnan(x.raw));
	agreement_measure(alike, 4, ALPHA_NOMINAL, BUDGET, &x);
	assert_true(x.units == 2 && x.raw == 1 && x.cohen);
	assert_true(isnan(x.kappa) && isnan(x.alpha) && isnan(x.ac1)); // nothing to tell
	for (uint32_t i = 0; i < 500; i++)
		many[i] = (struct rating){i / 2, i % 2, i};
	agreement_measure(many, 500, ALPHA_NOMINAL, BUDGET, &x);
	assert_true(x.categories == 500 && isnan(x.raw));
}

static void test_time(void **state)
{
	enum { ROWS = 200, RATERS = 9 };
	static struct rating list[ROWS * RATERS];
	struct agreement x;
	struct rng rng;
	uint64_t from;

	(void)state;
	rng_init(&rng, 5, STR("time"));
	for (uint32_t u = 0; u < ROWS; u++)
		for (uint32_t r = 0; r < RATERS; r++)
			list[u * RATERS + r] =
				(struct rating){u, r, (double)rng_below(&rng, 10)};
	from = clock_mono_ns();
	agreement_measure(list, COUNT(list), ALPHA_INTERVAL, BUDGET, &x);
	print_message("# 200 x 9, ten categories: %.1f ms\n",
		      (double)(clock_mono_ns() - from) / 1e6);
	assert_int_equal(x.units, ROWS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published),
		cmocka_unit_test(test_same_as_stats),
		cmocka_unit_test(test_little),
		cmocka_unit_test(test_time),
	};

	return cmocka_run_group_tests_name("agreement", tests, NULL, NULL);
}
