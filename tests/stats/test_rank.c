#include "stats/rank.h"

#include "expected.h"

static void check(struct arena *a, const struct json *in, const struct json *out)
{
	size_t n = json_len(json_get(in, "score"));
	const double *score = expected_numbers(a, json_get(in, "score"));
	const double *other = expected_numbers(a, json_get(in, "other"));
	const double *truth = expected_numbers(a, json_get(in, "positive"));
	const double *want = expected_numbers(a, json_get(out, "ranks"));
	struct rank_row *rows = arena_array(a, n, sizeof(*rows));
	double *ranks = arena_array(a, n, sizeof(*ranks));

	for (size_t i = 0; i < n; i++)
		rows[i] = (struct rank_row){score[i], 0, truth[i] > 0};
	rank_sort(rows, n);
	expected_near(rank_auroc_sorted(rows, n, NULL), expected_number(out, "auroc"),
		      1e-12);
	expected_near(rank_spearman(score, other, n), expected_number(out, "spearman"),
		      1e-12);
	rank_of(score, n, ranks);
	for (size_t i = 0; i < n; i++)
		expected_near(ranks[i], want[i], 0);
}

static void test_expected(void **state)
{
	(void)state;
	expected_each("rank", check);
}

static void test_weights(void **state)
{
	struct rank_row rows[] = {{0.9, 2, true},
				  {0.1, 0, false},
				  {0.5, 1, false},
				  {0.5, 0, true},
				  {0.7, 2, false}};
	const uint32_t weights[] = {2, 0, 1};
	// the same, each row as often as its group says
	struct rank_row drawn[] = {{0.9, 0, true}, {0.1, 0, false}, {0.1, 0, false},
				   {0.5, 0, true}, {0.5, 0, true},  {0.7, 0, false}};

	(void)state;
	rank_sort(rows, COUNT(rows));
	rank_sort(drawn, COUNT(drawn));
	expected_near(rank_auroc_sorted(rows, COUNT(rows), weights),
		      rank_auroc_sorted(drawn, COUNT(drawn), NULL), 1e-12);
}

// By hand: z = atanh(0.6) = 0.693147, se = sqrt(1.18 / 17) = 0.263461.
static void test_spearman_interval(void **state)
{
	struct interval i = rank_spearman_interval(0.6, 20);

	(void)state;
	expected_near(i.low, tanh(0.69314718056 - 1.95996398454 * 0.26346112561), 1e-8);
	expected_near(i.high, tanh(0.69314718056 + 1.95996398454 * 0.26346112561), 1e-8);
	assert_true(isnan(rank_spearman_interval(1, 10).low));
	assert_true(isnan(rank_spearman_interval(0.5, 3).low));
	assert_true(isnan(rank_spearman_interval(NAN, 9).low));
}

static void test_unknown(void **state)
{
	const double flat[] = {1, 1, 1}, rising[] = {1, 2, 3};
	const struct rank_row all[] = {{1, 0, true}, {2, 0, true}, {3, 0, true}};

	(void)state;
	assert_true(isnan(rank_spearman(flat, rising, 3)));
	assert_true(isnan(rank_auroc_sorted(all, 3, NULL)));
	assert_true(isnan(rank_auroc_sorted(all, 0, NULL)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_weights),
		cmocka_unit_test(test_spearman_interval),
		cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
