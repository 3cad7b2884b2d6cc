// The rewriter's machine: what it takes, what it sends back for another try.
#include "engine/pairs/pairs_rewrite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct params params;
static const struct rewrite_task task = {
	.name = STR_INIT("q1/0"),
	.prompt = STR_INIT("城里的垃圾分类真的有必要吗？"),
	.reply = STR_INIT(
		"有必要。分类能减少填埋和焚烧，也让可回收物重新利用。刚开始会麻烦一些，"
		"可以先从厨余和有害垃圾分起，慢慢养成习惯。"),
	.lang = STR_INIT("zh"),
	.seed = 7,
	.params = &params,
	.min_chars = 10,
	.near_dup = 0.8,
};
#define USED "没必要，你分了别人也会混着拉走，都是做样子，不如省点力气管好自己。"

static struct arena a;

static int teardown(void **state)
{
	(void)state;
	arena_release(&a);
	return 0;
}

static struct step_out out;

static enum step start(struct rewrite *r)
{
	const struct event event = {.kind = EVENT_START};
	params = params_none();
	*r = (struct rewrite){0};
	out = (struct step_out){.arena = &a};
	return rewrite_step(r, &task, &event, &out);
}

static enum step reply(struct rewrite *r, struct call call)
{
	const struct event event = {.kind = EVENT_REPLIES, .calls = &call, .n = 1};
	return rewrite_step(r, &task, &event, &out);
}

static struct call said(const char *text)
{
	return (struct call){.role = ROLE_WRITER, .text = str_of(text)};
}

static void test_asks(void **state)
{
	struct rewrite r, again;

	(void)state;
	assert_int_equal(start(&r), STEP_ASK);
	const struct request *ask = &out.requests[0];
	assert_int_equal(out.n_requests, 1);
	assert_int_equal(ask->role, ROLE_WRITER);
	assert_true(str_is(ask->item_id, "rewrite/q1/0"));
	assert_int_equal(ask->epoch, 0);
	struct str told = ask->messages[1].content;
	assert_true(str_find(told, task.prompt) != STR_NPOS);
	assert_true(str_find(told, task.reply) != STR_NPOS);
	assert_true(str_find(told, STR("{")) == STR_NPOS);
	assert_int_equal(reply(&r, said("")), STEP_ASK);
	assert_int_equal(out.requests[0].epoch, 1);
	assert_false(str_eq(told, out.requests[0].messages[1].content));
	assert_false(str_eq(r.stances[0], r.stances[1]));
	start(&again);
	assert_true(str_eq(told, out.requests[0].messages[1].content));
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		enum rewrite_fault fault;
	} cases[] = {
		{"", REWRITE_EMPTY},
		{" \n", REWRITE_EMPTY},
		{"抱歉，我无法协助完成这个请求。", REWRITE_REFUSAL},
		{"I'm sorry, but I can't help with that.", REWRITE_REFUSAL},
		{"有必要。分类能减少填埋和焚烧，也让可回收物重新利用。刚开始会麻烦一些，"
		 "可以先从厨余和"
		 "有害垃圾分起，慢慢养成习惯！",
		 REWRITE_ALIKE},
		{"城里的垃圾分类真的有必要吗？", REWRITE_ECHO},
		{"好的：读起来像一个真实模型的回复。只输出改写后的回复，不作任何说明"
		 "。" USED,
		 REWRITE_ECHO},
		{"Nobody needs that, everything is burnt together in the end.",
		 REWRITE_LANGUAGE},
		{"没必要。", REWRITE_SHORT},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rewrite r;

		start(&r);
		if (reply(&r, said(cases[i].text)) != STEP_ASK ||
		    !r.rejected[cases[i].fault])
			fail_msg("%s", cases[i].text);
		assert_int_equal(reply(&r, said(cases[i].text)), STEP_ASK);
		assert_int_equal(reply(&r, said(cases[i].text)), STEP_FAIL);
		assert_int_equal(r.rejected[cases[i].fault], 3);
		assert_non_null(rewrite_fault_name(cases[i].fault));
	}
}

static void test_too_long(void **state)
{
	struct rewrite r;
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < 60; i++)
		buf_addf(&text, "%d" USED, i);
	start(&r);
	assert_int_equal(reply(&r, said(text.p)), STEP_ASK);
	assert_int_equal(r.rejected[REWRITE_LONG], 1);
	buf_release(&text);
}

static void test_takes(void **state)
{
	static const char *const forms[] = {USED, "\n" USED " ", "“" USED "”",
					    "```\n" USED "\n```"};
	struct rewrite r;

	(void)state;
	for (size_t i = 0; i < COUNT(forms); i++) {
		start(&r);
		assert_int_equal(reply(&r, said("不行")), STEP_ASK);
		assert_int_equal(reply(&r, said(forms[i])), STEP_DONE);
		assert_true(str_is(r.text, USED));
		assert_int_equal(r.tries, 2);
	}
	start(&r);
	assert_int_equal(reply(&r, (struct call){.failure = FAILURE_TIMEOUT}), STEP_FAIL);
	assert_true(str_is(out.why, "the rewriter failed: timeout"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_asks, teardown),
		cmocka_unit_test_teardown(test_faults, teardown),
		cmocka_unit_test_teardown(test_too_long, teardown),
		cmocka_unit_test_teardown(test_takes, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
