#include "attack/attack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "attacked.h"

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

// One template a language, with the prompt whole in it and nothing drawn.
static void test_structure(void **state)
{
	static const char *const langs[] = {"zh", "en"};

	(void)state;
	for (size_t i = 0; i < COUNT(langs); i++) {
		struct str one = attacked_text(&arena, "deepinception", langs[i],
					       STR("{prompt} {"), 1);
		struct str two = attacked_text(&arena, "deepinception", langs[i],
					       STR("{prompt} {"), 2);
		size_t at = str_find(one, STR("{prompt} {"));

		assert_true(str_eq(one, two));
		assert_int_not_equal(at, STR_NPOS);
		assert_int_equal(str_find(str_slice(one, at + 1, one.n), STR("{prompt}")),
				 STR_NPOS);
		assert_int_not_equal(str_find_byte(one, '5'), STR_NPOS); // five layers
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_structure, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
