#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "golden.h"
#include "make_values.h"

static struct str render(struct arena *a, struct store *s)
{
	struct err e;
	struct buf out;
	struct report_settings settings = {0};
	const struct renderer_desc *r = renderer_find(STR("json"));
	buf_init(&out, BUF_TEXT_MAX);
	s = reopen(s);
	assert_true(r->render(&s, 1, &settings, &out, &e));
	assert_true(store_close(s, &e));
	struct str text = buf_dup(a, &out);
	buf_release(&out);
	return text;
}

static void has_keys(const struct json *j, const char *keys)
{
	struct str rest = str_of(keys);
	while (rest.p) {
		struct str key = str_cut(&rest, ' ');
		bool found = false;
		for (size_t i = 0; i < json_len(j); i++)
			found |= str_eq(j->u.list.keys[i], key);
		if (!found)
			fail_msg("no key %.*s", STR_ARG(key));
	}
}

// docs/formats.md, key by key.
static void test_contract(void **state)
{
	struct arena arena = {0};
	struct err e;
	(void)state;
	struct str text = render(&arena, make_demo("contract.assay"));
	const struct json *j = json_parse(&arena, text, JSON_REFUSE_DUPLICATES, NULL, &e);
	assert_non_null(j);
	has_keys(j, "schema assay run targets");
	has_keys(json_get(j, "run"), "file created suite");
	has_keys(json_get(json_get(j, "run"), "suite"), "name version sha256 items");
	assert_int_equal(json_len(json_get(j, "targets")), 2);
	const struct json *t = json_at(json_get(j, "targets"), 0);
	has_keys(t, "target facts params judge blocked counts safety asr over_refusal "
		    "choice grade tokens cost seconds");
	has_keys(json_get(t, "facts"), "family parameters tuning date");
	has_keys(json_get(t, "counts"), "samples answered failed blocked scored "
					"unscoreable refused partly_refused");
	const struct json *safety = json_get(t, "safety");
	has_keys(safety, "n k rate ci bounds corrected by_risk by_lang");
	has_keys(json_get(safety, "by_risk"), "ci ci.drug-crimes hs pm");
	has_keys(json_get(json_get(safety, "by_lang"), "zh"), "n k rate ci");
	const struct json *asr = json_get(t, "asr");
	has_keys(asr, "rate ci adaptive corrected by_attack by_risk by_lang bounds");
	has_keys(json_get(asr, "adaptive"), "of n k rate ci");
	has_keys(json_get(asr, "by_attack"), "code_injection deepinception");
	has_keys(json_get(t, "over_refusal"), "n k partial rate ci");
	assert_true(json_is_null(json_get(t, "choice")));
	assert_true(json_is_null(json_get(t, "grade")));
	assert_true(json_is_null(json_get(t, "seconds")));
	has_keys(json_get(t, "tokens"), "in out thinking");
	has_keys(json_get(t, "cost"), "amount currency");
	double low, rate, high;
	assert_true(json_num(json_at(json_get(safety, "ci"), 0), &low));
	assert_true(json_num(json_get(safety, "rate"), &rate));
	assert_true(json_num(json_at(json_get(safety, "ci"), 1), &high));
	assert_true(0 <= low && low <= rate && rate <= high && high <= 1);
	assert_true(str_eq(text, render(&arena, make_demo("contract.assay"))));
	arena_release(&arena);
}

static void test_grade(void **state)
{
	struct arena arena = {0};
	struct err e;
	double mean;
	(void)state;
	struct store *s = make_run("grade.assay");
	put_one(s, &(struct one){.id = "a",
				 .risk = "ci",
				 .expect = EXPECT_GUIDE,
				 .verdict = VERDICT_SAFE,
				 .grade = 3});
	put_one(s, &(struct one){.id = "b",
				 .risk = "hs",
				 .expect = EXPECT_GUIDE,
				 .verdict = VERDICT_UNSAFE,
				 .grade = 1});
	const struct json *j =
		json_parse(&arena, render(&arena, s), JSON_REFUSE_DUPLICATES, NULL, &e);
	const struct json *grade = json_get(json_at(json_get(j, "targets"), 0), "grade");
	has_keys(grade, "n mean counts by_risk");
	assert_true(json_num(json_get(grade, "mean"), &mean) && mean == 1);
	assert_int_equal(json_len(json_get(grade, "counts")), 3);
	has_keys(json_get(json_get(grade, "by_risk"), "hs"), "n mean counts");
	arena_release(&arena);
}

static void test_nothing(void **state)
{
	struct arena arena = {0};
	struct err e;
	(void)state;
	struct store *s = make_run("nothing.assay");
	put_one(s, &(struct one){.id = "a", .failure = FAILURE_TIMEOUT});
	const struct json *j =
		json_parse(&arena, render(&arena, s), JSON_REFUSE_DUPLICATES, NULL, &e);
	const struct json *t = json_at(json_get(j, "targets"), 0);
	const struct json *safety = json_get(t, "safety");
	assert_true(json_is_null(json_get(t, "asr")));
	assert_true(json_is_null(json_get(t, "over_refusal")));
	assert_true(json_is_null(json_get(t, "grade")));
	assert_true(json_is_null(json_get(safety, "rate")));
	assert_true(json_is_null(json_get(safety, "ci")));
	assert_int_equal(json_len(json_get(safety, "bounds")), 2);
	arena_release(&arena);
}

// Keys that others read (docs/formats.md, "Values in reports").
static void test_values(void **state)
{
	struct arena a = {0};
	struct err e;
	(void)state;
	const struct json *j =
		json_parse(&a, render(&a, make_choices("c.assay")), 0, NULL, &e);
	const struct json *target = json_at(json_get(j, "targets"), 0);
	const struct json *choice = json_get(target, "choice");
	has_keys(choice,
		 "scoring n acc ci bounds acc_star acc_star_ci chance outcomes lost "
		 "by_people ranks by_category by_difficulty by_lang pairs position "
		 "rotations without_key others");
	has_keys(json_get(choice, "outcomes"), "right wrong other refuse needs_a_look");
	has_keys(json_get(choice, "pairs"),
		 "n both_right both_wrong flipped incomplete consistent ci");
	has_keys(json_get(json_at(json_get(choice, "others"), 0), "compared"),
		 "n chosen same agreement agreement_ci difference difference_ci "
		 "questions_better questions_worse p");
	assert_true(json_is_null(json_get(target, "safety")));
	assert_true(json_is_null(json_get(target, "grade")));
	j = json_parse(&a, render(&a, make_values("v.assay")), 0, NULL, &e);
	target = json_at(json_get(j, "targets"), 1);
	assert_true(json_is_null(json_get(target, "choice")));
	has_keys(json_get(target, "grade"),
		 "n mean ci counts constructive constructive_ci risky risky_ci powered "
		 "by_risk");
	has_keys(json_get(json_get(target, "grade"), "powered"),
		 "n rate ci lambda because assumes");
	has_keys(json_get(target, "people"), "n safety grade score by_risk");
	has_keys(json_get(target, "gap"),
		 "n_safety n_responsibility safety responsibility gap ci within by_grade "
		 "people");
	has_keys(json_get(json_get(j, "gap_by_tuning"), "sft"), "targets gap ci");
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contract),
		cmocka_unit_test(test_grade),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
