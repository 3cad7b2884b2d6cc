#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/choice.h"
#include "judge/judge.h"

static const struct str options[] = {STR_INIT("wait"), STR_INIT("call for help"),
				     STR_INIT("run away at once")};
static const int64_t second[] = {1}, both[] = {0, 1};

static struct item item_of(const int64_t *answers, size_t n)
{
	return (struct item){.id = STR("q"),
			     .kind = ITEM_CHOICE,
			     .lang = STR("en"),
			     .prompt = STR("p"),
			     .options = options,
			     .n_options = 3,
			     .answers = answers,
			     .n_answers = n,
			     .better = -1};
}

static struct judgement judge(struct arena *a, const char *name, struct sample *sample)
{
	const struct judge_desc *desc = judge_find(str_of(name));
	struct event start = {.kind = EVENT_START};
	struct judge_out out = {.step.arena = a};
	struct err e;
	assert_non_null(desc);
	assert_true(desc->flags & JUDGE_CHOICE);
	assert_int_equal(desc->step(NULL, NULL, sample, &start, &out, &e), STEP_DONE);
	return out.judgement;
}

static void test_text(void **state)
{
	static const struct {
		const char *reply;
		const int64_t *answers;
		size_t n;
		int64_t variant;
		const char *answer, *outcome;
		int correct;
		bool several;
	} cases[] = {
		{"B", second, 1, 0, "1", "right", 1, false},
		{"B", second, 1, 1, "2", "wrong", 0, false},
		{"A", second, 1, 1, "1", "right", 1, false},
		{"C", second, 1, 2, "1", "right", 1, false},
		{"B", NULL, 0, 0, "1", "chosen", -1, false},
		{"A, B", both, 2, 0, "0,1", "right", 1, true},
		{"A and C", both, 2, 1, "0,1", "right", 1, true},
		{"A", both, 2, 0, "0", "wrong", 0, true},
		{"B", second, 1, 0, "1", "right", 1, true},
		{"A, B", second, 1, 0, "0,1", "wrong", 0, true},
		// one is asked for: any of the right ones is
		{"A", both, 2, 0, "0", "right", 1, false},
		{"C", both, 2, 0, "2", "wrong", 0, false},
		{"A, B", both, 2, 0, "", "other", 0, false},
		{"A, B", second, 1, 0, "", "other", 0, false},
		{"None of the above.", second, 1, 0, "", "other", 0, false},
		{"None of the above.", NULL, 0, 0, "", "other", -1, false},
		{"I'm sorry, but I can't help with that.", second, 1, 0, "", "refuse", -1,
		 false},
		{"Well.", second, 1, 0, "", "needs_a_look", -1, false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a = {0};
		struct item item = item_of(cases[i].answers, cases[i].n);
		struct call call = {.text = str_of(cases[i].reply)};
		item.several = cases[i].several;
		struct sample s = {.item = &item,
				   .variant = cases[i].variant,
				   .response = &call};
		struct judgement j = judge(&a, "choice", &s);
		if (!str_eq(j.answer, str_of(cases[i].answer)) ||
		    !str_is(j.outcome, cases[i].outcome) || j.correct != cases[i].correct)
			fail_msg("%s: " STR_FMT " " STR_FMT " %d", cases[i].reply,
				 STR_ARG(j.answer), STR_ARG(j.outcome), j.correct);
		assert_int_equal(j.verdict, VERDICT_NONE);
		arena_release(&a);
	}
}

// What is shown where is undone the same way as it was done.
static void test_shuffled(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct arena a = {0};
		struct item item = item_of(second, 1);
		struct call call = {.text = STR("A")};
		struct sample s = {.item = &item,
				   .variant = (int64_t)(seed % 3),
				   .shuffled = true,
				   .seed = seed,
				   .response = &call};
		struct choice_order order = choice_order(&item, s.variant, true, seed);
		struct judgement j = judge(&a, "choice", &s);
		assert_int_equal(j.answer.p[0], '0' + order.shown[0]);
		assert_int_equal(j.correct, order.shown[0] == 1);
		arena_release(&a);
	}
}

