#include "stats/raters.h"

#include "expected.h"

static struct ratings read_ratings(struct arena *a, const struct json *in)
{
	const struct json *units = json_get(in, "counts");
	size_t k = (size_t)expected_number(in, "k");
	uint32_t *counts = arena_array(a, json_len(units) * k, sizeof(*counts));

	for (size_t i = 0; i < json_len(units); i++)
		for (size_t c = 0; c < k; c++) {
			int64_t n = 0;
			assert_true(json_int(json_at(json_at(units, i), c), &n));
			counts[i * k + c] = (uint32_t)n;
		}
	return (struct ratings){counts, json_len(units), k};
}

static void check(struct arena *a, const struct json *in, const struct json *out)
{
	struct ratings r = read_ratings(a, in);

	expected_near(raters_alpha(&r, ALPHA_NOMINAL, NULL),
		      expected_number(out, "nominal"), 1e-10);
	expected_near(raters_alpha(&r, ALPHA_ORDINAL, NULL),
		      expected_number(out, "ordinal"), 1e-10);
	expected_near(raters_alpha(&r, ALPHA_INTERVAL, NULL),
		      expected_number(out, "interval"), 1e-10);
	if (json_get(out, "digits")) {
		expected_near(raters_fleiss(&r), expected_number(out, "fleiss"), 6e-6);
		expected_near(raters_ac1(&r, r.categories), expected_number(out, "ac1"),
			      6e-6);
	}
	if (json_get(out, "fleiss_exact"))
		expected_near(raters_fleiss(&r), expected_number(out, "fleiss_exact"),
			      1e-12);
}

static void test_expected(void **state)
{
	(void)state;
	expected_each("raters", check);
}

// Krippendorff (2011) prints 0.743, 0.815 and 0.849 for his example.
static void test_values(void **state)
{
	const uint32_t counts[] = {2, 0, 0, 0, 2, 0, 1, 0, 1};
	const double values[] = {0, 1, 2}, scaled[] = {5, 15, 25}, bent[] = {0, 1, 10};
	struct ratings r = {counts, 3, 3};

	(void)state;
	double plain = raters_alpha(&r, ALPHA_INTERVAL, values);
	expected_near(plain, raters_alpha(&r, ALPHA_INTERVAL, NULL), 0);
	expected_near(plain, raters_alpha(&r, ALPHA_INTERVAL, scaled), 1e-12);
	assert_true(fabs(plain - raters_alpha(&r, ALPHA_INTERVAL, bent)) > 0.01);
}

static void test_unknown(void **state)
{
	const uint32_t once[] = {1, 0, 0, 1}, same[] = {3, 0, 3, 0};
	struct ratings none = {once, 0, 2}, single = {once, 2, 2}, equal = {same, 2, 2};

	(void)state;
	assert_true(isnan(raters_fleiss(&none)) && isnan(raters_ac1(&none, 2)));
	assert_true(isnan(raters_alpha(&none, ALPHA_NOMINAL, NULL)));
	assert_true(isnan(raters_fleiss(&single)) && isnan(raters_ac1(&single, 2)));
	assert_true(isnan(raters_alpha(&single, ALPHA_NOMINAL, NULL)));
	// All agree, and always on the same: AC1 alone has an opinion.
	assert_true(isnan(raters_fleiss(&equal)) && raters_ac1(&equal, 2) == 1);
	assert_true(isnan(raters_alpha(&equal, ALPHA_NOMINAL, NULL)));
}

// Three raters of 300 rows who may say two things, in a table of three columns: AC1 by
// its formula, with q = 2 (with q = 3 it would be 0.7447782).
static void test_choices(void **state)
{
	static const struct {
		size_t rows;
		uint32_t first; // of three raters
	} kinds[] = {{128, 3}, {57, 2}, {30, 1}, {85, 0}};
	uint32_t counts[300 * 3] = {0};
	struct ratings r = {counts, 0, 3};

	(void)state;
	for (size_t i = 0; i < COUNT(kinds); i++)
		for (size_t k = 0; k < kinds[i].rows; k++, r.units++) {
			counts[r.units * 3] = kinds[i].first;
			counts[r.units * 3 + 1] = 3 - kinds[i].first;
		}
	assert_int_equal(r.units, 300);
	expected_near(raters_ac1(&r, 2), 0.6246116672419744, 1e-12);
	expected_near(raters_ac1(&r, 3), 0.744778221074865, 1e-12);
}

static void test_ceiling(void **state)
{
	// 3 of 3, 2 of 3, two ratings only, a tie of four
	const uint32_t counts[] = {3, 0, 1, 2, 1, 1, 2, 2};
	struct ratings r = {counts, 4, 2}, none = {counts, 0, 2};
	size_t units;

	(void)state;
	expected_near(raters_ceiling(&r, &units), 5.0 / 6, 1e-12);
	assert_int_equal(units, 2);
	assert_true(isnan(raters_ceiling(&none, &units)) && units == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expected), cmocka_unit_test(test_values),
		cmocka_unit_test(test_unknown),  cmocka_unit_test(test_choices),
		cmocka_unit_test(test_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
