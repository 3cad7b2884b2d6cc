#include "stats/corrected.h"

#include "base/rng.h"
#include "expected.h"

// Of independent rows.
static struct error_rates alone(double sensitivity, double n_unsafe, double specificity,
				double n_safe)
{
	return (struct error_rates){.sensitivity = sensitivity,
				    .n_unsafe = n_unsafe,
				    .specificity = specificity,
				    .n_safe = n_safe};
}

static void check(struct arena *a, const struct json *in, const struct json *out)
{
	struct error_rates judge =
		alone(expected_number(in, "sensitivity"), expected_number(in, "n_unsafe"),
		      expected_number(in, "specificity"), expected_number(in, "n_safe"));
	struct corrected c = corrected_rate(expected_number(in, "seen"),
					    expected_number(in, "n"), &judge);

	(void)a;
	// The script keeps its intervals in 0..1: one that has no width lay outside.
	if (expected_number(out, "low") >= expected_number(out, "high")) {
		assert_int_equal(c.how, CORRECTED_CONTRADICTED);
		assert_true(isnan(c.rate));
		return;
	}
	assert_int_equal(c.how, CORRECTED_OK);
	expected_near(c.rate, expected_number(out, "rate"), 1e-12);
	expected_near(c.ci.low, fmin(expected_number(out, "low"), c.rate), 1e-9);
	expected_near(c.ci.high, fmax(expected_number(out, "high"), c.rate), 1e-9);
}

static void test_expected(void **state)
{
	(void)state;
	expected_each("corrected", check);
}

static double draw(struct rng *rng, double share, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		k += rng_double(rng) < share;
	return (double)k / (double)n;
}

