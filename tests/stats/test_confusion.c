#include "stats/confusion.h"

#include "expected.h"

static void check(struct arena *a, const struct json *in, const struct json *out)
{
	struct confusion c = {expected_number(in, "tp"), expected_number(in, "fp"),
			      expected_number(in, "fn"), expected_number(in, "tn")};
	const struct {
		const char *name;
		double (*of)(const struct confusion *c);
	} figures[] = {
		{"agreement", confusion_agreement},
		{"kappa", confusion_kappa},
		{"balanced_accuracy", confusion_balanced_accuracy},
		{"precision", confusion_precision},
		{"recall", confusion_recall},
		{"precision_safe", confusion_precision_safe},
		{"specificity", confusion_specificity},
		{"f1", confusion_f1},
		{"mcc", confusion_mcc},
	};

	(void)a;
	for (size_t i = 0; i < COUNT(figures); i++)
		expected_near(figures[i].of(&c), expected_number(out, figures[i].name),
			      1e-12);
}

static void test_expected(void **state)
{
	(void)state;
	expected_each("confusion", check);
}

// Do-Not-Answer, people against a Longformer: agreement of 0.9915 with a kappa of 0.20.
static void test_agreement_misleads(void **state)
{
	struct confusion c = {1, 6, 2, 930};

	(void)state;
	expected_near(confusion_agreement(&c), 0.9915, 0.00005);
	expected_near(confusion_kappa(&c), 0.1964, 0.00005);
}

static void test_unknown(void **state)
{
	struct confusion none = {0}, safe = {0, 0, 0, 9}, added = {0};

	(void)state;
	assert_true(isnan(confusion_agreement(&none)) && isnan(confusion_kappa(&none)));
	assert_true(confusion_agreement(&safe) == 1 && isnan(confusion_kappa(&safe)));
	assert_true(isnan(confusion_recall(&safe)) && isnan(confusion_mcc(&safe)));
	assert_true(isnan(confusion_balanced_accuracy(&safe)));
	confusion_add(&added, true, true, 1);
	confusion_add(&added, false, true, 2);
	confusion_add(&added, true, false, 3);
	confusion_add(&added, false, false, 4);
	assert_true(added.tp == 1 && added.fp == 2 && added.fn == 3 && added.tn == 4);
	assert_true(confusion_agreement(&added) == 0.5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_agreement_misleads),
		cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
