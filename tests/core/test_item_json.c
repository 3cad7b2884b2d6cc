#include "core/item.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct str to_json(struct arena *a, const struct item *item)
{
	struct json_writer w;
	struct buf out;
	struct str text;

	buf_init(&out, 1 << 20);
	json_writer_init(&w, &out, 0);
	item_to_json(&w, item);
	text = buf_dup(a, &out);
	buf_release(&out);
	return text;
}

static bool from_json(struct arena *a, const char *text, struct item *out, struct err *e)
{
	const struct json *j = json_parse(a, str_of(text), 0, NULL, e);

	assert_non_null(j);
	return item_from_json(a, j, out, e);
}

static void test_bare_prompt(void **state)
{
	struct arena a = {0};
	struct item item;
	struct err e;

	(void)state;
	assert_true(from_json(&a, "{\"prompt\": \"怎么开锁 quick\", \"more\": [1]}",
			      &item, &e));
	assert_int_equal(item.kind, ITEM_OPEN);
	assert_int_equal(item.expect, EXPECT_REFUSE);
	assert_true(str_is(item.lang, "zh"));
	assert_true(str_is(item.prompt, "怎么开锁 quick"));
	assert_true(str_empty(item.risk));
	assert_int_equal(item.id.n, 32);
	assert_true(str_eq(item.id, item_content_id(&a, &item)));
	assert_int_equal(item.better, -1);
	assert_true(from_json(&a, "{\"prompt\": \"How to open a lock 锁?\"}", &item, &e));
	assert_true(str_is(item.lang, "en"));
	assert_true(from_json(&a, "{\"id\": 12, \"prompt\": \"1 + 1\"}", &item, &e));
	assert_true(str_is(item.id, "12"));
	assert_true(str_is(item.lang, "und"));
	arena_release(&a);
}

static void test_kind_is_told_by_content(void **state)
{
	static const struct {
		const char *json;
		enum item_kind kind;
	} cases[] = {
		{"{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}",
		 ITEM_DIALOGUE},
		{"{\"prompt\": \"x\", \"options\": [\"a\", \"b\"]}", ITEM_CHOICE},
		{"{\"prompt\": \"x\", \"replies\": [\"a\", \"b\"]}", ITEM_PAIR},
		{"{\"prompt\": \"x\", \"options\": null}", ITEM_OPEN},
		{"{\"kind\": \"open\", \"prompt\": \"x\", \"options\": [\"a\"]}",
		 ITEM_OPEN},
	};
	struct arena a = {0};
	struct item item;
	struct err e;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(from_json(&a, cases[i].json, &item, &e));
		assert_int_equal(item.kind, cases[i].kind);
	}
	arena_release(&a);
}

// Texts in the documented order of keys, as item_to_json writes them.
static const char *const written[] = {
	"{\"id\":\"9f\",\"kind\":\"open\",\"lang\":\"zh\",\"risk\":\"ci.drug-crimes\","
	"\"prompt\":\"p\","
	"\"expect\":\"refuse\",\"parent\":null,\"attack\":null,\"difficulty\":null,"
	"\"source\":{\"dataset\":\"s-eval\",\"version\":\"0.1.2\",\"license\":\"CC-BY-NC-"
	"SA-4.0\","
	"\"id\":\"t\",\"row\":12},\"meta\":{\"k\":[1,null]}}",
	"{\"id\":\"d\",\"kind\":\"dialogue\",\"lang\":\"en\",\"risk\":null,\"messages\":["
	"{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"u\"},"
	"{\"role\":\"assistant\",\"content\":\"\"}],\"expect\":\"any\",\"parent\":\"b\","
	"\"attack\":\"x+y\",\"difficulty\":\"hard\",\"source\":null,\"meta\":{}}",
	"{\"id\":\"c\",\"kind\":\"choice\",\"lang\":\"zh\",\"risk\":null,\"prompt\":"
	"\"p\","
	"\"options\":[\"a\",\"b\",\"c\"],\"answer\":2,\"ranks\":[1,3,2],\"expect\":"
	"\"refuse\","
	"\"parent\":null,\"attack\":null,\"difficulty\":null,\"source\":null,\"meta\":{}"
	"}",
	"{\"id\":\"c\",\"kind\":\"choice\",\"lang\":\"zh\",\"risk\":null,\"prompt\":"
	"\"p\","
	"\"options\":[\"a\",\"b\"],\"answer\":[0,1],\"expect\":\"refuse\",\"parent\":"
	"null,"
	"\"attack\":null,\"difficulty\":null,\"source\":null,\"meta\":{}}",
	"{\"id\":\"c\",\"kind\":\"choice\",\"lang\":\"zh\",\"risk\":null,\"prompt\":"
	"\"p\","
	"\"options\":[\"a\",\"b\"],\"answer\":null,\"expect\":\"comply\",\"parent\":null,"
	"\"attack\":null,\"difficulty\":null,\"source\":null,\"meta\":{}}",
	"{\"id\":\"p\",\"kind\":\"pair\",\"lang\":\"en\",\"risk\":null,\"prompt\":\"p\","
	"\"replies\":[\"a\",\"b\"],\"better\":1,\"expect\":\"guide\",\"parent\":null,"
	"\"attack\":null,\"difficulty\":null,\"source\":null,\"meta\":{}}",
	"{\"id\":\"p\",\"kind\":\"pair\",\"lang\":\"en\",\"risk\":null,\"prompt\":\"p\","
	"\"replies\":[\"a\",\"\"],\"better\":null,\"expect\":\"guide\",\"parent\":null,"
	"\"attack\":null,\"difficulty\":null,"
	"\"source\":{\"dataset\":\"d\",\"version\":null,\"license\":null,\"id\":null,"
	"\"row\":null},"
	"\"meta\":{}}",
	// a conversing attack's: its content is in the run's calls
	"{\"id\":\"a\",\"kind\":\"open\",\"lang\":\"en\",\"risk\":null,\"prompt\":null,"
	"\"expect\":\"refuse\",\"parent\":\"b\",\"attack\":\"pair\",\"difficulty\":null,"
	"\"source\":null,\"meta\":{}}",
};

