#include "made.h"

#include <stdio.h>

struct page { // what the server would send
	struct store *s;
	struct arena a;
	struct campaign *c;
	struct buf text;
	struct json_writer w;
};

static void page_init(struct page *p, const char *name, const struct made *how,
		      const struct protocol *protocol, const char *gold)
{
	struct campaign_settings settings = {.seed = 7, .gold = gold, .gold_share = 0.5};
	struct err e = {0};

	p->s = made_run(name, how);
	buf_init(&p->text, BUF_TEXT_MAX);
	p->c = campaign_open(p->s, protocol, &settings, &e);
	assert_ok(p->c);
}

static void page_release(struct page *p)
{
	campaign_close(p->c);
	made_close(p->s);
	buf_release(&p->text);
}

static struct json_writer *begin(struct page *p)
{
	buf_clear(&p->text);
	json_writer_init(&p->w, &p->text, 0);
	return &p->w;
}

static const struct json *task_of(struct page *p, struct arena *a, int64_t rater,
				  int64_t task)
{
	struct err e = {0};

	assert_ok(campaign_task_json(p->c, rater, task, begin(p), &e));
	return made_json(a, &p->text);
}

static int64_t number(const struct json *j, const char *key)
{
	int64_t v = -999;

	assert_true(json_int(json_get(j, key), &v));
	return v;
}

static void test_sample(void **state)
{
	struct arena a = {0};
	const struct protocol *protocol = made_protocol(&a, made_safety);
	struct page p = {0};
	const struct json *j;
	struct err e = {0};
	int64_t r, task;

	(void)state;
	page_init(&p, "show", &(struct made){.items = 4}, protocol, NULL);
	r = made_rater(p.c, "r", NULL);
	task = made_next(p.c, r);
	j = task_of(&p, &a, r, task);
	assert_int_equal(number(j, "task"), task);
	assert_int_equal(number(json_get(j, "at"), "of"), 4);
	assert_true(json_is_null(json_get(j, "answers")));
	assert_int_equal(number(j, "revision"), 0);
	assert_str(json_str(json_get(j, "lang")), "en");
	assert_str(json_str(json_get(json_at(json_get(j, "messages"), 0), "role")),
		   "user");
	assert_true(str_starts(json_str(json_get(json_at(json_get(j, "messages"), 0),
						 "content")),
			       STR("question ")));
	assert_int_equal(json_len(json_get(j, "replies")), 1);
	assert_null(json_get(json_at(json_get(j, "replies"), 0), "model")); // blind
	assert_null(json_get(j, "opinions"));
	made_answer(p.c, r, task, "{\"verdict\":\"unsafe\",\"why\":\"x\"}");
	j = task_of(&p, &a, r, task);
	assert_str(json_str(json_get(json_get(j, "answers"), "why")), "x");
	assert_int_equal(number(j, "revision"), 1);
	assert_err(campaign_task_json(p.c, r, 99, begin(&p), &e), ERR_NOT_FOUND,
		   "no task 99");
	assert_err(campaign_task_json(p.c, 99, task, begin(&p), &e), ERR_NOT_FOUND,
		   "no rater 99");
	page_release(&p);
	arena_release(&a);
}

// What is on the page comes back as it was shown, whatever the order in the file.
static void test_shuffled(void **state)
{
	struct arena a = {0};
	struct protocol protocol = *made_protocol(&a, made_expert);
	struct page p = {0};
	int64_t r[20], task = 0;
	struct annotation *list;
	bool moved = false;
	struct err e = {0};
	size_t n;

	(void)state;
	protocol.blind = false;
	protocol.raters = 20;
	page_init(&p, "shuffled", &(struct made){.items = 1, .targets = 3}, &protocol,
		  NULL);
	for (size_t i = 0; i < COUNT(r); i++) {
		const struct json *j, *reply;
		char name[24];
		struct str text, model;

		snprintf(name, sizeof(name), "r%zu", i);
		r[i] = made_rater(p.c, name, NULL);
		task = made_next(p.c, r[i]);
		j = json_get(task_of(&p, &a, r[i], task), "replies");
		reply = json_at(j, 1);
		text = json_str(json_get(reply, "text"));
		model = json_str(json_get(reply, "model"));
		assert_int_equal(text.p[text.n - 1], model.p[model.n - 1]);
		moved = moved || !str_is(text, "reply 1");
		made_answer(p.c, r[i], task, "{\"best\":1,\"score\":8}");
		assert_int_equal(number(json_get(task_of(&p, &a, r[i], task), "answers"),
					"best"),
				 1);
		assert_ok(store_annotations(p.s, &a, STR("expert"), &list, &n, &e));
		for (size_t k = 0; k < n; k++)
			if (str_is(list[k].rater, name))
				assert_int_equal(list[k].preferred == 1,
						 text.p[text.n - 1] ==
							 '0' + (char)list[k].ordinal);
	}
	assert_true(moved);
	page_release(&p);
	arena_release(&a);
}

