#include "make.h"

#include "base/hash.h"
#include "store/ids.h"

static size_t count(const struct ids *ids, uint64_t hash, int64_t key)
{
	size_t at = SIZE_MAX, n = 0;

	for (int64_t found; (found = ids_next(ids, hash, &at)) != 0;)
		n += found == key;
	return n;
}

static void test_empty(void **state)
{
	struct ids ids = {0};
	size_t at = SIZE_MAX;

	(void)state;
	assert_int_equal(ids_next(&ids, 1, &at), 0);
	ids_release(&ids);
}

static void test_finds_all(void **state)
{
	struct ids ids = {0};

	(void)state;
	for (uint64_t i = 1; i <= 20000; i++)
		ids_add(&ids, hash64_seeded(STR("x"), i), (int64_t)i);
	for (uint64_t i = 1; i <= 20000; i++)
		assert_int_equal(count(&ids, hash64_seeded(STR("x"), i), (int64_t)i), 1);
	assert_true(ids.cap * 4 / 5 >= ids.n);
	assert_true(ids.cap < 3 * ids.n);
	ids_release(&ids);
}

// What looks the same is all proposed, at the end of the table and around it too.
static void test_same_tags(void **state)
{
	struct ids ids = {0};

	(void)state;
	for (int64_t i = 1; i <= 500; i++)
		ids_add(&ids, UINT32_MAX | (uint64_t)i << 32, i);
	for (int64_t i = 1; i <= 500; i++)
		assert_int_equal(count(&ids, UINT32_MAX, i), 1);
	assert_int_equal(count(&ids, UINT32_MAX - 1, 1), 0);
	assert_int_equal(count(&ids, 0, 1), 0);
	ids_release(&ids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_finds_all),
		cmocka_unit_test(test_same_tags),
	};

	return cmocka_run_group_tests_name("ids", tests, NULL, NULL);
}
