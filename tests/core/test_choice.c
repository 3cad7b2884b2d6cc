#include "core/choice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define SEEDS 200

static const struct str options[] = {STR_INIT("a"), STR_INIT("b"), STR_INIT("c")};
static const int64_t answers[] = {0, 2};
static const struct item open = {.id = STR_INIT("o"), .kind = ITEM_OPEN, .better = -1};
static const struct item pair = {.id = STR_INIT("p"),
				 .kind = ITEM_PAIR,
				 .replies = {STR_INIT("x"), STR_INIT("y")},
				 .better = 1};
static const struct item choice = {.id = STR_INIT("q"),
				   .kind = ITEM_CHOICE,
				   .options = options,
				   .n_options = 3,
				   .answers = answers,
				   .n_answers = 2,
				   .better = -1};

static void test_variants(void **state)
{
	(void)state;
	assert_false(item_is_choice(&open));
	assert_true(item_is_choice(&pair) && item_is_choice(&choice));
	assert_int_equal(choice_variants(&open, true), 1);
	assert_int_equal(choice_variants(&pair, false), 2);
	assert_int_equal(choice_variants(&pair, true), 2);
	assert_int_equal(choice_variants(&choice, false), 1);
	assert_int_equal(choice_variants(&choice, true), 3);
}

static void test_turning(void **state)
{
	static const uint8_t shown[3][3] = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}};
	(void)state;
	for (int64_t v = 0; v < 3; v++) {
		struct choice_order order = choice_order(&choice, v, false, 9);
		assert_int_equal(order.n, 3);
		assert_memory_equal(order.shown, shown[v], 3);
	}
	struct choice_order order = choice_order(&pair, 1, false, 0);
	assert_int_equal(order.n, 2);
	assert_int_equal(order.shown[0], 1);
	assert_int_equal(order.shown[1], 0);
	assert_int_equal(choice_order(&open, 0, true, 1).n, 0);
}

// Of every option every place is as likely, each rotation is a permutation turned on, and
// the same seed gives the same.
static void test_shuffling(void **state)
{
	size_t first[3] = {0};
	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct choice_order order = choice_order(&choice, 0, true, seed);
		struct choice_order again = choice_order(&choice, 0, true, seed);
		struct choice_order next = choice_order(&choice, 1, true, seed);
		unsigned seen = 0;
		assert_memory_equal(&order, &again, sizeof(order));
		for (size_t i = 0; i < 3; i++) {
			seen |= 1u << order.shown[i];
			assert_int_equal(next.shown[i], order.shown[(i + 1) % 3]);
		}
		assert_int_equal(seen, 7);
		first[order.shown[0]]++;
	}
	for (size_t i = 0; i < 3; i++)
		assert_in_range(first[i], SEEDS / 3 - 30, SEEDS / 3 + 30);
}

static void test_right(void **state)
{
	struct item unknown = choice, unpaired = pair;
	(void)state;
	assert_int_equal(choice_right(&choice, 0), 1);
	assert_int_equal(choice_right(&choice, 1), 0);
	assert_int_equal(choice_right(&choice, 2), 1);
	assert_int_equal(choice_right(&pair, 0), 0);
	assert_int_equal(choice_right(&pair, 1), 1);
	unknown.n_answers = 0;
	unpaired.better = -1;
	assert_int_equal(choice_right(&unknown, 0), -1);
	assert_int_equal(choice_right(&unpaired, 0), -1);
	assert_true(str_is(choice_text(&choice, 2), "c"));
	assert_true(str_is(choice_text(&pair, 1), "y"));
	assert_null(choice_text(&choice, 3).p);
	assert_null(choice_text(&pair, 2).p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_variants),
		cmocka_unit_test(test_turning),
		cmocka_unit_test(test_shuffling),
		cmocka_unit_test(test_right),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