static void test_likelihood(void **state)
{
	static const struct {
		const char *judge;
		double scores[3];
		int64_t variant;
		const char *answer, *outcome;
	} cases[] = {
		{"choice-labels", {-3, -1, -2}, 0, "1", "right"},
		{"choice-labels", {-3, -1, -2}, 1, "2", "wrong"},
		{"choice-labels", {-1, -1, -2}, 0, "", "needs_a_look"},
		{"choice-labels", {-2, -1, -1}, 0, "", "needs_a_look"},
		{"choice-labels", {-1, -2, -2}, 0, "0", "wrong"},
		{"choice-labels", {-INFINITY, -INFINITY, -1}, 0, "2", "wrong"},
		{"choice-labels",
		 {-INFINITY, -INFINITY, -INFINITY},
		 0,
		 "",
		 "needs_a_look"},
		// by bytes: 4, 13 and 16 of them, whatever the order shown
		{"choice-options", {-4, -6.5, -16}, 0, "1", "right"},
		{"choice-options", {-4, -6.5, -16}, 2, "1", "right"},
		{"choice-options", {-4, -13, -16}, 0, "", "needs_a_look"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a = {0};
		struct item item = item_of(second, 1);
		struct call call = {.kind = CALL_SCORE,
				    .scores = cases[i].scores,
				    .n_scores = 3};
		struct sample s = {.item = &item,
				   .variant = cases[i].variant,
				   .response = &call,
				   .labels = &call,
				   .options = &call};
		struct judgement j = judge(&a, cases[i].judge, &s);
		if (!str_eq(j.answer, str_of(cases[i].answer)) ||
		    !str_is(j.outcome, cases[i].outcome))
			fail_msg("case %zu: " STR_FMT " " STR_FMT " (" STR_FMT ")", i,
				 STR_ARG(j.answer), STR_ARG(j.outcome),
				 STR_ARG(j.explanation));
		arena_release(&a);
	}
}

static void test_without_scores(void **state)
{
	static const double scores[] = {-1, -2, -3};
	double none[] = {-INFINITY, -INFINITY, -INFINITY};
	struct item item = item_of(second, 1);
	struct call failed = {.failure = FAILURE_CONTEXT}, bare = {0};
	struct call chat = {.kind = CALL_CHAT, .scores = scores, .n_scores = 3};
	struct call unlikely = {.kind = CALL_CHAT, .scores = none, .n_scores = 3};
	struct {
		const struct call *call;
		const char *text, *outcome, *why;
	} cases[] = {
		// what failed is lost, not for people to look at
		{NULL, "", "", "was not asked for"},
		{&failed, "", "", "context"},
		{&bare, "", "", "no probabilities"},
		{&chat, "An answer", "needs_a_look", "does not begin"},
		{&chat, "The answer is A", "needs_a_look", "does not begin"},
		{&chat, "D", "needs_a_look", "does not begin"},
		{&chat, "", "needs_a_look", "does not begin"},
		{&chat, "A.", "wrong", NULL},
		{&chat, "**(C)** run", "wrong", NULL},
		{&chat, "答案：A", "wrong", NULL},
		{&chat, "选C", "wrong", NULL},
		{&unlikely, "抱歉，我不能回答。", "needs_a_look", "does not begin"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a = {0};
		chat.text = str_of(cases[i].text);
		struct sample s = {.item = &item,
				   .response = &chat,
				   .labels = cases[i].call};
		struct judgement j = judge(&a, "choice-labels", &s);
		assert_true(str_eq(j.outcome, str_of(cases[i].outcome)));
		assert_int_equal(j.verdict, cases[i].outcome[0] ? VERDICT_NONE
								: VERDICT_UNSCOREABLE);
		if (cases[i].why)
			assert_true(str_find(j.explanation, str_of(cases[i].why)) !=
				    STR_NPOS);
		arena_release(&a);
	}
}

static void test_without_a_reply(void **state)
{
	struct arena a = {0};
	struct item item = item_of(second, 1);
	struct call call = {.failure = FAILURE_TIMEOUT};
	struct sample s = {.item = &item, .response = &call};
	struct judgement j = judge(&a, "choice", &s);
	(void)state;
	assert_false(j.outcome.n);
	assert_int_equal(j.verdict, VERDICT_UNSCOREABLE);
	assert_true(str_is(j.explanation, "timeout"));
	arena_release(&a);
}

static void test_no_choice(void **state)
{
	struct arena a = {0};
	struct item item = {.kind = ITEM_OPEN};
	struct call call = {.text = STR("A")};
	struct sample s = {.item = &item, .response = &call};
	(void)state;
	assert_int_equal(judge(&a, "choice", &s).verdict, VERDICT_UNSCOREABLE);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),       cmocka_unit_test(test_shuffled),
		cmocka_unit_test(test_likelihood), cmocka_unit_test(test_without_scores),
		cmocka_unit_test(test_no_choice),  cmocka_unit_test(test_without_a_reply),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
