#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/table.h"
#include "base/term.h"

static void fill(struct table *t, const char *const *cells)
{
	for (; *cells; cells++)
		table_add(t, str_of(*cells));
}

static const char *const small[] = {"name", "描述", "n", "one",   "中文",
				    "12",   "two",  "b", "1,000", NULL};

static const char *const wide[] = {"name",  "one",  "two",
				   "three", "note", "abcdefghijklmno",
				   "1234",  "56",   "789",
				   "yes",   "中文", "3",
				   "4",     "5",    "no",
				   NULL};

static const struct {
	const char *const *cells;
	size_t columns; // of the table
	uint64_t right;
	size_t width;
	bool markdown;
	const char *expected;
} cases[] = {
	{small, 3, 1 << 2, 0, false,
	 "name  描述      n\n"
	 "----  ----  -----\n"
	 "one   中文     12\n"
	 "two   b     1,000\n"},
	{small, 3, 0, 0, false,
	 "name  描述  n\n"
	 "----  ----  -----\n"
	 "one   中文  12\n"
	 "two   b     1,000\n"},
	{small, 3, 1 << 2, 0, true,
	 "| name | 描述 | n |\n"
	 "|---|---|---:|\n"
	 "| one | 中文 | 12 |\n"
	 "| two | b | 1,000 |\n"},
	{(const char *const[]){"a", "b", "1", NULL}, 2, 0, 0, false, "a  b\n-  -\n1\n"},
	{(const char *const[]){"a", "b", "1", NULL}, 2, 0, 0, true,
	 "| a | b |\n|---|---|\n| 1 |  |\n"},
	{(const char *const[]){"head", NULL}, 1, 0, 0, false, "head\n----\n"},
	{(const char *const[]){NULL}, 3, 0, 0, false, ""},
	{(const char *const[]){NULL}, 3, 0, 0, true, ""},
	{(const char *const[]){"a|b", "x\ny\\", NULL}, 2, 0, 0, true,
	 "| a\\|b | x y\\\\ |\n|---|---|\n"},
	{(const char *const[]){"a\nb", "\x1b[1m", NULL}, 2, 0, 0, false,
	 "a b  \\x1b[1m\n---  -------\n"},
	// The widest to the left gives way, then both in turn; numbers never.
	{(const char *const[]){"aaaaaaaaaaaa", "bbbbbb", "123456", NULL}, 3, 1 << 2, 22,
	 false, "aaaaa…  bbbbbb  123456\n------  ------  ------\n"},
	{(const char *const[]){"aaaaaaaaaaaa", "bbbbbb", "123456", NULL}, 3, 1 << 2, 20,
	 false, "aaaa…  bbbb…  123456\n-----  -----  ------\n"},
	{(const char *const[]){"aaaaaaaaaaaa", "bbbbbb", "123456", NULL}, 3, 1 << 2, 5,
	 false, "aaa…  bbb…  123456\n----  ----  ------\n"},
	{(const char *const[]){"12345678", "12345678", NULL}, 2, 3, 5, false,
	 "12345678  12345678\n--------  --------\n"},
	// With several numbers it is folded instead, its names before each part.
	{wide, 5, 0x1e, 25, false,
	 "name           one  two\n"
	 "------------  ----  ---\n"
	 "abcdefghijk…  1234   56\n"
	 "中文             3    4\n"
	 "\n"
	 "name          three  note\n"
	 "------------  -----  ----\n"
	 "abcdefghijk…    789   yes\n"
	 "中文              5    no\n"},
	{wide, 5, 0x1e, 40, false,
	 "name              one  two  three  note\n"
	 "---------------  ----  ---  -----  ----\n"
	 "abcdefghijklmno  1234   56    789   yes\n"
	 "中文                3    4      5    no\n"},
	// A part is at least a column, however narrow the terminal.
	{wide, 5, 0x1e, 4, false,
	 "name   one\n----  ----\nabc…  1234\n中文     3\n\n"
	 "name  two\n----  ---\nabc…   56\n中文    4\n\n"
	 "name  three\n----  -----\nabc…    789\n中文      5\n\n"
	 "name  note\n----  ----\nabc…   yes\n中文    no\n"},
	{(const char *const[]){"中文中文中文", "x", NULL}, 2, 0, 8, false,
	 "中文…  x\n-----  -\n"},
};

static void printing(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct table t;
		struct buf b;

		buf_init(&b, BUF_TEXT_MAX);
		table_init(&t, cases[i].columns, cases[i].right);
		fill(&t, cases[i].cells);
		table_print(&t, &b, cases[i].width, cases[i].markdown);
		assert_string_equal(b.p, cases[i].expected);
		table_release(&t);
		buf_release(&b);
	}
}

// No width is exceeded as long as the columns can give way.
static void any_width(void **state)
{
	struct table t;
	struct buf b;

	(void)state;
	buf_init(&b, BUF_TEXT_MAX);
	table_init(&t, 4, 1 << 3);
	fill(&t, (const char *const[]){"a long first column", "中文中文中文中文", "short",
				       "12", "b", "e\u0301\u0301",
				       "👍🏽👍🏽👍🏽", "3", NULL});
	for (size_t width = 20; width < 70; width++) {
		struct str rest;

		buf_clear(&b);
		table_print(&t, &b, width, false);
		rest = buf_str(&b);
		while (rest.n)
			assert_true(term_width(str_cut(&rest, '\n')) <= width);
	}
	table_release(&t);
	buf_release(&b);
}

static void formatted_cells(void **state)
{
	struct table t;
	struct buf b;

	(void)state;
	buf_init(&b, BUF_TEXT_MAX);
	table_init(&t, 1, 0);
	for (int n = 250; n < 260; n++) { // around the buffer on the stack
		table_addf(&t, "%*d", n, 7);
		assert_int_equal(t.cells[t.n - 1].n, n);
	}
	for (int i = 0; i < 1000; i++)
		table_addf(&t, "row %d", i);
	assert_true(str_is(t.cells[t.n - 1], "row 999"));
	table_release(&t);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(printing),
		cmocka_unit_test(any_width),
		cmocka_unit_test(formatted_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