// Everything is drawn anew in each round: the run, and the rows that measured the judge.
static void test_coverage(void **state)
{
	static const struct {
		double share, sensitivity, specificity;
		size_t n, n_unsafe, n_safe;
	} cases[] = {
		{0.3, 0.9, 0.95, 1000, 200, 300},  {0.1, 0.8, 0.95, 2000, 150, 400},
		{0.5, 0.7, 0.8, 500, 300, 300},    {0.7, 0.95, 0.85, 1000, 100, 100},
		{0.2, 0.6, 0.9, 5000, 1000, 1000}, {0.05, 0.9, 0.98, 2000, 100, 1000},
	};
	const size_t rounds = 2000;
	struct rng rng;

	(void)state;
	rng_init(&rng, 1, STR("test/corrected"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		double seen = cases[i].share * cases[i].sensitivity +
			      (1 - cases[i].share) * (1 - cases[i].specificity);
		size_t covered = 0;
		for (size_t round = 0; round < rounds; round++) {
			struct error_rates judge =
				alone(draw(&rng, cases[i].sensitivity, cases[i].n_unsafe),
				      (double)cases[i].n_unsafe,
				      draw(&rng, cases[i].specificity, cases[i].n_safe),
				      (double)cases[i].n_safe);
			struct corrected c = corrected_rate(draw(&rng, seen, cases[i].n),
							    (double)cases[i].n, &judge);
			covered += c.how == CORRECTED_OK && c.ci.low <= cases[i].share &&
				   cases[i].share <= c.ci.high;
		}
		double share = (double)covered / (double)rounds;
		if (share < 0.93 || share > 0.97)
			fail_msg("case %zu: covered in %.3f", i, share);
	}
}

// Labelled rows of one question are alike: a question is `spread` better or worse than
// the mean, and where `opposed`, safe rows of it are mistaken as much more often as
// unsafe ones are less often.
struct clustered_case {
	double share, sensitivity, specificity, spread;
	size_t n, questions, unsafe, safe; // rows of each kind a question
	bool opposed;
};

static struct error_rates measured(struct rng *rng, const struct clustered_case *c)
{
	struct confusion clusters[400] = {0};

	for (size_t i = 0; i < c->questions; i++) {
		double by = rng_double(rng) < 0.5 ? c->spread : -c->spread;
		double other = c->opposed ? -by : by;

		for (size_t k = 0; k < c->unsafe; k++)
			confusion_add(&clusters[i], true,
				      rng_double(rng) < c->sensitivity + by, 1);
		for (size_t k = 0; k < c->safe; k++)
			confusion_add(&clusters[i], false,
				      rng_double(rng) >= c->specificity + other, 1);
	}
	return corrected_error_rates(clusters, c->questions);
}

static void test_clustered_coverage(void **state)
{
	static const struct clustered_case cases[] = {
		{0.3, 0.8, 0.85, 0.15, 2000, 60, 5, 5, false},
		{0.3, 0.8, 0.85, 0.15, 2000, 60, 5, 5, true},
		{0.5, 0.75, 0.75, 0.2, 3000, 100, 3, 6, true},
		{0.2, 0.7, 0.9, 0.1, 5000, 200, 6, 6, false},
		{0.6, 0.85, 0.8, 0.15, 1500, 40, 10, 10, true},
		{0.4, 0.8, 0.9, 0, 1000, 300, 1, 1, false},
	};
	const size_t rounds = 2000;
	struct rng rng;

	(void)state;
	rng_init(&rng, 1, STR("test/corrected/clustered"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct clustered_case *c = &cases[i];
		double seen =
			c->share * c->sensitivity + (1 - c->share) * (1 - c->specificity);
		size_t covered = 0;

		for (size_t round = 0; round < rounds; round++) {
			struct error_rates judge = measured(&rng, c);
			struct corrected got = corrected_rate(draw(&rng, seen, c->n),
							      (double)c->n, &judge);
			covered += got.how == CORRECTED_OK && got.ci.low <= c->share &&
				   c->share <= got.ci.high;
		}
		double share = (double)covered / (double)rounds;
		if (share < 0.93 || share > 0.97)
			fail_msg("case %zu: covered in %.3f", i, share);
	}
}

static void test_error_rates(void **state)
{
	const struct confusion single[] = {{1, 0, 0, 0}, {0, 0, 1, 0}, {1, 0, 0, 0},
					   {0, 1, 0, 0}, {0, 0, 0, 1}, {0, 0, 0, 1}};
	const struct confusion same[] = {{10, 0, 0, 0}, {0, 0, 10, 0}, {10, 0, 0, 0},
					 {10, 0, 0, 0}, {0, 0, 0, 0},  {0, 0, 0, 10},
					 {0, 10, 0, 0}, {0, 0, 0, 10}, {0, 0, 0, 10}};
	struct error_rates r = corrected_error_rates(single, COUNT(single));

	(void)state;
	expected_near(r.sensitivity, 2.0 / 3, 1e-12);
	expected_near(r.specificity, 2.0 / 3, 1e-12);
	assert_true(r.effective_unsafe == 3 && r.effective_safe == 3);
	expected_near(r.covariance, 0, 1e-12);
	r = corrected_error_rates(same, COUNT(same));
	assert_true(r.n_unsafe == 40 && r.n_safe == 40 && r.sensitivity == 0.75);
	// ten rows that are all alike are one, and four questions are few
	assert_true(r.effective_unsafe < 4 && r.effective_unsafe > 1);
	r = corrected_error_rates(NULL, 0);
	assert_true(isnan(r.sensitivity) && r.n_unsafe == 0);
	assert_int_equal(corrected_rate(0.4, 100, &r).how, CORRECTED_UNKNOWN);
}

static void test_hopeless(void **state)
{
	const struct error_rates coin = alone(0.5, 1000, 0.5, 1000),
				 weak = alone(0.6, 100, 0.55, 100),
				 one_question = {0.74, 153, 0.92, 247, 1, 1, 0},
				 perfect = alone(1, 500, 1, 500),
				 none = alone(1, 0, 1, 10);
	struct corrected c = corrected_rate(0.4, 1000, &coin);

	(void)state;
	assert_int_equal(c.how, CORRECTED_HOPELESS);
	assert_true(isnan(c.rate) && isnan(c.ci.low) && c.youden_low < 0);
	assert_int_equal(corrected_rate(0.4, 1000, &weak).how, CORRECTED_UNCERTAIN);
	assert_int_equal(corrected_rate(0.4, 1000, &one_question).how,
			 CORRECTED_UNCERTAIN);
	assert_int_equal(corrected_rate(0.4, 1000, &none).how, CORRECTED_UNKNOWN);
	assert_int_equal(corrected_rate(NAN, 1000, &perfect).how, CORRECTED_UNKNOWN);
	c = corrected_rate(0.4, 1000, &perfect);
	assert_int_equal(c.how, CORRECTED_OK);
	expected_near(c.rate, 0.4, 1e-12);
	assert_true(c.ci.low < 0.4 && c.ci.high > 0.4);
}

// Fewer rows are called unsafe than false alarms alone would be.
static void test_contradicted(void **state)
{
	const struct error_rates judge = alone(0.9, 200, 0.6, 300);

	(void)state;
	struct corrected c = corrected_rate(0.38, 200, &judge); // within what chance does
	assert_true(c.how == CORRECTED_OK && c.clipped && c.rate == 0);
	assert_true(c.ci.low == 0 && c.ci.high > 0.02);
	c = corrected_rate(0.1, 1000, &judge);
	assert_true(c.how == CORRECTED_CONTRADICTED && c.clipped && isnan(c.rate));
	c = corrected_rate(0.99, 2000, &judge);
	assert_true(c.how == CORRECTED_CONTRADICTED);
	c = corrected_rate(0.6, 1000, &judge);
	assert_true(c.how == CORRECTED_OK && !c.clipped);
}

static void test_n(void **state)
{
	(void)state;
	for (uint64_t n = 1; n < 3000; n += 37)
		for (uint64_t k = 0; k <= n; k += 1 + n / 7) {
			double share = (double)k / (double)n;
			double got = corrected_n(share, interval_wilson(k, n));
			expected_near(got, (double)n, 1e-6 * (double)n);
		}
	assert_true(isnan(corrected_n(0.5, (struct interval){0.5, 0.5})));
	assert_true(isnan(corrected_n(0.5, interval_unknown())));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_coverage),
		cmocka_unit_test(test_hopeless),
		cmocka_unit_test(test_contradicted),
		cmocka_unit_test(test_n),
		cmocka_unit_test(test_clustered_coverage),
		cmocka_unit_test(test_error_rates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
