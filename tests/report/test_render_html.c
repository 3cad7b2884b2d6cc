#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/asset.h"
#include "make_run.h"

static void test_page(void **state)
{
	static const struct str mark =
		STR_INIT("<script id=\"assay-data\" type=\"application/json\">");
	struct err e;
	struct buf out;
	struct report_settings settings = {.samples = 100};
	const struct renderer_desc *r = renderer_find(STR("html"));
	(void)state;
	buf_init(&out, BUF_TEXT_MAX);
	struct store *s = reopen(make_demo("html.assay"));
	bool ok = r->render(&s, 1, &settings, &out, &e);
	assert_true(store_close(s, &(struct err){0}));
	if (!asset_find("web/page.html")) {
		assert_false(ok);
		assert_int_equal(e.code, ERR_NOT_FOUND);
		buf_release(&out);
		return;
	}
	assert_true(ok);
	struct str html = buf_str(&out);
	size_t at = str_find(html, mark) + mark.n;
	struct str data = str_slice(html, at, html.n);
	data.n = str_find(data, STR("</script>"));
	struct arena arena = {0};
	assert_non_null(json_parse(&arena, data, 0, NULL, &e));
	assert_int_equal(str_find_byte(data, '<'), STR_NPOS);
	arena_release(&arena);
	buf_release(&out);
}

static void test_registry(void **state)
{
	(void)state;
	for (size_t i = 0; i + 1 < renderers_n; i++)
		assert_true(str_cmp(str_of(renderers[i]->name),
				    str_of(renderers[i + 1]->name)) < 0);
	assert_non_null(renderer_find(STR("text")));
	assert_null(renderer_find(STR("pdf")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_registry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
