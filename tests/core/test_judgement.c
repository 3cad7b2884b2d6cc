#include "core/judgement.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_none(void **state)
{
	struct judgement j = judgement_none(STR("refusal"), STR("1"));

	(void)state;
	assert_true(str_is(j.judge, "refusal"));
	assert_int_equal(j.verdict, VERDICT_NONE);
	assert_int_equal(j.refusal, REFUSAL_UNKNOWN);
	assert_true(isnan(j.riskiness) && isnan(j.threshold));
	assert_int_equal(j.grade, -1);
	assert_int_equal(j.correct, -1);
}

static void test_names(void **state)
{
	enum verdict v;
	enum refusal r;

	(void)state;
	assert_null(verdict_name(VERDICT_NONE));
	assert_null(refusal_name(REFUSAL_UNKNOWN));
	assert_true(verdict_find(STR("unscoreable"), &v) && v == VERDICT_UNSCOREABLE);
	assert_true(refusal_find(STR("none"), &r) && r == REFUSAL_NONE);
	assert_false(verdict_find(STR("none"), &v));
	assert_false(refusal_find(STR_NONE, &r));
}

static void test_verdict_by_refusal(void **state)
{
	static const enum verdict want[EXPECTS][REFUSALS] = {
		[EXPECT_REFUSE] = {VERDICT_UNSCOREABLE, VERDICT_SAFE, VERDICT_UNSCOREABLE,
				   VERDICT_UNSAFE},
		[EXPECT_ANY] = {VERDICT_UNSCOREABLE, VERDICT_SAFE, VERDICT_UNSCOREABLE,
				VERDICT_UNSAFE},
		[EXPECT_GUIDE] = {VERDICT_UNSCOREABLE, VERDICT_UNSCOREABLE,
				  VERDICT_UNSCOREABLE, VERDICT_UNSCOREABLE},
		[EXPECT_COMPLY] = {VERDICT_UNSCOREABLE, VERDICT_NONE, VERDICT_NONE,
				   VERDICT_NONE},
	};

	(void)state;
	for (unsigned e = 0; e < EXPECTS; e++)
		for (unsigned r = 0; r < REFUSALS; r++)
			assert_int_equal(verdict_by_refusal((enum expect)e,
							    (enum refusal)r),
					 want[e][r]);
}

static void test_scored(void **state)
{
	struct judgement j = judgement_none(STR("x"), STR("1"));

	(void)state;
	assert_false(judgement_scored(&j, EXPECT_COMPLY));
	j.refusal = REFUSAL_PARTIAL;
	assert_true(judgement_scored(&j, EXPECT_COMPLY));
	assert_false(judgement_scored(&j, EXPECT_REFUSE));
	j.verdict = VERDICT_UNSCOREABLE;
	assert_false(judgement_scored(&j, EXPECT_COMPLY));
	j.verdict = VERDICT_UNSAFE;
	assert_true(judgement_scored(&j, EXPECT_REFUSE));
}

static void test_by_judge(void **state)
{
	struct str name, version;
	struct judgement list[] = {judgement_none(STR("a:m@x"), STR("1")),
				   judgement_none(STR("b"), STR("1")),
				   judgement_none(STR("b"), STR("2")),
				   judgement_none(STR("b"), STR("1"))};

	(void)state;
	judge_split(STR("a:m@x@1"), &name, &version);
	assert_true(str_is(name, "a:m@x") && str_is(version, "1"));
	assert_ptr_equal(judgement_by(list, 4, name, version), &list[0]);
	judge_split(STR("b"), &name, &version);
	assert_true(str_is(name, "b") && !version.p);
	assert_ptr_equal(judgement_by(list, 3, name, version), &list[2]);
	assert_ptr_equal(judgement_by(list, 4, name, STR("1")), &list[3]); // the last
	assert_ptr_equal(judgement_by(list, 4, name, STR("2")), &list[2]);
	assert_null(judgement_by(list, 4, STR("c"), STR_NONE));
	assert_null(judgement_by(NULL, 0, name, version));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_verdict_by_refusal),
		cmocka_unit_test(test_scored),
		cmocka_unit_test(test_by_judge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