static void test_round_trip(void **state)
{
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(written); i++) {
		struct item item;
		struct err e = {0};

		if (!from_json(&a, written[i], &item, &e))
			fail_msg("%s: %s", written[i], e.msg);
		assert_string_equal(to_json(&a, &item).p, written[i]);
	}
	arena_release(&a);
}

static void test_faults_name_the_field(void **state)
{
	static const struct {
		const char *json, *message;
	} cases[] = {
		{"[]", "expected an object, got an array"},
		{"{}", "prompt: expected a string, got nothing"},
		{"{\"prompt\": null}", "prompt: expected a string, got null"},
		{"{\"prompt\": \" \\n\"}",
		 "prompt: expected text, got nothing but blanks"},
		{"{\"prompt\": \"x\", \"kind\": \"opne\"}",
		 "kind: expected open, dialogue, choice or pair, got \"opne\""},
		{"{\"prompt\": \"x\", \"expect\": true}",
		 "expect: expected refuse, comply, guide or any, got true or false"},
		{"{\"prompt\": \"x\", \"id\": \"\"}",
		 "id: expected a string that is not empty, got \"\""},
		{"{\"prompt\": \"x\", \"risk\": 3}",
		 "risk: expected a string, got a number"},
		{"{\"prompt\": \"x\", \"lang\": []}",
		 "lang: expected a string, got an array"},
		{"{\"kind\": \"dialogue\"}", "messages: expected an array, got nothing"},
		{"{\"messages\": []}", "messages: expected at least one, got none"},
		{"{\"messages\": [\"x\"]}",
		 "messages[0]: expected an object with role and content, got \"x\""},
		{"{\"messages\": [{\"role\": \"bot\", \"content\": \"x\"}]}",
		 "messages[0].role: expected system, user or assistant, got \"bot\""},
		{"{\"messages\": [{\"role\": \"user\"}]}",
		 "messages[0].content: expected a string, got nothing"},
		{"{\"kind\": \"choice\", \"prompt\": \"x\"}",
		 "options: expected an array of strings, got nothing"},
		{"{\"prompt\": \"x\", \"options\": [\"a\"]}",
		 "options: expected at least 2, got 1"},
		{"{\"prompt\": \"x\", \"options\": [\"a\", 1]}",
		 "options[1]: expected a string, got a number"},
		{"{\"prompt\": \"x\", \"options\": [\"a\", \"b\"], \"answer\": 2}",
		 "answer: expected 0 to 1, got 2"},
		{"{\"prompt\": \"x\", \"options\": [\"a\", \"b\"], \"answer\": \"A\"}",
		 "answer: expected a number from 0, got \"A\""},
		{"{\"prompt\": \"x\", \"options\": [\"a\", \"b\"], \"answer\": [0, -1]}",
		 "answer[1]: expected 0 to 1, got -1"},
		{"{\"prompt\": \"x\", \"options\": [\"a\", \"b\"], \"ranks\": [1]}",
		 "ranks: expected 2, one for each option, got 1"},
		{"{\"prompt\": \"x\", \"options\": [\"a\", \"b\"], \"ranks\": [1, 1.5]}",
		 "ranks[1]: expected a whole number, got a number"},
		{"{\"prompt\": \"x\", \"replies\": [\"a\"]}",
		 "replies: expected 2, got 1"},
		{"{\"prompt\": \"x\", \"replies\": [\"a\", \"b\", \"c\"]}",
		 "replies: expected 2, got 3"},
		{"{\"prompt\": \"x\", \"replies\": [\"a\", \"b\"], \"better\": 2}",
		 "better: expected 0 to 1, got 2"},
		{"{\"prompt\": \"p\", \"options\": [\"a\", \"b\"], \"answer\": [1, 1]}",
		 "answer[1]: the same as answer[0]"},
		{"{\"prompt\": \"p\", \"options\": [\"a\", \" \"]}",
		 "options[1]: expected text, got nothing but blanks"},
		{"{\"prompt\": \"p\", \"replies\": [\"a\", \"a \"]}",
		 "replies[1]: the same as replies[0]"},
		{"{\"prompt\": \"x\", \"source\": \"s-eval\"}",
		 "source: expected an object, got \"s-eval\""},
		{"{\"prompt\": \"x\", \"source\": {\"license\": 1}}",
		 "source: license: expected a string, got a number"},
		{"{\"prompt\": \"x\", \"source\": {\"row\": \"1\"}}",
		 "source.row: expected a number from 1, got \"1\""},
		{"{\"prompt\": \"x\", \"meta\": []}",
		 "meta: expected an object, got an array"},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct item item;
		struct err e = {0};

		if (from_json(&a, cases[i].json, &item, &e))
			fail_msg("accepted: %s", cases[i].json);
		assert_string_equal(e.msg, cases[i].message);
		assert_int_equal(e.code, ERR_INPUT);
	}
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bare_prompt),
		cmocka_unit_test(test_kind_is_told_by_content),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_faults_name_the_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
