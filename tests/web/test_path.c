#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "web/path.h"

static void matching(void **state)
{
	static const struct {
		const char *route, *path;
		int64_t id; // -1: no match; -2: a match without a number
	} cases[] = {
		{"/api/next", "/api/next", -2},
		{"/api/next", "/api/next/", -1},
		{"/api/next", "/api", -1},
		{"/api/next", "/API/next", -1},
		{"/api/next", "//api/next", -1},
		{"/api/next", "api/next", -1},
		{"/api/next", "", -1},
		{"/api/task/#", "/api/task/17", 17},
		{"/api/task/#", "/api/task/0", 0},
		{"/api/task/#", "/api/task/007", 7},
		{"/api/task/#", "/api/task/9223372036854775807", INT64_MAX},
		{"/api/task/#", "/api/task/9223372036854775808", -1},
		{"/api/task/#", "/api/task/-1", -1},
		{"/api/task/#", "/api/task/+1", -1},
		{"/api/task/#", "/api/task/-0", -1},
		{"/api/task/#", "/api/task/ 1", -1},
		{"/api/task/#", "/api/task/1x", -1},
		{"/api/task/#", "/api/task/0x1", -1},
		{"/api/task/#", "/api/task/#", -1},
		{"/api/task/#", "/api/task/", -1},
		{"/api/task/#", "/api/task/1/2", -1},
		{"/api/raters/#/link", "/api/raters/3/link", 3},
		{"/api/raters/#/link", "/api/raters/3", -1},
		{"/api/raters/#/link", "/api/raters/3/lin", -1},
		{"/api/raters/#/link", "/api/raters/../link", -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t id = -2;
		bool is = path_matches(cases[i].route, str_of(cases[i].path), &id);

		if (is != (cases[i].id != -1) || id != (is ? cases[i].id : -2))
			fail_msg("%s, %s: %d, %lld", cases[i].route, cases[i].path, is,
				 (long long)id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(matching)};

	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
