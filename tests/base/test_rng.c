#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/rng.h"

// Expected values were computed by an implementation of their own in Python, from the
// formulas and python-xxhash: a change here changes every sample ever drawn.
static void golden(void **state)
{
	static const struct {
		uint64_t seed;
		struct str stream;
		uint64_t expected[4];
	} cases[] = {
		{0,
		 {NULL, 0},
		 {0xb82aa9abecf74253, 0x634a85ed2bcf6bed, 0x6eb301af8afe7e20,
		  0xa35d0a7769dfaebe}},
		{1,
		 STR_INIT("x"),
		 {0x7df03b70e7504537, 0x70d00c1c57d6d516, 0x0f514f3e1d8199d2,
		  0xed6cb4d177ba4fef}},
		{42,
		 STR_INIT("attack/deepinception/item-1"),
		 {0xe946bd65771a9db6, 0xfb731f14793d4243, 0x73fd9bcecc856afe,
		  0xfba2a0dfc16a8d84}},
		{UINT64_MAX,
		 STR_INIT("题"),
		 {0x2b3439fdcde62cc6, 0x786743784cdd8093, 0x0793fd1066cfadec,
		  0x9dd4472640dda122}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rng r;

		rng_init(&r, cases[i].seed, cases[i].stream);
		for (size_t j = 0; j < COUNT(cases[i].expected); j++)
			assert_true(rng_u64(&r) == cases[i].expected[j]);
	}
}

// The values that other implementations of xoshiro256** test by.
static void reference_state(void **state)
{
	static const uint64_t expected[] = {11520, 0, 1509978240, 1215971899390074240};
	struct rng r = {{1, 2, 3, 4}};

	(void)state;
	for (size_t i = 0; i < COUNT(expected); i++)
		assert_true(rng_u64(&r) == expected[i]);
}

static void below_golden(void **state)
{
	static const struct {
		uint64_t n, expected;
	} cases[] = {
		{1, 0},
		{2, 1},
		{3, 1},
		{10, 6},
		{1000, 491},
		{((uint64_t)1 << 63) + 1, 6019618430768113093},
		{UINT64_MAX, 3768797966198190691},
	};
	struct rng r;

	(void)state;
	rng_init(&r, 7, STR("below"));
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_true(rng_below(&r, cases[i].n) == cases[i].expected);
}

static void below_is_uniform(void **state)
{
	enum { N = 7, DRAWS = 70000 };
	size_t counts[N] = {0};
	struct rng r;

	(void)state;
	rng_init(&r, 1, STR("uniform"));
	for (size_t i = 0; i < DRAWS; i++) {
		uint64_t v = rng_below(&r, N);

		assert_true(v < N);
		counts[v]++;
	}
	for (size_t i = 0; i < N; i++) // 5 standard deviations of 93
		assert_true(counts[i] > DRAWS / N - 465 && counts[i] < DRAWS / N + 465);
}

static void doubles(void **state)
{
	static const double expected[] = {0.8505811744143521, 0.9677327974645484,
					  0.5759203948352479};
	double sum = 0;
	struct rng r;

	(void)state;
	rng_init(&r, 7, STR("double"));
	for (size_t i = 0; i < COUNT(expected); i++)
		assert_true(rng_double(&r) == expected[i]);
	for (size_t i = 0; i < 100000; i++) {
		double v = rng_double(&r);

		assert_true(v >= 0 && v < 1);
		sum += v;
	}
	assert_true(sum > 49500 && sum < 50500);
}

static void shuffles(void **state)
{
	static const int expected[] = {0, 4, 3, 2, 8, 9, 1, 6, 7, 5};
	struct wide {
		char text[200];
	} wide[10];
	int ints[10];
	struct rng r;

	(void)state;
	for (int i = 0; i < 10; i++) {
		ints[i] = i;
		memset(wide[i].text, 'a' + i, sizeof(wide[i].text));
	}
	rng_init(&r, 7, STR("shuffle"));
	rng_shuffle(&r, ints, 10, sizeof(ints[0]));
	assert_memory_equal(ints, expected, sizeof(ints));
	rng_init(&r, 7, STR("shuffle"));
	rng_shuffle(&r, wide, 10, sizeof(wide[0])); // the same order, whatever the size
	for (int i = 0; i < 10; i++) {
		assert_int_equal(wide[i].text[0], 'a' + expected[i]);
		assert_int_equal(wide[i].text[199], 'a' + expected[i]);
	}
	rng_shuffle(&r, NULL, 0, 4);
	rng_shuffle(&r, ints, 1, sizeof(ints[0]));
	assert_int_equal(ints[0], expected[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden),       cmocka_unit_test(reference_state),
		cmocka_unit_test(below_golden), cmocka_unit_test(below_is_uniform),
		cmocka_unit_test(doubles),      cmocka_unit_test(shuffles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
