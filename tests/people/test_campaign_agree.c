#include "made.h"

#include <math.h>
#include <stdio.h>

#include "base/clock.h"

static double real(const struct json *j, const char *key)
{
	double v = NAN;

	return json_num(json_get(j, key), &v) ? v : (double)NAN;
}

static const struct json *reckon(struct campaign *c, struct arena *a, struct buf *text)
{
	struct json_writer w;

	buf_clear(text);
	json_writer_init(&w, text, 0);
	campaign_agreement_json(c, &w);
	return made_json(a, text);
}

// Three raters, eight tasks: a and b agree in all but one, c always says unsafe.
//   a: s s s s u u u u    b: s s s u u u u u    c: u u u u u u u u
static void test_figures(void **state)
{
	static const char *const says[] = {"ssssuuuu", "sssuuuuu", "uuuuuuuu"};
	struct store *s = made_run("agree", &(struct made){.items = 8});
	struct campaign_settings settings = {0};
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct err e = {0};
	struct campaign *c = campaign_open(s, p, &settings, &e);
	struct json_writer w;
	const struct json *j, *q;
	struct buf text;

	(void)state;
	assert_ok(c);
	buf_init(&text, BUF_TEXT_MAX);
	j = reckon(c, &a, &text); // before anybody said anything
	assert_true(isnan(real(json_at(json_get(j, "questions"), 0), "raw")));
	assert_int_equal(json_len(json_get(j, "pairs")), 0);
	for (size_t i = 0; i < 3; i++) {
		char name[2] = {(char)('a' + i), '\0'};
		int64_t r = made_rater(c, name, NULL), task;

		while ((task = made_next(c, r)) != 0)
			made_answer(c, r, task,
				    says[i][task - 1] == 's'
					    ? "{\"verdict\":\"safe\"}"
					    : "{\"verdict\":\"unsafe\"}");
	}
	j = reckon(c, &a, &text);
	assert_int_equal(json_len(json_get(j, "questions")), 1); // texts are not compared
	q = json_at(json_get(j, "questions"), 0);
	assert_str(json_str(json_get(q, "question")), "verdict");
	assert_str(json_str(json_get(q, "kappa_kind")), "fleiss");
	assert_str(json_str(json_get(q, "alpha_level")), "nominal");
	assert_true(real(q, "units") == 8 && real(q, "raters") == 3);
	// 4 units agree wholly, 4 in one of three pairs; 7 of 24 say safe.
	assert_true(fabs(real(q, "raw") - (4 + 4.0 / 3) / 8) < 1e-12);
	assert_true(fabs(real(q, "kappa") - ((2.0 / 3) - (49 + 289) / 576.0) /
						    (1 - (49 + 289) / 576.0)) < 1e-12);
	assert_int_equal(json_len(json_get(q, "raw_ci")), 2);
	// Two dimensions, four tasks each.
	assert_int_equal(json_len(json_get(j, "by_domain")), 2);
	assert_true(real(json_at(json_get(j, "by_domain"), 0), "units") == 4);
	assert_int_equal(json_len(json_get(j, "pairs")), 3);
	q = json_at(json_get(j, "pairs"), 0);
	assert_str(json_str(json_get(q, "a")), "a");
	assert_str(json_str(json_get(q, "b")), "b");
	assert_true(real(q, "n") == 8 && real(q, "agree") == 7.0 / 8);
	assert_true(fabs(real(q, "kappa") - 0.75) < 1e-12);
	buf_clear(&text);
	json_writer_init(&w, &text, 0);
	campaign_disagreements_json(c, 0, &w);
	j = made_json(&a, &text);
	assert_true(real(j, "total") == 4);
	assert_int_equal(json_len(json_get(j, "tasks")), 4);
	assert_int_equal(json_len(json_get(json_at(json_get(j, "tasks"), 0), "answers")),
			 3);
	buf_clear(&text);
	json_writer_init(&w, &text, 0);
	campaign_disagreements_json(c, 3, &w);
	assert_int_equal(json_len(json_get(made_json(&a, &text), "tasks")), 1);
	// Beside the others' majority, where the two others agree: c in the four that a
	// and b call unsafe, of seven.
	buf_clear(&text);
	json_writer_init(&w, &text, 0);
	campaign_overview_json(c, &w);
	j = json_get(made_json(&a, &text), "raters");
	assert_true(fabs(real(json_at(j, 2), "agreement") - 4.0 / 7) < 1e-12);
	assert_true(fabs(real(json_at(j, 0), "agreement") - 4.0 / 5) < 1e-12);
	buf_release(&text);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

// Known answers say nothing of how far people agree.
static void test_gold_apart(void **state)
{
	struct store *s = made_run("agree-gold", &(struct made){.items = 4});
	struct campaign_settings settings = {
		.need = 2,
		.gold_share = 0.5,
		.gold = folder_put("agree.jsonl",
				   STR("{\"ordinal\":0,\"answers\":{\"verdict\":"
				       "\"unsafe\"}}\n")),
	};
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct err e = {0};
	struct campaign *c = campaign_open(s, p, &settings, &e);
	const struct json *j;
	struct buf text;

	(void)state;
	assert_ok(c);
	buf_init(&text, BUF_TEXT_MAX);
	for (size_t i = 0; i < 2; i++) {
		char name[2] = {(char)('a' + i), '\0'};
		int64_t r = made_rater(c, name, NULL), task;
		size_t n = 0;

		for (; (task = made_next(c, r)) != 0; n++)
			made_answer(c, r, task, "{\"verdict\":\"safe\"}");
		assert_int_equal(n, 4);
	}
	j = reckon(c, &a, &text);
	assert_true(real(json_at(json_get(j, "pairs"), 0), "n") == 3);
	j = json_at(json_get(j, "questions"), 0);
	assert_true(real(j, "units") == 3 && real(j, "ac1") == 1);
	assert_true(real(j, "categories") == 2 && isnan(real(j, "kappa")));
	buf_release(&text);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

// Who scores different replies neither agrees nor differs: of six tasks two have two
// scores of the same reply.
static void test_scores_of_one_reply(void **state)
{
	struct store *s =
		made_run("agree-reply", &(struct made){.items = 6, .targets = 3});
	struct arena a = {0};
	struct err e = {0};
	struct protocol p = *made_protocol(&a, made_expert);
	struct campaign_settings settings = {.seed = 1, .need = 2};
	struct campaign *c;
	const struct json *j;
	struct buf text;
	struct json_writer w;
	int64_t raters[2], units;

	(void)state;
	p.shuffle = false;
	c = campaign_open(s, &p, &settings, &e);
	assert_non_null(c);
	raters[0] = made_rater(c, "a", NULL);
	raters[1] = made_rater(c, "b", NULL);
	for (int r = 0; r < 2; r++)
		for (int i = 0; i < 6; i++) {
			int64_t task = made_next(c, raters[r]);
			bool same = task % 3 == 0;

			made_answer(c, raters[r], task,
				    r == 0 || same ? "{\"best\":0,\"score\":6}"
						   : "{\"best\":1,\"score\":6}");
		}
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	campaign_agreement_json(c, &w);
	j = json_get(made_json(&a, &text), "questions");
	assert_true(json_int(json_get(json_at(j, 0), "units"), &units) && units == 6);
	assert_true(json_int(json_get(json_at(j, 1), "units"), &units) && units == 2);
	buf_release(&text);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

static void test_time(void **state)
{
	struct store *s = made_run("agree-time", &(struct made){.items = 200});
	struct campaign_settings settings = {.need = 9};
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_grade);
	struct err e = {0};
	struct campaign *c = campaign_open(s, p, &settings, &e);
	struct buf text;
	uint64_t from;

	(void)state;
	assert_ok(c);
	buf_init(&text, BUF_TEXT_MAX);
	for (size_t i = 0; i < 9; i++) {
		char name[2] = {(char)('a' + i), '\0'};
		int64_t r = made_rater(c, name, NULL), task;

		while ((task = made_next(c, r)) != 0)
			made_answer(
				c, r, task,
				(const char *[]){
					"{\"grade\":\"A\"}", "{\"grade\":\"B\"}",
					"{\"grade\":\"C\"}"}[(task * 7 + (int64_t)i / 3) %
							     3]);
	}
	from = clock_mono_ns();
	reckon(c, &a, &text);
	print_message("# 200 x 9: %.1f ms\n", (double)(clock_mono_ns() - from) / 1e6);
	from = clock_mono_ns();
	reckon(c, &a, &text);
	assert_true(clock_mono_ns() - from < 20000000); // as it was
	buf_release(&text);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_gold_apart),
		cmocka_unit_test(test_scores_of_one_reply),
		cmocka_unit_test(test_time),
	};

	return cmocka_run_group_tests_name("campaign_agree", tests, NULL, NULL);
}
