#include "engine/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct written {
	size_t n, nothing;
	int64_t rows[2 * ORDER_PLACES];
	size_t most; // false after so many
};

static bool put(void *ctx, const struct order_place *place, struct err *e)
{
	struct written *w = ctx;

	assert_int_not_equal(place->state, ORDER_OPEN);
	if (w->n == w->most)
		return err_set(e, ERR_FULL, "full");
	w->nothing += place->state == ORDER_NOTHING;
	w->rows[w->n++] = place->item.source.row;
	return true;
}

static struct item numbered(int64_t row)
{
	return (struct item){.id = STR("x"), .better = -1, .source.row = row};
}

static void test_backwards(void **state)
{
	static struct written w;
	struct order_place *places[10];
	struct order o;
	struct err e = {0};

	(void)state;
	w = (struct written){.most = SIZE_MAX};
	order_init(&o, put, &w);
	for (size_t i = 0; i < 10; i++)
		places[i] = order_open(&o);
	for (size_t i = 10; i-- > 0;) {
		struct item item = numbered((int64_t)i);
		assert_int_equal(w.n, 0);
		order_fill(places[i], &item);
		if (i == 3)
			places[i]->state = ORDER_NOTHING;
		assert_true(order_flush(&o, &e));
	}
	assert_int_equal(w.n, 10);
	assert_int_equal(w.nothing, 1);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(w.rows[i], i);
	order_release(&o);
}

// The ring comes round; a place that stays open holds up all behind it.
static void test_full(void **state)
{
	static struct written w;
	struct order o;
	struct err e = {0};
	struct item item = numbered(7);

	(void)state;
	w = (struct written){.most = SIZE_MAX};
	order_init(&o, put, &w);
	for (size_t i = 0; i < 100; i++)
		order_add(&o, &item);
	assert_true(order_flush(&o, &e));
	assert_int_equal(w.n, 100);
	struct order_place *open = order_open(&o);
	while (!order_is_full(&o))
		order_add(&o, &item);
	assert_true(order_flush(&o, &e));
	assert_int_equal(w.n, 100);
	assert_true(order_is_full(&o));
	order_fill(open, &item);
	assert_true(order_flush(&o, &e));
	assert_int_equal(w.n, 100 + ORDER_PLACES);
	assert_false(order_is_full(&o));
	order_release(&o);
}

static void test_fault(void **state)
{
	static struct written w;
	struct order o;
	struct err e = {0};
	struct item item = numbered(1);

	(void)state;
	w = (struct written){.most = 2};
	order_init(&o, put, &w);
	for (size_t i = 0; i < 5; i++)
		order_add(&o, &item);
	assert_false(order_flush(&o, &e));
	assert_int_equal(e.code, ERR_FULL);
	assert_int_equal(w.n, 2);
	order_open(&o); // left open at the end
	order_release(&o);
	order_release(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_backwards),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
