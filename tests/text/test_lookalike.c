#include "text/lookalike.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/han.h"

static void test_lookalikes(void **state)
{
	size_t latin = 0, han = 0;

	(void)state;
	for (uint32_t cp = 1; cp < 0x20000; cp++) {
		uint32_t like = lookalike_of(cp);

		if (like == cp)
			continue;
		assert_int_equal(lookalike_of(like), like);
		latin += cp < 0x80;
		han += cp >= 0x4E00;
	}
	assert_int_equal(latin, 35);
	assert_true(han > 500);
	assert_int_equal(lookalike_of(U'一'), 0x2F00);
	assert_int_equal(lookalike_of('a'), 0x430);
	assert_int_equal(lookalike_of('k'), 'k');
}

static void test_traditional(void **state)
{
	size_t different = 0;

	(void)state;
	for (uint32_t cp = 0; cp < 0x12000; cp++) {
		assert_int_equal(han_simplify(han_traditional(cp)),
				 han_traditional(cp) == cp ? han_simplify(cp) : cp);
		different += han_traditional(cp) != cp;
	}
	assert_in_range(different, 2000, 3500);
	assert_int_equal(han_traditional(U'门'), U'門');
	assert_int_equal(han_traditional(U'人'), U'人');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lookalikes),
		cmocka_unit_test(test_traditional),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
