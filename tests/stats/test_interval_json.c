#include "stats/interval_json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_written(void **state)
{
	static const struct {
		struct interval i;
		const char *json;
	} cases[] = {
		{{0.25, 0.5}, "{\"ci\":[0.25,0.5]}"}, {{-1, 1}, "{\"ci\":[-1.0,1.0]}"},
		{{NAN, NAN}, "{\"ci\":null}"},        {{NAN, 1}, "{\"ci\":null}"},
		{{0, NAN}, "{\"ci\":null}"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct json_writer w;
		struct buf out;

		buf_init(&out, BUF_TEXT_MAX);
		json_writer_init(&w, &out, 0);
		json_begin(&w, '{');
		json_field_interval(&w, "ci", cases[i].i);
		json_end(&w, '}');
		assert_true(str_is(buf_str(&out), cases[i].json));
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