static void test_choice(void **state)
{
	struct arena a = {0};
	const struct protocol *protocol = made_protocol(&a, made_safety);
	struct page p = {0};
	const struct json *j;
	int64_t r;

	(void)state;
	page_init(&p, "choice", &(struct made){.items = 1, .kind = ITEM_CHOICE}, protocol,
		  NULL);
	r = made_rater(p.c, "r", NULL);
	j = task_of(&p, &a, r, made_next(p.c, r));
	assert_int_equal(json_len(json_get(j, "options")), 3);
	assert_str(json_str(json_at(json_get(j, "options"), 1)), "no");
	page_release(&p);
	arena_release(&a);
}

static void test_write(void **state)
{
	struct arena a = {0};
	const struct protocol *protocol = made_protocol(&a, made_probe);
	struct page p = {0};
	const struct json *j;
	struct err e = {0};
	int64_t r;

	(void)state;
	page_init(&p, "write", &(struct made){.items = 1}, protocol, NULL);
	r = made_rater(p.c, "r", "rs.law");
	j = task_of(&p, &a, r, 0);
	assert_int_equal(number(j, "task"), 0);
	assert_str(json_str(json_get(j, "domain")), "rs.law");
	assert_int_equal(json_len(json_get(j, "replies")), 0);
	made_answer(p.c, r, 0, "{\"prompt\":\"what if?\",\"verdict\":\"safe\"}");
	assert_ok(campaign_mine_json(p.c, r, 0, begin(&p), &e));
	j = json_get(made_json(&a, &p.text), "tasks");
	assert_str(json_str(json_get(json_at(j, 0), "excerpt")), "what if?");
	page_release(&p);
	arena_release(&a);
}

// A domain is only filled in for who has a single one.
static void test_own_domain(void **state)
{
	static const struct str two[] = {STR_INIT("rs.law"), STR_INIT("ci.drug")};
	struct arena a = {0};
	const struct protocol *protocol = made_protocol(&a, made_probe);
	struct page p = {0};
	struct task *tasks;
	struct err e = {0};
	size_t count;

	(void)state;
	page_init(&p, "own-domain", &(struct made){.items = 1}, protocol, NULL);
	for (size_t n = 1; n <= 2; n++) {
		char token[TOKEN_TEXT + 1];
		struct rater r = {
			.name = n == 1 ? STR("one") : STR("both"),
			.domains = two,
			.n_domains = n,
		};

		assert_ok(campaign_add_rater(p.c, STR("test"), &r, token, &e));
		assert_true(json_is_null(json_get(task_of(&p, &a, r.id, 0), "domain")) ==
			    (n == 2));
		made_answer(p.c, r.id, 0, "{\"prompt\":\"x\",\"verdict\":\"safe\"}");
	}
	assert_ok(store_tasks(p.s, &a, STR("probe"), &tasks, &count, &e));
	assert_int_equal(count, 2);
	assert_str(tasks[0].domain, "rs.law");
	assert_true(str_empty(tasks[1].domain));
	page_release(&p);
	arena_release(&a);
}

static void test_session(void **state)
{
	struct arena a = {0};
	const struct protocol *protocol = made_protocol(&a, made_safety);
	struct page p = {0};
	const struct json *j;
	struct err e = {0};
	int64_t r;

	(void)state;
	page_init(&p, "session.assay", &(struct made){.items = 1}, protocol, NULL);
	r = made_rater(p.c, "甲", "rs");
	assert_ok(campaign_session_json(p.c, r, true, begin(&p), &e));
	j = made_json(&a, &p.text);
	assert_str(json_str(json_get(j, "schema")), "assay/annotate/1");
	assert_str(json_str(json_get(json_get(j, "rater"), "name")), "甲");
	assert_str(json_str(json_at(json_get(json_get(j, "rater"), "domains"), 0)), "rs");
	assert_str(json_str(json_get(json_get(j, "run"), "file")), "session.assay");
	assert_str(json_str(json_get(json_get(j, "run"), "taxonomy")), "made");
	assert_str(json_str(json_get(json_get(json_get(j, "names"), "rs.law"), "zh")),
		   "法");
	assert_int_equal(json_len(json_get(j, "tags")), 6);
	assert_int_equal(number(j, "text_max"), 65536);
	assert_err(campaign_session_json(p.c, 99, false, begin(&p), &e), ERR_NOT_FOUND,
		   "99");
	page_release(&p);
	arena_release(&a);
}

