#include "report/summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/term.h"
#include "golden.h"
#include "make_values.h"

static void render_of(struct store *run, const char *name, const char *form,
		      const char *lang, int64_t columns)
{
	struct err e;
	struct buf out;
	struct report_settings s = {.lang = str_of(lang), .columns = columns};
	struct store *store = reopen(run);
	const struct renderer_desc *r = renderer_find(str_of(form));

	assert_non_null(r);
	buf_init(&out, BUF_TEXT_MAX);
	if (!r->render(&store, 1, &s, &out, &e))
		fail_msg("%s", e.msg);
	assert_true(store_close(store, &e));
	golden(name, buf_str(&out));
	for (struct str rest = buf_str(&out); rest.p && columns;)
		assert_true(term_width(str_cut(&rest, '\n')) <= (size_t)columns);
	buf_release(&out);
}

static void render(const char *name, const char *form, const char *lang, int64_t columns)
{
	render_of(make_demo("demo.assay"), name, form, lang, columns);
}

static void test_choices(void **state)
{
	(void)state;
	render_of(make_choices("c.assay"), "choices-en-100.txt", "text", "en", 100);
	render_of(make_choices("c.assay"), "choices-zh-80.txt", "text", "zh", 80);
	render_of(make_choices("c.assay"), "choices-en.md", "md", "en", 0);
}

static void test_values(void **state)
{
	(void)state;
	render_of(make_values("v.assay"), "values-en-100.txt", "text", "en", 100);
	render_of(make_values("v.assay"), "values-zh-120.txt", "text", "zh", 120);
	render_of(make_values("v.assay"), "values-zh.md", "md", "zh", 0);
}

static void test_compared(void **state)
{
	(void)state;
	render_of(make_compared("p.assay"), "compared-en-120.txt", "text", "en", 120);
	render_of(make_compared("p.assay"), "compared-zh-120.txt", "text", "zh", 120);
	render_of(make_compared("p.assay"), "compared-en.md", "md", "en", 0);
}

static void test_golden(void **state)
{
	(void)state;
	render("text-en-80.txt", "text", "en", 80);
	render("text-zh-80.txt", "text", "zh", 80);
	render("text-en-120.txt", "text", "en", 120);
	render("text-zh-120.txt", "text", "zh", 120);
	render("report-en.md", "md", "en", 0);
	render("report-zh.md", "md", "zh", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
