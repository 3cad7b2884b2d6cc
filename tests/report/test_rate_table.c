#include "report/rate_table.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/term.h"
#include "report/rates.h"

static void test_numbers(void **state)
{
	static const struct {
		uint64_t n;
		const char *text;
	} cases[] = {{0, "0"},
		     {999, "999"},
		     {1000, "1,000"},
		     {61234, "61,234"},
		     {1234567, "1,234,567"}};
	struct arena a = {0};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_true(str_is(count_text(&a, cases[i].n), cases[i].text));
	assert_true(str_is(rate_text(&a, 0.79749), "79.7%"));
	assert_true(str_is(rate_text(&a, NAN), "-"));
	assert_true(
		str_is(interval_text(&a, (struct interval){0.25, 1}), "[25.0, 100.0]"));
	struct rate unknown = rate_unknown();
	assert_true(str_is(rate_full_text(&a, &unknown), "-"));
	arena_release(&a);
}

// Wherever it stands, a table fits; bars and bounds come where there is room.
static void test_fits(void **state)
{
	struct rate rates[] = {
		rate_of(&(struct share){200, 180, 4}),
		rate_of(&(struct share){20000, 3, 0}),
		rate_unknown(),
	};
	struct rate_row rows[] = {
		{STR_INIT("Crimes and Illegal Activities"), &rates[0], false, &rates[1]},
		{STR_INIT("身心健康"), &rates[1], true, NULL},
		{STR_INIT("nothing"), &rates[2], false, &rates[2]},
	};
	struct rate_table t = {STR_INIT("Risk dimension"), STR_INIT("ASR"), false, rows,
			       COUNT(rows)};
	struct buf out;
	(void)state;
	buf_init(&out, 100000);
	for (size_t columns = 60; columns < 140; columns++) {
		struct doc d = {&out, STR("en"), false, columns};
		t.bounds_first = columns % 2;
		rate_table_print(&d, &t);
		for (struct str rest = buf_str(&out); rest.p;)
			assert_true(term_width(str_cut(&rest, '\n')) <= columns);
		bool bar = str_find(buf_str(&out), STR("█")) != STR_NPOS;
		bool bounds = str_find(buf_str(&out), STR("bounds")) != STR_NPOS;
		if (columns >= 100)
			assert_true(bar && bounds);
		buf_clear(&out);
	}
	struct doc d = {&out, STR("en"), true, 0};
	rate_table_print(&d, &t);
	assert_int_equal(str_find(buf_str(&out), STR("█")), STR_NPOS);
	assert_int_not_equal(str_find(buf_str(&out), STR("[88.2, 90.2]")), STR_NPOS);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
