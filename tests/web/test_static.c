#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "web/static.h"

static void paths(void **state)
{
	(void)state;
	static const struct {
		const char *path, *type; // NULL: no such path
	} cases[] = {
		{"/", "text/html; charset=utf-8"},
		{"/index.html", "text/html; charset=utf-8"},
		{"/app.js", "text/javascript; charset=utf-8"},
		{"/app.css", "text/css; charset=utf-8"},
		{"", NULL},
		{"//", NULL},
		{"/app.js/", NULL},
		{"/APP.JS", NULL},
		{"/web/app.js", NULL},
		{"/../app.js", NULL},
		{"/report.html", NULL},
		{"/suites/assay-demo.jsonl", NULL},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str text;
		const char *type = NULL;
		bool found = static_find(str_of(cases[i].path), &text, &type);
		assert_int_equal(found, cases[i].type != NULL);
		if (found)
			assert_string_equal(type, cases[i].type);
	}
}

// The policy that is sent with the page allows none of these (docs/annotate.md).
static void nothing_inline(void **state)
{
	(void)state;
	struct str text;
	const char *type;

	assert_true(static_find(STR("/"), &text, &type));
	if (!text.p) {
		print_message("built without the page\n");
		skip();
	}
	assert_true(str_find(text, STR("<style")) == STR_NPOS);
	assert_true(str_find(text, STR(" style=")) == STR_NPOS);
	assert_true(str_find(text, STR("<script>")) == STR_NPOS);
	assert_true(str_find(text, STR("http://")) == STR_NPOS);
	assert_true(str_find(text, STR("https://")) == STR_NPOS);
	assert_true(str_find(text, STR(" onload=")) == STR_NPOS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths),
		cmocka_unit_test(nothing_inline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
