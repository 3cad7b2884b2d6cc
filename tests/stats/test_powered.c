#include "stats/powered.h"

#include "base/rng.h"
#include "expected.h"

static void near_all(const struct powered *got, const struct json *want)
{
	double values[3] = {NAN, NAN, NAN};

	for (size_t i = 0; i < 3; i++)
		assert_true(json_num(json_at(want, i), &values[i]));
	expected_near(got->mean, values[0], 1e-10);
	expected_near(got->ci.low, values[1], 1e-9);
	expected_near(got->ci.high, values[2], 1e-9);
}

static void check(struct arena *a, const struct json *in, const struct json *out)
{
	struct powered_sums s = {
		expected_number(in, "n"),       expected_number(in, "y"),
		expected_number(in, "f"),       expected_number(in, "yy"),
		expected_number(in, "yf"),      expected_number(in, "ff"),
		expected_number(in, "rest_n"),  expected_number(in, "rest_f"),
		expected_number(in, "rest_ff"),
	};
	struct powered tuned = powered_mean(&s, NAN), one = powered_mean(&s, 1);
	struct powered zero = powered_mean(&s, 0);

	(void)a;
	near_all(&tuned, json_get(out, "tuned"));
	near_all(&one, json_get(out, "one"));
	near_all(&zero, json_get(out, "zero"));
}

static void test_expected(void **state)
{
	(void)state;
	expected_each("powered", check);
}

static struct powered_sums simulate(struct rng *rng, double share, double sensitivity,
				    double specificity, size_t n, size_t rest)
{
	struct powered_sums s = {0};

	for (size_t i = 0; i < n + rest; i++) {
		bool truth = rng_double(rng) < share;
		bool said = truth ? rng_double(rng) < sensitivity
				  : rng_double(rng) >= specificity;
		if (i < n)
			powered_add_labelled(&s, truth, said);
		else
			powered_add_rest(&s, said);
	}
	return s;
}

