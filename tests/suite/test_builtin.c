#include "suite/builtin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_names_and_paths(void **state)
{
	(void)state;
	assert_true(builtin_is_name(STR("s-eval")));
	assert_true(builtin_is_name(STR("v0.1")));
	assert_false(builtin_is_name(STR("./s-eval")));
	assert_false(builtin_is_name(STR("x.yaml")));
	assert_false(builtin_is_name(STR("x.jsonl.zst")));
	assert_false(builtin_is_name(STR("x.yml")));
}

static void test_listing(void **state)
{
	struct arena a = {0};
	struct str *names;
	size_t n;

	(void)state;
	n = builtin_names(&a, STR("taxonomies/"), STR(".yaml"), &names);
	assert_true(n >= 2);
	for (size_t i = 1; i < n; i++)
		assert_true(str_cmp(names[i - 1], names[i]) < 0);
	assert_true(str_is(names[0], "cvalues"));
	assert_int_equal(builtin_names(&a, STR("none/"), STR(""), &names), 0);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_and_paths),
		cmocka_unit_test(test_listing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