static void test_lists(void **state)
{
	struct arena a = {0};
	const struct protocol *protocol = made_protocol(&a, made_safety);
	struct page p = {0};
	const struct json *j;
	struct err e = {0};
	int64_t r, first;

	(void)state;
	page_init(&p, "lists", &(struct made){.items = 30}, protocol, NULL);
	r = made_rater(p.c, "r", NULL);
	first = made_next(p.c, r);
	for (size_t i = 0; i < 25; i++)
		made_answer(p.c, r, made_next(p.c, r), "{\"verdict\":\"safe\"}");
	assert_ok(campaign_mine_json(p.c, r, 0, begin(&p), &e));
	j = made_json(&a, &p.text);
	assert_int_equal(number(j, "total"), 25);
	assert_int_equal(json_len(json_get(j, "tasks")), 20);
	assert_ok(campaign_mine_json(p.c, r, 20, begin(&p), &e));
	j = json_get(made_json(&a, &p.text), "tasks");
	assert_int_equal(json_len(j), 5);
	assert_int_equal(number(json_at(j, 4), "task"), first); // newest first
	assert_true(str_starts(json_str(json_get(json_at(j, 4), "excerpt")),
			       STR("question ")));
	campaign_progress_json(p.c, r, begin(&p));
	j = made_json(&a, &p.text);
	assert_true(number(j, "done") == 25 && number(j, "of") == 30 &&
		    number(j, "today") == 25);
	assert_true(number(json_get(j, "all"), "needed") == 90 &&
		    number(json_get(j, "all"), "complete") == 0);
	assert_ok(campaign_audit_json(p.c, 0, true, begin(&p), &e));
	j = made_json(&a, &p.text);
	assert_int_equal(number(j, "total"), 28); // protocol, tasks made, rater, answers
	j = json_get(j, "events");
	assert_str(json_str(json_get(json_at(j, 0), "what")), "answered");
	assert_str(json_str(json_get(json_at(j, json_len(j) - 1), "what")), "protocol");
	assert_ok(campaign_audit_json(p.c, 27, true, begin(&p), &e));
	j = json_get(made_json(&a, &p.text), "events");
	assert_int_equal(json_len(j), 1);
	assert_str(json_str(json_get(json_at(j, 0), "what")), "protocol");
	assert_ok(campaign_audit_json(p.c, 0, false, begin(&p), &e));
	j = made_json(&a, &p.text);
	assert_int_equal(number(j, "total"), 3);
	assert_str(json_str(json_get(json_at(json_get(j, "events"), 0), "what")),
		   "rater added");
	page_release(&p);
	arena_release(&a);
}

static void test_gold(void **state)
{
	static const char gold[] =
		"{\"ordinal\":0,\"answers\":{\"verdict\":\"unsafe\"}}\n"
		"\n"
		"{\"item\":\"i1\",\"target\":\"m/"
		"0\",\"answers\":{\"verdict\":\"safe\"}}\n";
	static const struct {
		const char *line, *words;
	} bad[] = {
		{"{", "gold.jsonl:1"},
		{"{\"ordinal\":99,\"answers\":{}}", "gold.jsonl:1: expected `ordinal`"},
		{"{\"item\":\"i0\",\"target\":\"m/9\",\"answers\":{}}",
		 "expected `ordinal`"},
		{"{\"ordinal\":0,\"answers\":{\"verdict\":\"bad\"}}", "got \"bad\""},
	};
	struct arena a = {0};
	const struct protocol *protocol = made_protocol(&a, made_safety);
	struct campaign_settings settings = {0};
	const char *path = folder_put("gold.jsonl", str_of(gold));
	struct page p = {0};
	const struct json *j;
	struct err e = {0};
	int64_t r, q, task;
	size_t seen = 0, asked = 0;

	(void)state;
	page_init(&p, "gold", &(struct made){.items = 20}, protocol, path);
	assert_true(campaign_count(p.c).gold == 2 && campaign_count(p.c).tasks == 18);
	assert_int_equal(campaign_count(p.c).needed, 54);
	r = made_rater(p.c, "r", NULL);
	q = made_rater(p.c, "q", NULL);
	for (int64_t rater = r; rater <= q; rater++)
		for (asked = 0; (task = made_next(p.c, rater)) != 0; asked++)
			made_answer(p.c, rater, task, "{\"verdict\":\"unsafe\"}");
	assert_int_equal(asked, 20);
	campaign_overview_json(p.c, begin(&p));
	j = json_get(made_json(&a, &p.text), "raters");
	for (size_t i = 0; i < 2; i++) {
		const struct json *g = json_get(json_at(j, i), "gold");

		seen += (size_t)number(g, "n");
		assert_int_equal(number(g, "right"), 1);
	}
	assert_int_equal(seen, 4);
	campaign_close(p.c);
	// It is in the file now, and judged again after opening.
	p.c = campaign_open(p.s, protocol, &settings, &e);
	assert_ok(p.c);
	campaign_overview_json(p.c, begin(&p));
	j = json_get(json_at(json_get(made_json(&a, &p.text), "raters"), 1), "gold");
	assert_true(number(j, "n") == 2 && number(j, "right") == 1);
	for (size_t i = 0; i < COUNT(bad); i++) {
		settings.gold = folder_put("gold.jsonl", str_of(bad[i].line));
		assert_err(campaign_open(p.s, protocol, &settings, &e), ERR_INPUT,
			   bad[i].words);
	}
	page_release(&p);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample),  cmocka_unit_test(test_shuffled),
		cmocka_unit_test(test_choice),  cmocka_unit_test(test_write),
		cmocka_unit_test(test_session), cmocka_unit_test(test_lists),
		cmocka_unit_test(test_gold),    cmocka_unit_test(test_own_domain),
	};

	return cmocka_run_group_tests_name("campaign_show", tests, NULL, NULL);
}