static void test_coverage(void **state)
{
	static const struct {
		double share, sensitivity, specificity;
		size_t n, rest;
	} cases[] = {
		{0.3, 0.9, 0.95, 200, 2000},
		{0.1, 0.8, 0.9, 300, 3000},
		{0.5, 0.6, 0.6, 100, 1000},
		{0.2, 0.5, 0.5, 250, 1000}, // a coin: only the labels help
	};
	const size_t rounds = 2000;
	struct rng rng;

	(void)state;
	rng_init(&rng, 1, STR("test/powered"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t covered = 0;
		double width = 0, labels = 0;
		for (size_t round = 0; round < rounds; round++) {
			struct powered_sums s =
				simulate(&rng, cases[i].share, cases[i].sensitivity,
					 cases[i].specificity, cases[i].n, cases[i].rest);
			struct powered p = powered_mean(&s, NAN);
			struct powered alone = powered_mean(&s, 0);
			covered +=
				p.ci.low <= cases[i].share && cases[i].share <= p.ci.high;
			width += p.ci.high - p.ci.low;
			labels += alone.ci.high - alone.ci.low;
		}
		double share = (double)covered / (double)rounds;
		if (share < 0.93 || share > 0.97)
			fail_msg("case %zu: covered in %.3f", i, share);
		assert_true(width <= labels);
	}
}

static void test_few(void **state)
{
	struct powered_sums s = {0};

	(void)state;
	assert_true(isnan(powered_mean(&s, NAN).mean));
	powered_add_labelled(&s, 1, 1);
	assert_true(isnan(powered_mean(&s, NAN).mean));
	powered_add_labelled(&s, 0, 0);
	expected_near(powered_mean(&s, NAN).mean, 0.5, 1e-12); // nothing else: the labels
	assert_true(powered_mean(&s, NAN).lambda == 0);
}

// One row a cluster is as without; rows said many times over are no more than once.
static void test_clusters(void **state)
{
	enum { N = 400, TIMES = 7 };
	struct powered_sums once[N] = {0}, often[N] = {0}, all = {0};
	struct rng rng;

	(void)state;
	rng_init(&rng, 2, STR("test/powered/clusters"));
	for (size_t i = 0; i < N; i++) {
		bool truth = rng_double(&rng) < 0.3;
		bool said = rng_double(&rng) < (truth ? 0.8 : 0.1);
		for (size_t k = 0; k <= TIMES; k++) {
			struct powered_sums *to = k ? &often[i] : &once[i];
			if (i < 100)
				powered_add_labelled(to, truth, said);
			else
				powered_add_rest(to, said);
		}
		if (i < 100)
			powered_add_labelled(&all, truth, said);
		else
			powered_add_rest(&all, said);
	}
	for (int given = 0; given < 2; given++) {
		double lambda = given ? 1 : (double)NAN;
		struct powered want = powered_mean(&all, lambda);
		struct powered one = powered_clustered(once, N, lambda);
		struct powered seven = powered_clustered(often, N, lambda);
		expected_near(one.mean, want.mean, 1e-12);
		expected_near(one.ci.low, want.ci.low, 1e-12);
		expected_near(one.ci.high, want.ci.high, 1e-12);
		expected_near(seven.mean, want.mean, 1e-4); // lambda's n - 1
		expected_near(seven.ci.high - seven.ci.low, want.ci.high - want.ci.low,
			      1e-4);
	}
}

// Rows of a cluster share what they are: the interval that knows it covers, the other
// does not.
static void test_clusters_cover(void **state)
{
	enum { CLUSTERS = 300, ROWS = 5, ROUNDS = 1000 };
	size_t covered = 0, naive = 0;
	struct rng rng;

	(void)state;
	rng_init(&rng, 3, STR("test/powered/cover"));
	for (size_t round = 0; round < ROUNDS; round++) {
		struct powered_sums clusters[CLUSTERS] = {0}, all = {0};
		for (size_t i = 0; i < CLUSTERS; i++) {
			double share = rng_double(&rng) < 0.3 ? 0.95 : 0.02;
			for (size_t k = 0; k < ROWS; k++) {
				bool truth = rng_double(&rng) < share;
				bool said = rng_double(&rng) < (truth ? 0.7 : 0.2);
				if (i % 3 == 0) {
					powered_add_labelled(&clusters[i], truth, said);
					powered_add_labelled(&all, truth, said);
				} else {
					powered_add_rest(&clusters[i], said);
					powered_add_rest(&all, said);
				}
			}
		}
		const double truth = 0.3 * 0.95 + 0.7 * 0.02;
		struct powered p = powered_clustered(clusters, CLUSTERS, NAN);
		struct powered rows = powered_mean(&all, NAN);
		covered += p.ci.low <= truth && truth <= p.ci.high;
		naive += rows.ci.low <= truth && truth <= rows.ci.high;
	}
	if (covered < 925 || covered > 970 || naive > 800)
		fail_msg("covered %zu, as if independent %zu", covered, naive);
}

// The 99.9 % quantiles of chi-square are 10.83, 16.27 and 27.88 of 1, 3 and 9 degrees.
static void test_uneven(void **state)
{
	static const struct {
		double labelled[4], all[4];
		size_t n;
		bool uneven;
	} cases[] = {
		{{50, 50, 50, 50}, {500, 500, 500, 500}, 4, false},
		{{60, 45, 55, 40}, {500, 500, 500, 500}, 4, false},
		{{200, 0, 0, 0}, {500, 500, 500, 500}, 4, true},
		{{90, 40, 40, 30}, {500, 500, 500, 500}, 4, true},
		{{100, 0}, {100, 900}, 2, true},
		{{100, 900}, {100, 900}, 2, false},         // all of it
		{{0, 0}, {100, 900}, 2, false},             // nothing
		{{50, 0, 0, 0}, {1000, 1, 1, 1}, 4, false}, // too few to tell
		{{60}, {1000}, 1, false},
		// Of two kinds that have chi-square 10.0 and 12.8.
		{{65, 35}, {500, 500}, 2, false},
		{{67, 33}, {500, 500}, 2, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (powered_is_uneven(cases[i].labelled, cases[i].all, cases[i].n) !=
		    cases[i].uneven)
			fail_msg("case %zu", i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_coverage),
		cmocka_unit_test(test_few),
		cmocka_unit_test(test_clusters),
		cmocka_unit_test(test_clusters_cover),
		cmocka_unit_test(test_uneven),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
