#include "attack/attack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "attack/template.h"
#include "attacked.h"

static struct arena arena;

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

// One of the prefixes, the gap, one of the joins with the prompt whole at its end.
static void test_structure(void **state)
{
	static const char *const langs[] = {"zh", "en"};
	const struct yaml *texts = template_of("goal_hijacking");

	(void)state;
	for (size_t i = 0; i < COUNT(langs); i++) {
		const struct yaml *prefixes =
			yaml_get(yaml_get(texts, "prefixes"), langs[i]);
		size_t seen[300] = {0}, different = 0;

		assert_in_range(prefixes->n, 40, 300);
		for (uint64_t seed = 0; seed < 3000; seed++) {
			struct str made = attacked_text(&arena, "goal_hijacking",
							langs[i], STR("{prompt}?"), seed);
			size_t k = 0;

			assert_true(str_ends(made, STR("{prompt}?")));
			while (k < prefixes->n &&
			       !str_starts(made, prefixes->items[k]->scalar))
				k++;
			assert_true(k < prefixes->n);
			different += !seen[k]++;
		}
		assert_int_equal(different, prefixes->n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_structure, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
