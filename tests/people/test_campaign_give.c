#include "made.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/rng.h"
#include "people/campaign_state.h"

static struct campaign *open_it(struct store *s, const struct protocol *p, int64_t need)
{
	struct campaign_settings settings = {.seed = 7, .need = need};
	struct err e = {0};
	struct campaign *c = campaign_open(s, p, &settings, &e);

	assert_ok(c);
	return c;
}

// Fifty raters in any order over 400 tasks of three raters each, with answers, skips,
// releases, undoing, and the file closed and opened amidst: in the end each task has
// exactly three answers, of three different raters.
static void test_fifty_raters(void **state)
{
	enum { RATERS = 50, TASKS = 400, NEED = 3 };
	struct store *s = made_run("fifty", &(struct made){.items = TASKS});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c = open_it(s, p, 0);
	int64_t raters[RATERS];
	size_t idle = 0, turns = 0, peeks = 0;
	struct assignment *given;
	struct annotation *list;
	struct answer *answers;
	struct task *tasks;
	struct err e = {0};
	struct rng rng;
	size_t n;

	(void)state;
	rng_init(&rng, 1, STR("fifty"));
	for (size_t i = 0; i < RATERS; i++) {
		char name[24];

		snprintf(name, sizeof(name), "r%zu", i);
		raters[i] = made_rater(c, name, NULL);
	}
	while (idle < 400 && ++turns < 100000) {
		int64_t r = raters[rng_below(&rng, RATERS)], task, undone;
		struct next_task next;
		uint64_t what = rng_below(&rng, 100);

		if (turns == 500 || turns == 1000) {
			assert_ok(store_flush(s, &e));
			campaign_close(c);
			made_close(s);
			s = made_open("fifty");
			c = open_it(s, p, 0);
		}
		task = made_next(c, r);
		assert_true(campaign_count(c).answered <= TASKS * NEED);
		if (task == 0) {
			idle++;
			continue;
		}
		idle = 0;
		if (what < 30) {
			assert_ok(campaign_next(c, r, true, &next, &e));
			peeks += next.task != 0;
			assert_true(next.task != task);
		}
		if (what < 2)
			assert_ok(campaign_skip(c, r, task, STR("no"), &e));
		else if (what < 4)
			assert_ok(campaign_release(c, STR("admin"), task, r, &e));
		else
			made_answer(c, r, task,
				    what % 2 ? "{\"verdict\":\"safe\"}"
					     : "{\"verdict\":\"unsafe\"}");
		if (what >= 97)
			assert_ok(campaign_undo(c, r, &undone, &e));
		if (what >= 97)
			made_answer(c, r, undone, "{\"verdict\":\"safe\"}");
	}
	assert_true(peeks > 100);
	// What was looked at ahead by who then left comes back when it is released.
	for (size_t i = 0; i < RATERS; i++)
		assert_int_equal(c->workers.p[i].open.n, 0);
	assert_true(campaign_count(c).complete == TASKS &&
		    campaign_count(c).answered == TASKS * NEED);
	assert_ok(store_tasks(s, &a, STR("safety"), &tasks, &n, &e));
	assert_int_equal(n, TASKS);
	assert_ok(store_assignments(s, &a, STR("safety"), &given, &n, &e));
	for (size_t i = 0, of = 0; i < n; i++) {
		of = i > 0 && given[i].task == given[i - 1].task ? of : 0;
		of += given[i].state == ASSIGNMENT_ANSWERED;
		assert_true(of <= NEED && given[i].state != ASSIGNMENT_OPEN);
		if (i + 1 == n || given[i].task != given[i + 1].task)
			assert_int_equal(of, NEED);
		assert_true(i == 0 || given[i].task != given[i - 1].task ||
			    given[i].rater != given[i - 1].rater);
	}
	assert_ok(store_answers(s, &a, STR("safety"), &answers, &n, &e));
	assert_int_equal(n, TASKS * NEED);
	assert_ok(store_annotations(s, &a, STR("safety"), &list, &n, &e));
	assert_int_equal(n, TASKS * NEED);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

// A begun task before a new one, and nobody the same twice.
static void test_begun_first(void **state)
{
	struct store *s = made_run("begun", &(struct made){.items = 5});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c = open_it(s, p, 2);
	int64_t r[3] = {made_rater(c, "a", NULL), made_rater(c, "b", NULL),
			made_rater(c, "c", NULL)};
	int64_t first = made_next(c, r[0]), second;
	struct next_task next;
	struct err e = {0};

	(void)state;
	assert_int_equal(made_next(c, r[0]), first); // asked again: the same
	assert_int_equal(made_next(c, r[1]), first);
	second = made_next(c, r[2]);
	assert_true(second != first); // it has its two
	made_answer(c, r[0], first, "{\"verdict\":\"safe\"}");
	assert_int_equal(made_next(c, r[0]), second);
	assert_ok(campaign_next(c, r[0], true, &next, &e));
	assert_true(next.task != first && next.task != second);
	assert_err(campaign_next(c, 99, false, &next, &e), ERR_NOT_FOUND, "no rater 99");
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

static void test_domains(void **state)
{
	struct store *s = made_run("domains", &(struct made){.items = 12});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c = open_it(s, p, 1);
	int64_t law = made_rater(c, "law", "rs.law"), duty = made_rater(c, "duty", "rs");
	struct str branch = STR("ci");
	struct rater_change change = {.domains = &branch,
				      .n_domains = 1,
				      .set_domains = true};
	struct err e = {0};
	int64_t task;
	size_t n = 0;

	(void)state;
	for (; (task = made_next(c, law)) != 0; n++) {
		size_t at = campaign_place(c, task);

		assert_str(c->places.p[at].task.domain, "rs.law");
		made_answer(c, law, task, "{\"verdict\":\"safe\"}");
	}
	assert_int_equal(n, 3);
	for (n = 0; (task = made_next(c, duty)) != 0; n++)
		made_answer(c, duty, task, "{\"verdict\":\"safe\"}");
	assert_int_equal(n, 3); // those of law are done
	assert_ok(campaign_change_rater(c, STR("admin"), law, &change, &e));
	for (n = 0; (task = made_next(c, law)) != 0; n++)
		made_answer(c, law, task, "{\"verdict\":\"safe\"}");
	assert_int_equal(n, 6);
	assert_int_equal(campaign_count(c).complete, 12);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

static void test_released(void **state)
{
	struct store *s = made_run("released", &(struct made){.items = 1});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c = open_it(s, p, 1);
	int64_t r = made_rater(c, "r", NULL), q = made_rater(c, "q", NULL);
	int64_t task = made_next(c, r);
	struct answer_fault fault;
	struct answer_saved saved;
	struct next_task next;
	struct err e = {0};
	const bool yes = true;

	(void)state;
	assert_ok(campaign_next(c, q, false, &next, &e));
	assert_true(next.task == 0 && strcmp(next.why, "waiting") == 0);
	assert_ok(campaign_release(c, STR("admin"), task, r, &e));
	assert_err(campaign_release(c, STR("admin"), task, r, &e), ERR_NOT_FOUND,
		   "not open");
	assert_int_equal(made_next(c, q), task);
	assert_err(campaign_answer(c, r, task, STR("{\"verdict\":\"safe\"}"), 1, &saved,
				   &fault, &e),
		   ERR_FULL, "released");
	assert_ok(campaign_release(c, STR("admin"), task, q, &e));
	// Nobody took it: the answer that comes late is welcome.
	made_answer(c, r, task, "{\"verdict\":\"safe\"}");
	assert_ok(campaign_next(c, q, false, &next, &e));
	assert_true(next.task == 0 && strcmp(next.why, "done") == 0);
	assert_ok(campaign_undo(c, r, &task, &e));
	// Who was revoked will not answer it any more.
	assert_ok(campaign_change_rater(c, STR("admin"), r,
					&(struct rater_change){.revoked = &yes}, &e));
	assert_int_equal(made_next(c, q), task);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

static void test_stale(void **state)
{
	struct store *s = made_run("stale", &(struct made){.items = 1});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign_settings settings = {.need = 1, .stale_ms = 1};
	struct err e = {0};
	struct campaign *c = campaign_open(s, p, &settings, &e);
	int64_t r, q, task;

	(void)state;
	assert_ok(c);
	r = made_rater(c, "r", NULL);
	q = made_rater(c, "q", NULL);
	task = made_next(c, r);
	for (int64_t until = clock_wall_ms() + 4; clock_wall_ms() < until;)
		;
	assert_int_equal(made_next(c, q), task);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

// What lies open outside the domains that are his now is somebody else's.
static void test_domains_change(void **state)
{
	struct store *s = made_run("moved", &(struct made){.items = 4});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c = open_it(s, p, 1);
	int64_t r = made_rater(c, "r", "rs.law"), q = made_rater(c, "q", "rs.law");
	int64_t task = made_next(c, r);
	struct str branch = STR("ci");
	struct rater_change change = {.domains = &branch,
				      .n_domains = 1,
				      .set_domains = true};
	struct audit *list;
	struct err e = {0};
	size_t n, total;

	(void)state;
	assert_true(task != 0 && made_next(c, q) == 0);
	assert_ok(campaign_change_rater(c, STR("admin"), r, &change, &e));
	assert_ok(store_audit(s, &a, &(struct audit_page){0, 1, true}, &list, &n, &total,
			      &e));
	assert_str(list[0].what, "released: another's domain");
	assert_int_equal(made_next(c, q), task);
	assert_true(made_next(c, r) != task);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

// What somebody who is away only looked ahead at, or an admin's page got, is given to who
// would wait; what a rater has before him is not.
static void test_idle(void **state)
{
	struct store *s = made_run("idle", &(struct made){.items = 2});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c = open_it(s, p, 1);
	int64_t r = made_rater(c, "r", NULL), q = made_rater(c, "q", NULL);
	int64_t first = made_next(c, r);
	struct next_task ahead;
	struct err e = {0};

	(void)state;
	assert_ok(campaign_next(c, r, true, &ahead, &e));
	assert_int_equal(made_next(c, q), 0);
	c->workers.p[0].last_at -= 3 * 60 * 1000;
	assert_int_equal(made_next(c, q), ahead.task);
	made_answer(c, q, ahead.task, "{\"verdict\":\"safe\"}");
	assert_int_equal(made_next(c, q), 0);
	c->raters.p[0].role = RATER_ADMIN;
	assert_int_equal(made_next(c, q), first);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

static void test_sample_is_gone(void **state)
{
	struct store *s = made_run("gone", &(struct made){.items = 1});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c = open_it(s, p, 1);
	int64_t r = made_rater(c, "r", NULL), task = made_next(c, r);
	uint64_t none = 999;
	struct json_writer w;
	struct buf text;
	struct err e = {0};

	(void)state;
	c->places.p[0].task.ordinals = &none;
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	assert_err(campaign_task_json(c, r, task, &w, &e), ERR_NOT_FOUND,
		   "sample 999 is not there");
	assert_true(campaign_count(c).tasks == 0 && campaign_count(c).needed == 0);
	assert_int_equal(c->workers.p[0].open.n, 0);
	assert_int_equal(made_next(c, r), 0);
	buf_release(&text);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

// What is wrong in a file of known answers is named: line, question and value.
static void test_gold_faults(void **state)
{
	static const struct {
		const char *text, *fault;
	} cases[] = {
		{"", "got none"},
		{"\n \n", "got none"},
		{"{\"ordinal\":99,\"answers\":{\"verdict\":\"safe\"}}", ":1: expected"},
		{"{\"ordinal\":0,\"answers\":{\"verdict\":\"saef\"}}",
		 ":1: verdict: expected an answer to this question, got \"saef\""},
		{"\n{\"ordinal\":0,\"answers\":{\"verdict\":\"safe\",\"verdcit\":1}}",
		 ":2: verdcit: the protocol has no such question"},
		{"{\"ordinal\":0,\"answers\":{}}", ":1: answers: expected answers"},
	};
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct store *s = made_run("faults", &(struct made){.items = 3});

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct campaign_settings settings = {
			.seed = 7,
			.need = 1,
			.gold = folder_put("faults.jsonl", str_of(cases[i].text)),
		};
		struct err e = {0};

		assert_err(campaign_open(s, p, &settings, &e), ERR_INPUT, cases[i].fault);
	}
	made_close(s);
	arena_release(&a);
}

// No more gold after the file was opened again than there would have been.
static void test_gold_share(void **state)
{
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct store *s = made_run("share", &(struct made){.items = 60});
	struct campaign_settings settings = {.seed = 7, .need = 1};
	struct campaign *c;
	struct buf gold;
	struct err e = {0};
	int64_t r = 0;

	(void)state;
	buf_init(&gold, 1 << 16);
	for (size_t i = 0; i < 20; i++)
		buf_addf(&gold, "{\"ordinal\":%zu,\"answers\":{\"verdict\":\"safe\"}}\n",
			 i);
	settings.gold = folder_put("share.jsonl", buf_str(&gold));
	for (size_t i = 0; i < 20; i++) {
		c = campaign_open(s, p, &settings, &e);
		assert_ok(c);
		settings.gold = NULL;
		if (i == 0)
			r = made_rater(c, "r", NULL);
		made_answer(c, r, made_next(c, r), "{\"verdict\":\"safe\"}");
		if (i == 19)
			assert_int_equal(c->workers.p[0].gold, 2);
		campaign_close(c);
	}
	buf_release(&gold);
	made_close(s);
	arena_release(&a);
}

// 100,000 tasks: the next one in microseconds (generously: of the mean, under
// sanitizers).
static void test_many(void **state)
{
	enum { TASKS = 100000, RATERS = 50, ROUNDS = 4000 };
	struct store *s = made_run("many", &(struct made){.items = 1});
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_safety);
	struct campaign *c = open_it(s, p, 3);
	int64_t raters[RATERS];
	uint64_t from, took = 0, worst = 0;
	struct err e = {0};

	(void)state;
	for (size_t i = 1; i < TASKS; i++) {
		uint64_t *ordinal = arena_copy(&a, &(uint64_t){0}, sizeof(uint64_t));
		struct task t = {.id = (int64_t)i + 1,
				 .protocol = p->name,
				 .ordinals = ordinal,
				 .n_ordinals = 1,
				 .need = 3};

		campaign_add_place(c, &t);
	}
	for (size_t i = 0; i < RATERS; i++) {
		char name[24];

		snprintf(name, sizeof(name), "r%zu", i);
		raters[i] = made_rater(c, name, NULL);
	}
	for (size_t i = 0; i < ROUNDS; i++) {
		struct next_task next;
		uint64_t one;

		from = clock_mono_ns();
		assert_ok(campaign_next(c, raters[i % RATERS], false, &next, &e));
		one = clock_mono_ns() - from;
		took += one;
		worst = one > worst ? one : worst;
		assert_true(next.task != 0);
		made_answer(c, raters[i % RATERS], next.task, "{\"verdict\":\"safe\"}");
	}
	print_message("# next: mean %.1f us, worst %.1f us\n",
		      (double)took / ROUNDS / 1000, (double)worst / 1000);
	assert_true(took / ROUNDS < 2000000);
	campaign_close(c);
	made_close(s);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fifty_raters),
		cmocka_unit_test(test_begun_first),
		cmocka_unit_test(test_domains),
		cmocka_unit_test(test_released),
		cmocka_unit_test(test_stale),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_domains_change),
		cmocka_unit_test(test_idle),
		cmocka_unit_test(test_gold_faults),
		cmocka_unit_test(test_sample_is_gone),
		cmocka_unit_test(test_gold_share),
	};

	return cmocka_run_group_tests_name("campaign_give", tests, NULL, NULL);
}
