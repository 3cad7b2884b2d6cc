#include "attack/attack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_sorted_and_whole(void **state)
{
	(void)state;
	assert_int_equal(attacks_n, 4);
	for (size_t i = 0; i < attacks_n; i++) {
		const struct attack_desc *d = attacks[i];

		if (i)
			assert_true(strcmp(attacks[i - 1]->name, d->name) < 0);
		assert_ptr_equal(attack_find(str_of(d->name)), d);
		assert_true(d->version >= 1);
		assert_true(d->summary.zh.n && d->summary.en.n);
		assert_non_null(strstr(d->paper, "arXiv "));
		assert_int_equal(d->flags, ATTACK_TEXT);
	}
	assert_null(attack_find(STR("none")));
	assert_null(attack_find(STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sorted_and_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
