#include "base/xlsx_date.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

// Days as Excel and LibreOffice show them.
static void test_days(void **state)
{
	static const struct {
		double days;
		bool from_1904;
		const char *text; // NULL: none
	} cases[] = {
		{1, false, "1900-01-01"},
		{59, false, "1900-02-28"},
		{61, false, "1900-03-01"},
		{25569, false, "1970-01-01"},
		{46348, false, "2026-11-22"},
		{46348.395833333336, false, "2026-11-22T09:30:00"},
		{46348.9999999, false, "2026-11-23"},
		{2958465, false, "9999-12-31"},
		{2958466, false, NULL},
		{0.5, false, NULL}, // a time of no day
		{-1, false, NULL},
		{NAN, false, NULL},
		{1e300, false, NULL},
		{0, true, "1904-01-01"},
		{44886, true, "2026-11-22"},
		{2957003, true, "9999-12-31"},
		{2957004, true, NULL},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str text = xlsx_date(&a, cases[i].days, cases[i].from_1904);
		if (!str_eq(text, str_of(cases[i].text)))
			fail_msg("%f: " STR_FMT, cases[i].days, STR_ARG(text));
	}
	arena_release(&a);
}

static void test_formats(void **state)
{
	static const struct {
		const char *code;
		bool shows;
	} cases[] = {
		{"yyyy\\-mm\\-dd", true},
		{"yyyy\"\xE5\xB9\xB4\"m\"\xE6\x9C\x88\"d\"\xE6\x97\xA5\"", true},
		{"[$-409]d-mmm-yy;@", true},
		{"[Red]dd/mm", true},
		{"General", false},
		{"0.00", false},
		{"h:mm:ss", false},
		{"[Yellow]0", false},
		{"0\" days\"", false},
		{"0\\d", false},
		{"0_d", false},
		{"0;yyyy", false},
		{"\"never closed", false},
		{"\\", false},
		{"", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (xlsx_date_code(cases[i].code) != cases[i].shows)
			fail_msg("%s", cases[i].code);
	assert_true(xlsx_date_known(14) && xlsx_date_known(22) && xlsx_date_known(57));
	assert_false(xlsx_date_known(0) || xlsx_date_known(-1) || xlsx_date_known(20));
	assert_false(xlsx_date_known(49)); // text
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_formats),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
