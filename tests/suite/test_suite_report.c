#include "suite/suite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_summary(void **state)
{
	struct suite_report r = {.suite = STR("s.jsonl"), .read = 3, .written = 2};
	struct json_writer w;
	struct buf out;

	(void)state;
	tally_add(&r.dropped, STR("empty prompt"), 1);
	tally_add(&r.by_risk, STR("ci"), 2);
	tally_add(&r.by_lang, STR("zh"), 2);
	tally_add(&r.by_attack, STR("base"), 2);
	buf_init(&out, 1 << 16);
	json_writer_init(&w, &out, 0);
	suite_report_to_json(&w, &r);
	assert_string_equal(
		out.p, "{\"schema\":\"assay/suite-summary/1\",\"suite\":\"s.jsonl\","
		       "\"read\":3,\"written\":2,\"dropped\":{\"empty prompt\":1},"
		       "\"warnings\":{},\"by_risk\":{\"ci\":2},\"by_lang\":{\"zh\":2},"
		       "\"by_attack\":{\"base\":2},\"linked\":0}");
	buf_release(&out);
	suite_report_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_summary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
