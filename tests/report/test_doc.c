#include "report/doc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/term.h"

static struct buf out;

static int setup(void **state)
{
	(void)state;
	buf_init(&out, 100000);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	buf_release(&out);
	return 0;
}

static void shows(const char *want)
{
	assert_string_equal(out.p ? out.p : "", want);
	buf_clear(&out);
}

static void test_text(void **state)
{
	struct doc d = {.out = &out, .lang = STR("en"), .columns = 30};
	(void)state;
	doc_heading(&d, 1, STR("报告 A"));
	shows("报告 A\n======\n");
	doc_text(&d, STR("one two three four five six seven eight"));
	shows("one two three four five six\nseven eight\n");
	doc_bullet(&d, STR("one two three four five six seven eight"));
	shows("- one two three four five six\n  seven eight\n");
	doc_text(&d, STR("一二三四五六七八九十一二三四五，六七八九十"));
	// The comma may not begin a line.
	shows("一二三四五六七八九十一二三四\n五，六七八九十\n");
	doc_text(&d, STR("averyveryverylongwordthatdoesnotfitanywhere"));
	shows("averyveryverylongwordthatdoesn\notfitanywhere\n");
}

// What comes from a model or a file never drives the terminal, nor makes lines.
static void test_harmless(void **state)
{
	struct doc d = {.out = &out, .lang = STR("en"), .columns = 80};
	(void)state;
	doc_text(&d, STR("a\x1b[31mb\nc"));
	shows("a\\x1b[31mb c\n");
	d.markdown = true;
	doc_text(&d, STR("<img src=x> a_b *c* &amp; `d` [e](f)\n# g"));
	shows("&lt;img src=x> a\\_b \\*c\\* &amp;amp; \\`d\\` \\[e](f) # g\n");
	doc_heading(&d, 2, STR("x\ny"));
	shows("## x y\n\n");
	struct table t;
	table_init(&t, 1, 0);
	doc_cell(&d, &t, STR("<b>|"));
	doc_table(&d, &t);
	table_release(&t);
	shows("| &lt;b>\\| |\n|---|\n\n");
}

static void test_widths(void **state)
{
	static const struct str text =
		STR_INIT("安全性 only 由是否拒答 (refusal) "
			 "判断：完全拒答计为安全，未拒答计为不安全，"
			 "部分拒答计为无法判定；未评判 the answer 内容本身。");
	(void)state;
	for (size_t columns = 21; columns < 130; columns++) {
		struct doc d = {.out = &out, .lang = STR("zh"), .columns = columns};
		doc_text(&d, text);
		for (struct str rest = buf_str(&out); rest.p;)
			assert_true(term_width(str_cut(&rest, '\n')) <= columns);
		buf_clear(&out);
	}
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_text),
		CASE(test_harmless),
		CASE(test_widths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
