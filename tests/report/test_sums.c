#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/sums.h"

#define NONE SIZE_MAX

static double share(const double *s, const void *ctx)
{
	(void)ctx;
	return s[0] > 0 ? s[1] / s[0] : NAN;
}

static double both(const double *s, const void *ctx)
{
	size_t fields = *(const size_t *)ctx;
	return share(s, NULL) - share(s + fields, NULL);
}

static void test_totals(void **state)
{
	static const size_t lanes[][SUMS_GROUPS] = {{0, 1, NONE, NONE, NONE, NONE, NONE},
						    {0, 2, NONE, NONE, NONE, NONE, NONE}};
	struct arena a = {0};
	struct sums s;
	(void)state;
	sums_init(&s, 2, 2, 3, lanes);
	sums_at(&s, 7, 0)[0]++;
	sums_at(&s, 7, 0)[0]++; // the same row
	sums_at(&s, 7, 1)[0] += 5;
	sums_at(&s, 9, 1)[1] = 1;
	assert_int_equal(s.rows.n, 3);
	const double *t = sums_totals(&a, &s);
	assert_true(t[0] == 7 && t[1] == 1 && t[2] == 2 && t[3] == 0 && t[4] == 5);
	sums_release(&s);
	arena_release(&a);
}

// The interval of a share is about Wilson's where each cluster is one row, and wider by
// the root of their size where rows of one cluster are alike.
static void test_clusters(void **state)
{
	static const size_t lanes[][SUMS_GROUPS] = {
		{0, NONE, NONE, NONE, NONE, NONE, NONE}};
	double width[2];
	(void)state;
	for (size_t times = 1; times <= 4; times += 3) {
		struct sums s;
		struct interval ci;
		double value;
		sums_init(&s, 2, 1, 1, lanes);
		for (uint32_t i = 0; i < 400; i++)
			for (size_t k = 0; k < times; k++) {
				sums_at(&s, i, 0)[0]++;
				sums_at(&s, i, 0)[1] += i % 4 == 0;
			}
		struct sums_want w = {0, share, NULL, 1, &value, &ci, 0};
		sums_settle(&s, &w, 1);
		assert_true(value == 0.25);
		width[times > 1] = ci.high - ci.low;
		sums_release(&s);
	}
	struct interval wilson = interval_wilson(100, 400);
	assert_true(fabs(width[0] - (wilson.high - wilson.low)) < 0.008);
	assert_true(width[0] == width[1]); // four times the rows say nothing more
}

static void test_agreeing_draws(void **state)
{
	static const size_t lanes[][SUMS_GROUPS] = {
		{0, NONE, NONE, NONE, NONE, NONE, NONE}};
	struct sums s;
	struct interval ci, unknown;
	double value;
	(void)state;
	sums_init(&s, 2, 1, 1, lanes);
	for (uint32_t i = 0; i < 20; i++) {
		sums_at(&s, i, 0)[0]++;
		sums_at(&s, i, 0)[1]++;
	}
	struct sums_want wants[] = {{0, share, NULL, 1, &value, &ci, 0},
				    {0, both, &(size_t){0}, 0, NULL, &unknown, 0}};
	sums_settle(&s, wants, 2);
	struct interval wilson = interval_wilson(20, 20);
	assert_true(value == 1 && ci.low == wilson.low && ci.high == 1);
	assert_true(unknown.low == 0 && unknown.high == 0);
	sums_release(&s);
}

static void test_none(void **state)
{
	static const size_t lanes[][SUMS_GROUPS] = {
		{0, NONE, NONE, NONE, NONE, NONE, NONE}};
	struct sums s;
	struct interval ci;
	double value;
	(void)state;
	sums_init(&s, 2, 1, 1, lanes);
	struct sums_want w = {0, share, NULL, 1, &value, &ci, 0};
	sums_settle(&s, &w, 1);
	assert_true(isnan(value) && isnan(ci.low));
	sums_release(&s);
}

// Bunches of clusters give the interval of the clusters.
static void test_bunches(void **state)
{
	static const size_t lanes[][SUMS_GROUPS] = {{0, 1, NONE, NONE, NONE, NONE, NONE},
						    {0, 2, NONE, NONE, NONE, NONE, NONE}};
	struct sums s;
	struct interval ci[2], difference;
	double value[2];
	const uint32_t n = 4 * SUMS_CLUSTERS;
	size_t fields = 2;
	(void)state;
	sums_init(&s, 2, 2, 3, lanes);
	for (uint32_t i = 0; i < n; i++) {
		double *row = sums_at(&s, i, i % 8 == 0);
		row[0]++;
		row[1] += i / 8 % 10 < 3;
	}
	struct sums_want wants[] = {{0, share, NULL, 1, &value[0], &ci[0], 0},
				    {2, share, NULL, 1, &value[1], &ci[1], 0},
				    {1, both, &fields, 0, NULL, &difference, 0}};
	sums_settle(&s, wants, 3);
	for (size_t i = 0; i < 2; i++) {
		uint64_t of = i ? n / 8 : n;
		struct interval wilson = interval_wilson(of * 3 / 10, of);
		double want = wilson.high - wilson.low;
		assert_true(fabs(value[i] - 0.3) < 1e-9);
		assert_true(fabs(ci[i].high - ci[i].low - want) < 0.12 * want);
	}
	assert_true(difference.low < 0 && difference.high > 0);
	sums_release(&s);
}

// Each cluster once, however many rows it has, and only with a number in the field.
static void test_count_clusters(void **state)
{
	static const size_t of_lane[2][SUMS_GROUPS] = {{0, SIZE_MAX, SIZE_MAX, SIZE_MAX,
							SIZE_MAX, SIZE_MAX, SIZE_MAX},
						       {0, 1, SIZE_MAX, SIZE_MAX,
							SIZE_MAX, SIZE_MAX, SIZE_MAX}};
	struct sums s;

	(void)state;
	sums_init(&s, 1, 2, 2, of_lane);
	assert_int_equal(sums_clusters(&s, 0, 0), 0);
	sums_at(&s, 3, 0)[0] = 1;
	sums_at(&s, 5, 1)[0] = 2;
	sums_at(&s, 3, 1)[0] = 1;
	sums_at(&s, 9, 1)[0] = 0;
	assert_int_equal(sums_clusters(&s, 0, 0), 2);
	assert_int_equal(sums_clusters(&s, 1, 0), 2);
	sums_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count_clusters),
		cmocka_unit_test(test_totals),
		cmocka_unit_test(test_clusters),
		cmocka_unit_test(test_agreeing_draws),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_bunches),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
