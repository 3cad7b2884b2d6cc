#include "core/annotation.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_none(void **state)
{
	struct annotation x = annotation_none(7, STR("safety"), STR("r1"));
	struct consensus c = annotation_consensus(&x, 1);

	(void)state;
	assert_int_equal(x.ordinal, 7);
	assert_true(isnan(x.riskiness) && isnan(x.score) && isnan(x.preferred));
	assert_int_equal(x.grade, -1);
	assert_int_equal(x.verdict, VERDICT_NONE);
	assert_false(x.settles);
	assert_int_equal(c.verdict, VERDICT_NONE);
	assert_int_equal(c.grade, -1);
	assert_true(isnan(c.riskiness) && isnan(c.score) && isnan(c.preferred));
	assert_true(str_empty(c.outcome) && !c.settled && !c.unanimous);
	c = annotation_consensus(NULL, 0);
	assert_false(c.unanimous);
}

#define S VERDICT_SAFE
#define U VERDICT_UNSAFE
#define N VERDICT_NONE

static void test_verdicts(void **state)
{
	static const struct {
		size_t n;
		struct {
			const char *rater;
			int at;
			enum verdict verdict;
			int grade; // + 1, so that 0 is unknown
			bool settles;
		} says[5];
		enum verdict verdict;
		int grade;
		bool settled, unanimous;
	} cases[] = {
		{1, {{"a", 1, S, 0, 0}}, S, -1, 0, 1},
		{2, {{"a", 1, S, 0, 0}, {"b", 1, U, 0, 0}}, N, -1, 0, 0}, // a tie
		{3,
		 {{"a", 1, S, 0, 0}, {"b", 1, U, 0, 0}, {"c", 1, U, 0, 0}},
		 U,
		 -1,
		 0,
		 0},
		// one settles it, against two
		{3,
		 {{"a", 1, S, 0, 0}, {"b", 1, S, 0, 0}, {"x", 1, U, 0, 1}},
		 U,
		 -1,
		 1,
		 1},
		// two settle it differently: open again
		{3,
		 {{"a", 1, S, 0, 0}, {"x", 1, U, 0, 1}, {"y", 1, S, 0, 1}},
		 N,
		 -1,
		 1,
		 0},
		// the latest of a rater, in whatever order they stand
		{3,
		 {{"a", 9, U, 0, 0}, {"a", 1, S, 0, 0}, {"b", 1, U, 0, 0}},
		 U,
		 -1,
		 0,
		 1},
		{2, {{"a", 3, U, 0, 0}, {"a", 3, S, 0, 0}}, S, -1, 0, 1},
		// what says nothing of the question does not replace
		{2, {{"a", 1, U, 0, 0}, {"a", 9, N, 0, 0}}, U, -1, 0, 1},
		// a grade implies a verdict
		{3,
		 {{"a", 1, N, 1, 0}, {"b", 1, U, 0, 0}, {"c", 1, S, 0, 0}},
		 U,
		 0,
		 0,
		 0},
		// grades 1 and 2: both safe, but not of one mind
		{2, {{"a", 1, N, 2, 0}, {"b", 1, N, 3, 0}}, S, -1, 0, 0},
		{3,
		 {{"a", 1, N, 2, 0}, {"b", 1, N, 3, 0}, {"c", 1, N, 3, 0}},
		 S,
		 2,
		 0,
		 0},
		{2, {{"a", 1, S, 2, 0}, {"b", 1, S, 3, 0}}, S, -1, 0, 1},
		// three groups, one the largest
		{5,
		 {{"a", 1, S, 0, 0},
		  {"b", 1, S, 0, 0},
		  {"c", 1, U, 0, 0},
		  {"d", 1, VERDICT_UNSCOREABLE, 0, 0},
		  {"e", 1, N, 0, 0}},
		 S,
		 -1,
		 0,
		 0},
		// who settles nothing of it leaves it to the others
		{2, {{"a", 1, S, 0, 0}, {"x", 1, N, 0, 1}}, S, -1, 0, 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct annotation list[5];
		struct consensus c;

		for (size_t k = 0; k < cases[i].n; k++) {
			list[k] = annotation_none(1, STR("p"),
						  str_of(cases[i].says[k].rater));
			list[k].at = cases[i].says[k].at;
			list[k].verdict = cases[i].says[k].verdict;
			list[k].grade = cases[i].says[k].grade - 1;
			list[k].settles = cases[i].says[k].settles;
		}
		c = annotation_consensus(list, cases[i].n);
		if (c.verdict != cases[i].verdict || c.grade != cases[i].grade ||
		    c.settled != cases[i].settled || c.unanimous != cases[i].unanimous)
			fail_msg("case %zu: verdict %d grade %d settled %d "
				 "unanimous %d",
				 i, c.verdict, c.grade, c.settled, c.unanimous);
	}
}

static void test_others(void **state)
{
	struct annotation list[4];
	struct consensus c;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		list[i] =
			annotation_none(1, STR("p"),
					str_of((const char *[]){"a", "b", "c", "d"}[i]));
	list[0].score = 4;
	list[1].score = 7;
	list[2].riskiness = 0.5;
	list[0].preferred = 1;
	list[1].preferred = 0;
	list[2].preferred = 0.5;
	list[3].preferred = 1;
	list[0].refusal = REFUSAL_FULL;
	list[1].refusal = REFUSAL_FULL;
	list[2].refusal = REFUSAL_NONE;
	list[0].outcome = STR("right");
	list[1].outcome = STR("wrong");
	c = annotation_consensus(list, 4);
	assert_true(c.score == 5.5 && c.riskiness == 0.5 && c.preferred == 0.625);
	assert_int_equal(c.refusal, REFUSAL_FULL);
	assert_true(str_empty(c.outcome)); // a tie
	list[2].outcome = STR("wrong");
	assert_true(str_is(annotation_consensus(list, 4).outcome, "wrong"));
	list[3].outcome = STR("right");
	assert_true(str_empty(annotation_consensus(list, 4).outcome));
	list[3].settles = true;
	c = annotation_consensus(list, 4);
	assert_true(str_is(c.outcome, "right"));
	assert_true(c.preferred == 1 && c.score == 5.5);
	assert_false(c.settled); // of the verdict nothing was said
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests_name("annotation", tests, NULL, NULL);
}
