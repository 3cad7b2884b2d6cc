#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/map.h"

static void an_empty_map(void **state)
{
	struct map m = {0};

	(void)state;
	assert_null(map_find(&m, STR("a")));
	assert_null(map_find(&m, STR_NONE));
	map_release(&m);
	map_init(&m);
	assert_null(map_find(&m, STR("a")));
	map_release(&m);
	map_release(&m);
}

static void keys_of_all_kinds(void **state)
{
	static const struct str keys[] = {
		STR_INIT("a"), STR_INIT(""),   STR_INIT("a\0"),      STR_INIT("a\0b"),
		STR_INIT("A"), STR_INIT("题"), STR_INIT("\xFF\xFE"),
	};
	struct map m = {0};
	bool added;

	(void)state;
	for (size_t i = 0; i < COUNT(keys); i++) {
		union map_value *v = map_put(&m, keys[i], &added);

		assert_true(added);
		assert_int_equal(v->num, 0);
		v->num = i + 100;
	}
	assert_int_equal(m.n, COUNT(keys));
	for (size_t i = 0; i < COUNT(keys); i++) {
		assert_int_equal(map_find(&m, keys[i])->num, i + 100);
		assert_int_equal(map_put(&m, keys[i], &added)->num, i + 100);
		assert_false(added);
	}
	assert_int_equal(map_find(&m, STR_NONE)->num, 101); // no text equals ""
	assert_null(map_find(&m, STR("b")));
	assert_int_equal(map_put(&m, STR("a"), NULL)->num, 100);
	assert_int_equal(m.n, COUNT(keys));
	map_release(&m);
}

// Through many growths, in the order of insertion.
static void many_keys(void **state)
{
	enum { N = 50000 };
	struct arena a = {0};
	struct map m = {0};

	(void)state;
	for (uint64_t i = 0; i < N; i++) {
		bool added;
		struct str key =
			arena_printf(&a, "key %llu", (unsigned long long)i * 7919 % N);

		map_put(&m, key, &added)->num = i;
		assert_true(added);
	}
	assert_int_equal(m.n, N);
	for (uint64_t i = 0; i < N; i++) {
		struct str key =
			arena_printf(&a, "key %llu", (unsigned long long)i * 7919 % N);

		assert_true(str_eq(m.entries[i].key, key));
		assert_int_equal(m.entries[i].value.num, i);
		assert_int_equal(map_find(&m, key)->num, i);
	}
	for (int i = 0; i < 1000; i++)
		assert_null(map_find(&m, arena_printf(&a, "other %d", i)));
	assert_true(m.n <= m.n_slots / 4 * 3);
	map_release(&m);
	arena_release(&a);
}

static void pointers(void **state)
{
	struct map m = {0};
	int x = 5;

	(void)state;
	map_put(&m, STR("x"), NULL)->ptr = &x;
	assert_ptr_equal(map_find(&m, STR("x"))->ptr, &x);
	map_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_map),
		cmocka_unit_test(keys_of_all_kinds),
		cmocka_unit_test(many_keys),
		cmocka_unit_test(pointers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
