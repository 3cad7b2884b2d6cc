#include "made.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/rng.h"
#include "people/agreement.h"
#include "stats/cohen.h"

#define BUDGET 8e6

static void measure(struct rating *list, size_t n, enum alpha_level level,
		    size_t categories, struct agreement *out)
{
	agreement_measure(list, n, &(struct agreement_of){level, categories, BUDGET},
			  out);
}

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
		measure(list, fill(list), (enum alpha_level)level, 0, &x);
		assert_true(fabs(x.alpha - want[level]) < 0.0006);
		assert_true(x.units == 11 && x.raters == 4 && x.categories == 5 &&
			    !x.cohen);
		assert_true(x.alpha_ci.low <= x.alpha && x.alpha <= x.alpha_ci.high);
		assert_true(x.raw_ci.low <= x.raw && x.raw <= x.raw_ci.high);
		assert_true(x.kappa_ci.low <= x.kappa && x.kappa <= x.kappa_ci.high);
		assert_true(x.ac1_ci.low <= x.ac1 && x.ac1 <= x.ac1_ci.high);
	}
}

enum { ROWS = 30, K = 4, MOST = 7 };

struct drawn { // ratings at random, as a list and as tables
	struct rating list[ROWS * MOST];
	size_t n, raters;
	uint32_t counts[ROWS][K]; // without rows that one alone rated
	double pairs[K * K];      // of the first two
};

static void draw(struct rng *rng, struct drawn *d)
{
	*d = (struct drawn){.raters = 2 + rng_below(rng, 5)};
	for (uint32_t u = 0; u < ROWS; u++) {
		size_t from = d->n;
		double said[MOST];

		for (uint32_t k = 0; k < d->raters; k++) {
			said[k] = (double)rng_below(rng, K);
			if (d->raters > 2 && rng_below(rng, 2) == 0)
				continue;
			d->list[d->n++] = (struct rating){u, k, said[k]};
			d->counts[u][(size_t)said[k]]++;
		}
		if (d->n - from == 1)
			memset(d->counts[u], 0, sizeof(d->counts[u]));
		d->pairs[(size_t)said[0] * K + (size_t)said[1]]++;
	}
}

// The figures are those of stats/raters.h and stats/cohen.h, on any table, once what
// was rated by one alone is left out.
static void test_same_as_stats(void **state)
{
	static const double values[K] = {0, 1, 2, 3};
	size_t singles = 0;
	struct rng rng;

	(void)state;
	rng_init(&rng, 5, STR("agreement"));
	for (int round = 0; round < 40; round++) {
		struct drawn all;

		draw(&rng, &all);
		for (int level = 0; level < 3; level++) {
			enum alpha_level of = (enum alpha_level)level;
			struct drawn d = all;
			struct ratings r = {&d.counts[0][0], ROWS, K};
			struct agreement x;

			measure(d.list, d.n, of, K, &x);
			assert_int_equal(x.categories, K);
			singles += x.units < ROWS;
			if (d.raters == 2)
				assert_true(is_near(x.kappa, cohen_kappa(d.pairs, K)));
			else if (!x.cohen)
				assert_true(is_near(x.kappa, raters_fleiss(&r)));
			assert_true(is_near(x.ac1, raters_ac1(&r, r.categories)));
			assert_true(is_near(x.alpha, raters_alpha(&r, of, values)));
		}
	}
	assert_true(singles > 10);
}

static void test_little(void **state)
{
	struct rating one = {1, 1, 0};
	struct rating alike[] = {{1, 1, 0}, {1, 2, 0}, {2, 1, 0}, {2, 2, 0}};
	struct rating many[500];
	struct agreement x;

	(void)state;
	measure(NULL, 0, ALPHA_NOMINAL, 0, &x);
	assert_true(x.units == 0 && x.raters == 0 && isnan(x.raw) && isnan(x.raw_ci.low));
	measure(&one, 1, ALPHA_NOMINAL, 0, &x);
	assert_true(x.units == 0 && x.raters == 1 && isnan(x.raw));
	measure(alike, 4, ALPHA_NOMINAL, 0, &x);
	assert_true(x.units == 2 && x.raw == 1 && x.cohen);
	assert_true(isnan(x.kappa) && isnan(x.alpha) && isnan(x.ac1)); // nothing to tell
	measure(alike, 4, ALPHA_NOMINAL, 2, &x); // they could have said something else
	assert_true(x.ac1 == 1 && isnan(x.kappa) && x.categories == 2);
	for (uint32_t i = 0; i < 500; i++)
		many[i] = (struct rating){i / 2, i % 2, i};
	measure(many, 500, ALPHA_NOMINAL, 0, &x);
	assert_true(x.categories == 500 && isnan(x.raw));
}

// Who answered alone takes no part: what he says shifts nothing.
static void test_alone(void **state)
{
	struct rating several[] = {{1, 1, 0}, {1, 2, 0}, {2, 1, 1},
				   {2, 2, 0}, {3, 1, 1}, {3, 2, 1}};
	struct rating and_alone[COUNT(several) + 2];
	struct agreement x, y;

	(void)state;
	memcpy(and_alone, several, sizeof(several));
	and_alone[COUNT(several)] = (struct rating){4, 3, 1};
	and_alone[COUNT(several) + 1] = (struct rating){5, 1, 2};
	measure(several, COUNT(several), ALPHA_NOMINAL, 2, &x);
	measure(and_alone, COUNT(and_alone), ALPHA_NOMINAL, 2, &y);
	assert_true(x.units == 3 && y.units == 3 && y.raters == 3 && y.cohen);
	assert_true(y.categories == 2 && x.kappa == y.kappa && x.ac1 == y.ac1);
	assert_true(x.alpha == y.alpha && x.raw == y.raw);
}

static void test_time(void **state)
{
	enum { TASKS = 200, RATERS = 9 };
	static struct rating list[TASKS * RATERS];
	struct agreement x;
	struct rng rng;
	uint64_t from;

	(void)state;
	rng_init(&rng, 5, STR("time"));
	for (uint32_t u = 0; u < TASKS; u++)
		for (uint32_t r = 0; r < RATERS; r++)
			list[u * RATERS + r] =
				(struct rating){u, r, (double)rng_below(&rng, 10)};
	from = clock_mono_ns();
	measure(list, COUNT(list), ALPHA_INTERVAL, 10, &x);
	print_message("# 200 x 9, ten categories: %.1f ms\n",
		      (double)(clock_mono_ns() - from) / 1e6);
	assert_int_equal(x.units, TASKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published), cmocka_unit_test(test_same_as_stats),
		cmocka_unit_test(test_little),    cmocka_unit_test(test_alone),
		cmocka_unit_test(test_time),
	};

	return cmocka_run_group_tests_name("agreement", tests, NULL, NULL);
}
