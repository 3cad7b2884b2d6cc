#include "made.h"

#include <math.h>
#include <stdio.h>

static struct campaign *open_it(struct store *s, const struct protocol *p,
				const struct campaign_settings *settings)
{
	static const struct campaign_settings usual = {.seed = 7};
	struct err e = {0};
	struct campaign *c = campaign_open(s, p, settings ? settings : &usual, &e);

	assert_ok(c);
	return c;
}

static void test_tasks_are_made_once(void **state)
{
	struct store *s = made_run("once", &(struct made){.items = 10, .targets = 2});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c = open_it(s, p, NULL);
	struct campaign_counts n = campaign_count(c);

	(void)state;
	assert_true(n.tasks == 20 && n.made == 20 && n.needed == 60 && n.answered == 0);
	campaign_close(c);
	c = open_it(s, p, NULL);
	n = campaign_count(c);
	assert_true(n.tasks == 20 && n.made == 0);
	campaign_close(c);
	c = open_it(s, p, &(struct campaign_settings){.seed = 7, .need = 1});
	assert_int_equal(campaign_count(c).needed, 20);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

// Half of each dimension, and a larger limit adds to a smaller one.
static void test_limit(void **state)
{
	struct store *s = made_run("limit", &(struct made){.items = 40});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c =
		open_it(s, p, &(struct campaign_settings){.seed = 3, .limit = 10});
	struct task *tasks;
	struct err e = {0};
	size_t n, crimes = 0;

	(void)state;
	assert_int_equal(campaign_count(c).tasks, 10);
	assert_ok(store_tasks(s, &a, STR("safety"), &tasks, &n, &e));
	for (size_t i = 0; i < n; i++)
		crimes += str_starts(tasks[i].domain, STR("ci"));
	assert_int_equal(crimes, 5);
	campaign_close(c);
	c = open_it(s, p, &(struct campaign_settings){.seed = 3, .limit = 20});
	assert_true(campaign_count(c).tasks == 20 && campaign_count(c).made == 10);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

// What the protocol was begun with goes on, whatever is given later.
static void test_draw_is_kept(void **state)
{
	struct store *s = made_run("draw", &(struct made){.items = 40});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c =
		open_it(s, p, &(struct campaign_settings){.seed = 3, .limit = 10});

	(void)state;
	campaign_close(c);
	c = open_it(s, p, &(struct campaign_settings){.seed = 4});
	assert_true(campaign_count(c).tasks == 10 && campaign_count(c).made == 0);
	assert_true(campaign_draw(c)->seed == 3 && campaign_draw(c)->limit == 10);
	campaign_close(c);
	c = open_it(s, p, &(struct campaign_settings){.seed = 5, .limit = 4});
	assert_true(campaign_count(c).tasks == 10 && campaign_draw(c)->limit == 10);
	campaign_close(c);
	c = open_it(s, p, &(struct campaign_settings){.limit = 12});
	assert_true(campaign_count(c).tasks == 12 && campaign_count(c).made == 2);
	assert_true(campaign_draw(c)->seed == 3 && campaign_draw(c)->limit == 12);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

// Scores and preferences are nothing that could be settled.
static void test_nobody_disagrees(void **state)
{
	static const struct {
		enum verdict verdict;
		double score;
	} said[] = {{VERDICT_NONE, 2}, {VERDICT_NONE, 9}, {VERDICT_SAFE, NAN}};
	struct store *s = made_run("at-one", &(struct made){.items = 2});
	struct arena a = {0};
	struct protocol p = *made_protocol(&a, made_safety);
	const struct campaign_settings settings = {0};
	struct err e = {0};
	struct campaign *c;

	(void)state;
	p.name = STR("settle");
	p.only = ONLY_DISAGREEMENT;
	for (size_t i = 0; i < COUNT(said); i++) {
		char name[2] = {(char)('a' + i), '\0'};
		struct annotation x = annotation_none(0, STR("other"), str_of(name));

		x.verdict = said[i].verdict;
		x.score = said[i].score;
		assert_ok(store_put_annotation(s, &x, &e));
		assert_err(campaign_open(s, &p, &settings, &e), ERR_INPUT, "no tasks");
	}
	struct annotation x = annotation_none(0, STR("other"), STR("a"));
	x.verdict = VERDICT_UNSAFE;
	assert_ok(store_put_annotation(s, &x, &e));
	c = open_it(s, &p, NULL);
	assert_int_equal(campaign_count(c).tasks, 1);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

static void test_units(void **state)
{
	static const struct {
		size_t targets, epochs, replies, tasks, most;
	} cases[] = {
		{3, 1, 3, 4, 3},                  // three models side by side
		{1, 3, 3, 4, 3},                  // three replies of one
		{4, 1, 3, 8, 2},                  // two and two, not three and one
		{5, 1, 3, 8, 3}, {3, 1, 2, 4, 2}, // the third has no partner
		{1, 1, 3, 4, 1},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct protocol p = *made_protocol(&a, made_expert);
		char name[24];
		struct store *s;
		struct campaign *c;
		struct task *tasks;
		struct err e = {0};
		size_t n, most = 0;

		snprintf(name, sizeof(name), "units-%zu", i);
		s = made_run(name, &(struct made){.items = 4,
						  .targets = cases[i].targets,
						  .epochs = cases[i].epochs});
		p.replies = cases[i].replies;
		c = open_it(s, &p, NULL);
		assert_ok(store_tasks(s, &a, STR_NONE, &tasks, &n, &e));
		assert_int_equal(n, cases[i].tasks);
		for (size_t k = 0; k < n; k++)
			most = tasks[k].n_ordinals > most ? tasks[k].n_ordinals : most;
		assert_int_equal(most, cases[i].most);
		campaign_close(c);
		made_close(s);
	}
	arena_release(&a);
}

static enum verdict some_unread(uint64_t ordinal)
{
	return ordinal % 4 == 0 ? VERDICT_UNSCOREABLE : VERDICT_SAFE;
}

static void test_needs_a_look(void **state)
{
	struct store *s = made_run("look", &(struct made){.items = 20,
							  .epochs = 2,
							  .verdict = some_unread});
	struct arena a = {0};
	struct protocol p = *made_protocol(&a, made_safety);
	struct campaign *c;
	struct err e = {0};

	(void)state;
	p.only = ONLY_NEEDS_A_LOOK;
	c = open_it(s, &p, NULL);
	assert_int_equal(campaign_count(c).tasks, 10);
	campaign_close(c);
	p.kinds = 1u << ITEM_CHOICE;
	p.name = STR("other");
	assert_err(campaign_open(s, &p, &(struct campaign_settings){0}, &e), ERR_INPUT,
		   "protocol other has no tasks");
	made_close(s);
	arena_release(&a);
}

static void annotate(struct store *s, uint64_t ordinal, const char *rater,
		     enum verdict verdict)
{
	struct annotation x = annotation_none(ordinal, STR("safety"), str_of(rater));
	struct err e = {0};

	x.verdict = verdict;
	assert_ok(store_put_annotation(s, &x, &e));
}

// Two differ; two agree against the judge; two agree with it; one alone, with it;
// settled.
static void test_adjudication(void **state)
{
	struct store *s = made_run("settle", &(struct made){.items = 6});
	struct arena a = {0};
	struct protocol p = *made_protocol(&a, made_safety);
	struct annotation settled =
		annotation_none(4, STR("elsewhere"), STR("an expert"));
	struct annotation *list;
	struct campaign *c;
	struct task *tasks;
	struct buf text;
	struct json_writer w;
	const struct json *j;
	struct err e = {0};
	int64_t a_id, b_id;
	size_t n;

	(void)state;
	annotate(s, 0, "a", VERDICT_SAFE);
	annotate(s, 0, "b", VERDICT_UNSAFE);
	annotate(s, 1, "c", VERDICT_UNSAFE);
	annotate(s, 1, "b", VERDICT_UNSAFE);
	annotate(s, 2, "a", VERDICT_SAFE);
	annotate(s, 2, "b", VERDICT_SAFE);
	annotate(s, 3, "a", VERDICT_SAFE);
	annotate(s, 4, "a", VERDICT_SAFE);
	annotate(s, 4, "b", VERDICT_UNSAFE);
	settled.verdict = VERDICT_SAFE;
	settled.settles = true;
	assert_ok(store_put_annotation(s, &settled, &e));
	p.name = STR("adjudicate");
	p.only = ONLY_DISAGREEMENT;
	p.raters = 1;
	c = open_it(s, &p, NULL);
	assert_ok(store_tasks(s, &a, p.name, &tasks, &n, &e));
	assert_int_equal(n, 2);
	assert_int_equal(tasks[0].ordinals[0] + tasks[1].ordinals[0], 1);
	// Who said something of it does not settle it.
	a_id = made_rater(c, "a", NULL);
	b_id = made_rater(c, "b", NULL);
	assert_int_equal(made_next(c, b_id), 0);
	assert_true(made_next(c, a_id) != 0);
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	assert_ok(campaign_task_json(c, a_id, made_next(c, a_id), &w, &e));
	j = json_get(made_json(&a, &text), "opinions");
	assert_int_equal(json_len(j), 3);
	assert_str(json_str(json_get(json_at(j, 0), "who")), "A");
	assert_str(json_str(json_get(json_get(json_at(j, 1), "answers"), "verdict")),
		   "unsafe");
	assert_str(json_str(json_get(json_at(j, 2), "who")), "refusal");
	made_answer(c, a_id, made_next(c, a_id), "{\"verdict\":\"safe\"}");
	assert_ok(store_annotations(s, &a, p.name, &list, &n, &e));
	assert_true(n == 1 && list[0].settles && list[0].verdict == VERDICT_SAFE);
	buf_release(&text);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

static void test_raters(void **state)
{
	struct store *s = made_run("raters", &(struct made){.items = 2});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c = open_it(s, p, NULL);
	struct str law = STR("rs.law"), none = STR("nonsense");
	struct rater r = {.name = STR(" 甲 "), .domains = &law, .n_domains = 1};
	struct rater_change change = {.domains = &none, .n_domains = 1};
	char first[TOKEN_TEXT + 1], second[TOKEN_TEXT + 1];
	const bool yes = true;
	struct err e = {0};
	size_t n;

	(void)state;
	assert_ok(campaign_add_rater(c, STR("admin"), &r, first, &e));
	assert_int_equal(strlen(first), TOKEN_TEXT);
	assert_str(r.name, "甲");
	assert_err(campaign_add_rater(c, STR("admin"), &r, second, &e), ERR_EXISTS, "甲");
	r.name = STR("");
	assert_err(campaign_add_rater(c, STR("admin"), &r, second, &e), ERR_INPUT,
		   "name");
	assert_int_equal(campaign_sign_in(c, str_of(first))->id, r.id);
	assert_null(campaign_sign_in(c, STR("nonsense")));
	assert_null(campaign_sign_in(c, STR_NONE));
	assert_ok(campaign_new_link(c, STR("admin"), r.id, second, &e));
	assert_null(campaign_sign_in(c, str_of(first)));
	assert_int_equal(campaign_sign_in(c, str_of(second))->id, r.id);
	change.revoked = &yes;
	assert_ok(campaign_change_rater(c, STR("admin"), r.id, &change, &e));
	assert_true(campaign_sign_in(c, str_of(second))->revoked > 0);
	change.revoked = NULL;
	change.set_domains = true;
	assert_err(campaign_change_rater(c, STR("admin"), r.id, &change, &e), ERR_INPUT,
		   "nonsense");
	assert_err(campaign_change_rater(c, STR("admin"), 99, &change, &e), ERR_NOT_FOUND,
		   "no rater 99");
	campaign_close(c);
	made_close(s);
	s = made_open("raters");
	c = open_it(s, p, NULL);
	assert_int_equal(campaign_raters(c, &n)[0].n_domains, 1);
	assert_int_equal(n, 1);
	assert_true(campaign_sign_in(c, str_of(second))->revoked > 0);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

static void test_answering(void **state)
{
	struct store *s = made_run("answering", &(struct made){.items = 3});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c = open_it(s, p, NULL);
	int64_t r = made_rater(c, "r", NULL), task = made_next(c, r), undone;
	struct answer_fault fault;
	struct answer_saved saved;
	struct annotation *list;
	struct answer *answers;
	struct err e = {0};
	size_t n;

	(void)state;
	assert_err(campaign_answer(c, r, task, STR("{\"verdict\":\"no\"}"), 1, &saved,
				   &fault, &e),
		   ERR_INPUT, "verdict: expected one of the options");
	assert_string_equal(fault.field, "verdict");
	assert_err(campaign_answer(c, r, task, STR("[]"), 1, &saved, &fault, &e),
		   ERR_INPUT, "expected an object");
	assert_err(campaign_answer(c, r, 99, STR("{}"), 1, &saved, &fault, &e),
		   ERR_NOT_FOUND, "no task 99");
	made_answer(c, r, task, "{\"verdict\":\"unsafe\",\"why\":\" 坏 \"}");
	assert_ok(store_annotations(s, &a, STR("safety"), &list, &n, &e));
	assert_int_equal(n, 1);
	assert_true(list[0].verdict == VERDICT_UNSAFE && !list[0].settles);
	assert_str(list[0].explanation, "坏");
	assert_str(list[0].rater, "r");
	// Changed: a revision more, and the annotation is replaced.
	made_answer(c, r, task, "{\"verdict\":\"safe\"}");
	assert_ok(store_annotations(s, &a, STR("safety"), &list, &n, &e));
	assert_true(n == 1 && list[0].verdict == VERDICT_SAFE && !list[0].explanation.p);
	assert_ok(store_answers(s, &a, STR("safety"), &answers, &n, &e));
	assert_true(n == 1 && answers[0].revision == 2 && answers[0].seconds == 1.5);
	assert_str(answers[0].body, "{\"verdict\":\"safe\"}");
	assert_true(made_next(c, r) != task);
	// Undone: it is before the rater again, before what is open.
	assert_ok(campaign_undo(c, r, &undone, &e));
	assert_int_equal(undone, task);
	assert_int_equal(made_next(c, r), task);
	assert_ok(store_annotations(s, &a, STR("safety"), &list, &n, &e));
	assert_int_equal(n, 0);
	assert_int_equal(campaign_count(c).answered, 0);
	made_answer(c, r, task, "{\"verdict\":\"safe\"}");
	assert_ok(campaign_undo(c, r, &undone, &e));
	made_answer(c, r, task, "{\"verdict\":\"safe\"}");
	assert_ok(campaign_skip(c, r, made_next(c, r), STR("cannot tell"), &e));
	assert_err(campaign_skip(c, r, task, STR(""), &e), ERR_NOT_FOUND, "no task");
	made_answer(c, r, made_next(c, r), "{\"verdict\":\"safe\"}");
	assert_int_equal(made_next(c, r), 0); // what was passed on does not come back
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

// After the program ended without a word: what was flushed is there, and so is what lay
// open.
static void test_reopened(void **state)
{
	struct store *s = made_run("reopened", &(struct made){.items = 8});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c = open_it(s, p, NULL);
	int64_t r = made_rater(c, "r", NULL), task, second, undone;
	struct campaign_counts before, after;
	struct next_task next;
	struct err e = {0};

	(void)state;
	made_answer(c, r, made_next(c, r), "{\"verdict\":\"safe\"}");
	made_answer(c, r, made_next(c, r), "{\"verdict\":\"unsafe\"}");
	task = made_next(c, r);
	assert_ok(campaign_next(c, r, true, &next, &e));
	second = next.task;
	assert_true(second != 0 && second != task);
	assert_ok(campaign_undo(c, r, &undone, &e));
	before = campaign_count(c);
	campaign_close(c);
	made_close(s);
	s = made_open("reopened");
	c = open_it(s, p, NULL);
	after = campaign_count(c);
	before.made = 0;
	assert_memory_equal(&before, &after, sizeof(before));
	assert_int_equal(made_next(c, r), undone);
	made_answer(c, r, undone, "{\"verdict\":\"safe\"}");
	assert_int_equal(made_next(c, r), task);
	made_answer(c, r, task, "{\"verdict\":\"safe\"}");
	assert_int_equal(made_next(c, r), second);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

static void import(struct campaign *c, struct campaign_import x, enum import_outcome want)
{
	enum import_outcome got;
	struct answer_fault fault;
	struct err e = {0};

	assert_ok(campaign_import(c, STR("admin"), &x, &got, &fault, &e));
	assert_int_equal(got, want);
}

static void test_import(void **state)
{
	struct store *s = made_run("import", &(struct made){.items = 2});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c =
		open_it(s, p, &(struct campaign_settings){.seed = 7, .need = 1});
	int64_t r = made_rater(c, "r", NULL), q = made_rater(c, "q", NULL);
	struct campaign_import safe = {.rater = r, .task = 1, .at = 1000, .seconds = NAN};
	struct campaign_import unsafe = safe;
	enum import_outcome out;
	struct answer_fault fault;
	struct annotation *list;
	struct answer *answers;
	struct err e = {0};
	size_t n;

	(void)state;
	safe.answers = STR("{\"verdict\":\"safe\"}");
	unsafe.answers = STR("{\"verdict\":\"unsafe\",\"why\":\"x\"}");
	safe.check_only = true;
	import(c, safe, IMPORT_NEW);
	safe.rater = 0;
	import(c, safe, IMPORT_NEW);
	assert_int_equal(campaign_count(c).answered, 0);
	safe.rater = r;
	safe.check_only = false;
	import(c, safe, IMPORT_NEW);
	import(c, safe, IMPORT_SAME);
	assert_ok(store_annotations(s, &a, STR("safety"), &list, &n, &e));
	assert_true(n == 1 && list[0].verdict == VERDICT_SAFE && list[0].at == 1000);
	import(c, unsafe, IMPORT_CONFLICT); // the file knew of no answer
	unsafe.revision = 99;
	import(c, unsafe, IMPORT_CONFLICT); // there never was such a one
	unsafe.revision = 1;
	import(c, unsafe, IMPORT_CHANGED);
	safe.revision = 1;
	import(c, safe, IMPORT_CONFLICT); // there is a second one now
	safe.force = true;
	import(c, safe, IMPORT_CHANGED);
	assert_ok(store_answers(s, &a, STR("safety"), &answers, &n, &e));
	assert_true(n == 1 && answers[0].revision == 3);
	safe.rater = q;
	import(c, safe, IMPORT_FULL);
	safe.rater = 99;
	assert_err(campaign_import(c, STR("admin"), &safe, &out, &fault, &e),
		   ERR_NOT_FOUND, "no rater 99");
	safe.rater = r;
	safe.task = 99;
	assert_err(campaign_import(c, STR("admin"), &safe, &out, &fault, &e),
		   ERR_NOT_FOUND, "no task 99");
	unsafe.answers = STR("{\"verdict\":\"bad\"}");
	assert_err(campaign_import(c, STR("admin"), &unsafe, &out, &fault, &e), ERR_INPUT,
		   "verdict: expected one of");
	assert_string_equal(fault.field, "verdict");
	campaign_close(c);
	p = made_protocol(&a, made_probe);
	c = open_it(s, p, NULL);
	unsafe = (struct campaign_import){
		.rater = r, .answers = STR("{\"prompt\":\"a\",\"verdict\":\"unsafe\"}")};
	import(c, unsafe, IMPORT_NEW);
	import(c, unsafe, IMPORT_SAME);
	unsafe.rater = q;
	import(c, unsafe, IMPORT_NEW);
	assert_int_equal(campaign_count(c).complete, 2);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tasks_are_made_once),
		cmocka_unit_test(test_draw_is_kept),
		cmocka_unit_test(test_nobody_disagrees),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_needs_a_look),
		cmocka_unit_test(test_adjudication),
		cmocka_unit_test(test_raters),
		cmocka_unit_test(test_answering),
		cmocka_unit_test(test_reopened),
		cmocka_unit_test(test_import),
	};

	return cmocka_run_group_tests_name("campaign", tests, NULL, NULL);
}
