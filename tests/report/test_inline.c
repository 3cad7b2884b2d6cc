#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/asset.h"
#include "report/inline.h"

// The script is signed by its hash, so it has to go through byte for byte.
static void test_whole(void **state)
{
	struct err e;
	struct buf out;
	(void)state;
	buf_init(&out, BUF_TEXT_MAX);
	bool ok = inline_open(&out, &e);
	if (!asset_find("web/page.html")) {
		assert_false(ok);
		assert_int_equal(e.code, ERR_NOT_FOUND);
		assert_int_equal(out.n, 0);
		buf_release(&out);
		return;
	}
	assert_true(ok);
	inline_data(&out, STR("{\"a\": \"</script><!--\"}"));
	inline_close(&out);
	struct str html = buf_str(&out), script = asset_text("web/app.js");
	size_t at = str_find(html, script);
	assert_int_not_equal(at, STR_NPOS);
	assert_true(str_ends(str_slice(html, 0, at), STR("<script type=\"module\">")));
	assert_true(str_starts(str_slice(html, at + script.n, html.n), STR("</script>")));
	assert_int_not_equal(str_find(html, asset_text("web/app.css")), STR_NPOS);
	assert_int_not_equal(
		str_find(html, STR("type=\"application/json\">"
				   "{\"a\": \"\\u003c/script>\\u003c!--\"}</script>")),
		STR_NPOS);
	assert_int_equal(str_find(html, STR("/* app.")), STR_NPOS);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
