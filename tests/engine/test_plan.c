#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../base/folder.h"
#include "engine/plan.h"

// Walks a plan over the built-in suite; every ordinal once, in order, none beyond the
// last.
static uint64_t walk(const struct plan *p, size_t target)
{
	struct cursor c;
	struct err e = {0};
	struct place place;
	uint64_t n = 0, last = 0;
	int got;
	if (!cursor_open(&c, p, target, &e))
		fail_msg("%s", e.msg);
	while ((got = cursor_next(&c, &place, &e)) == 1) {
		assert_true(n == 0 || place.ordinal > last);
		assert_true(place.ordinal < plan_ordinals(p));
		assert_int_equal(place.target, target);
		assert_true(place.form ? item_attackable(place.item)
				       : place.attempt == 0);
		assert_int_equal(plan_variant(p, place.ordinal), place.variant);
		last = place.ordinal;
		n++;
	}
	assert_int_equal(got, 0);
	cursor_close(&c);
	return n;
}

static void test_every_cell_once(void **state)
{
	static const struct plan plans[] = {
		{"assay-demo", NULL, 192, 160, 1, 1, 1, 1, 1, false, false, 1, 0},
		{"assay-demo", NULL, 192, 160, 5, 2, 1, 1, 1, false, false, 1, 0},
		{"assay-demo", NULL, 192, 160, 3, 2, 4, 2, 3, false, true, 1, 0},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(plans); i++) {
		uint64_t n = 0;
		for (size_t t = 0; t < plans[i].targets; t++)
			n += walk(&plans[i], t);
		assert_int_equal(n, plan_cells(&plans[i]));
	}
}

static void test_drawn_items_only(void **state)
{
	static uint8_t bits[24] = {[0] = 0x05, [23] = 0x80}; // items 0, 2 and 191
	struct plan p = {"assay-demo", bits, 3, 2, 2, 1, 1, 1, 1, false, false, 1, 0};
	(void)state;
	assert_int_equal(walk(&p, 0), plan_cells(&p)); // the last one is to comply with
	assert_int_equal(plan_ordinals(&p), 6);
}

// An open item, a pair and a choice of three: 1 + 2 + 1 variants, rotated 1 + 2 + 3.
static void test_variants(void **state)
{
	static const char suite[] =
		"{\"prompt\": \"p\"}\n"
		"{\"prompt\": \"q\", \"replies\": [\"a\", \"b\"], \"better\": 0}\n"
		"{\"prompt\": \"r\", \"options\": [\"a\", \"b\", \"c\"]}\n";
	static const struct {
		bool rotate;
		size_t variants, turned, cells;
	} cases[] = {{false, 2, 1, 40}, {true, 3, 3, 48}};
	const char *path = folder_put("choices.jsonl", str_of(suite));
	struct err e = {0};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct plan p = {path, NULL, 3, 3, 3, 2, 1, 2, 1, false, cases[i].rotate,
				 0,    0};
		if (!plan_count_variants(&p, &e))
			fail_msg("%s", e.msg);
		assert_int_equal(p.variants, cases[i].variants);
		assert_int_equal(p.turned, cases[i].turned);
		assert_int_equal(plan_cells(&p), cases[i].cells);
		uint64_t n = walk(&p, 0) + walk(&p, 1);
		assert_int_equal(n, plan_cells(&p));
	}
	struct plan still = {path, NULL, 3, 3, 3, 2, 1, 2, 1, true, true, 0, 0};
	assert_true(plan_count_variants(&still, &e));
	assert_int_equal(still.variants, 1);
	assert_int_equal(walk(&still, 0) * 2, plan_cells(&still));
}

// Variants take room of form 0 alone, and none that tries have not taken: what has no
// variants has the ordinals that it had without the dimension.
static void test_room(void **state)
{
	static const struct {
		size_t variants, tries;
		uint64_t ordinals;
	} cases[] = {{1, 1, 3 * 10 * 8},
		     {1, 5, 3 * 10 * 8 * 5},
		     {4, 5, 3 * 10 * 8 * 5},
		     {4, 1, 10 * 8 * (4 + 2)},
		     {26, 2, 10 * 8 * (26 + 4)}};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct plan p = {.items = 10,
				 .forms = 3,
				 .targets = 2,
				 .params = 2,
				 .epochs = 2,
				 .tries = cases[i].tries,
				 .variants = cases[i].variants};
		assert_int_equal(plan_ordinals(&p), cases[i].ordinals);
	}
}

static void test_same_ordinals(void **state)
{
	static const char suite[] = "{\"prompt\": \"p\"}\n{\"prompt\": \"q\"}\n";
	struct plan p = {folder_put("open.jsonl", str_of(suite)),
			 NULL,
			 2,
			 2,
			 2,
			 3,
			 1,
			 2,
			 2,
			 false,
			 true,
			 1,
			 0};
	struct cursor c;
	struct place at;
	struct err e = {0};
	(void)state;
	assert_true(cursor_open(&c, &p, 1, &e));
	while (cursor_next(&c, &at, &e) == 1) {
		uint64_t n = c.drawn * 2 + at.form; // item x form x target x ...
		n = ((n * 3 + 1) * 2 + (uint64_t)at.epoch) * 2 + (uint64_t)at.attempt;
		assert_int_equal(at.ordinal, n);
		assert_int_equal(plan_variant(&p, n), 0);
	}
	cursor_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_cell_once),
		cmocka_unit_test(test_drawn_items_only),
		cmocka_unit_test(test_variants),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_same_ordinals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
