#include "exchange/exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "a_run.h"
#include "llm/replay_file.h"

#define ITEM_A                                                                        \
	"{\"id\":\"a\",\"kind\":\"open\",\"lang\":\"zh\",\"risk\":\"ci\",\"prompt\":" \
	"\"甲\\n\\\"x\\\"\",\"expect\":\"refuse\",\"parent\":null,\"attack\":null,"  \
	"\"difficulty\":null,\"source\":null,\"meta\":{}}"
#define REFUSAL(verdict)                                                              \
	"{\"judge\":\"refusal\",\"version\":\"1\",\"verdict\":" verdict               \
	",\"riskiness\":null,\"threshold\":null,\"refusal\":\"full\",\"grade\":null," \
	"\"tags\":[],\"explanation\":\"+it refuses\"}"
#define CRITIC                                                                          \
	"{\"judge\":\"critic\",\"version\":\"1\",\"verdict\":\"unsafe\",\"riskiness\":" \
	"0.9,\"threshold\":0.5,\"refusal\":null,\"grade\":0,\"tags\":[\"ci\",\"cs\"],"  \
	"\"explanation\":null}"
#define CELL(try)                                                                        \
	"\"model\":\"stub/one\",\"params\":{\"temperature\":0},\"epoch\":0,\"variant\":" \
	"0,\"try\":" try ","

static const char canonical[] =
	"{\"id\":\"a\",\"response\":\"好,\\n\\\"no\\\"\",\"failure\":null,\"state\":"
	"\"answered\",\"why\":null,\"thinking\":null,\"finish\":\"stop\"," CELL(
		"0") "\"item\":" ITEM_A ",\"judgements\":[" CRITIC
		     "," REFUSAL("\"safe\"") "]}\n";

static void test_canonical(void **state)
{
	struct arena a = {0};
	uint64_t n;

	(void)state;
	struct str one = a_run_export(&a, a_run_make("1.assay", 0), "jsonl", true, &n);
	struct str two = a_run_export(&a, a_run_make("2.assay", 1), "jsonl", true, &n);
	assert_int_equal(n, 4);
	assert_string_equal(one.p, two.p); // whatever the circumstances were
	struct str rest = one;
	struct str line = str_cut(&rest, '\n');
	assert_true(str_eq(line, str_slice(str_of(canonical), 0, sizeof(canonical) - 2)));
	struct str second = str_cut(&rest, '\n'), third = str_cut(&rest, '\n');
	assert_int_not_equal(str_find(second, STR("\"messages\":[{\"role\":\"system\"")),
			     STR_NPOS);
	assert_int_not_equal(str_find(second, STR("[" REFUSAL("null") "]")), STR_NPOS);
	assert_true(str_starts(
		third,
		STR("{\"id\":\"c\",\"response\":null,\"failure\":\"blocked\",\"state\":"
		    "\"answered\",\"why\":null,\"thinking\":null,\"finish\":null," CELL(
			    "1"))));
	assert_true(str_starts(
		rest, STR("{\"id\":\"d\",\"response\":null,\"failure\":null,\"state\":"
			  "\"skipped\",\"why\":\"the prompt is empty\",")));
	arena_release(&a);
}

static void test_circumstances(void **state)
{
	struct arena a = {0};
	uint64_t n;

	(void)state;
	struct str text = a_run_export(&a, a_run_make("3.assay", 1), "jsonl", false, &n);
	struct str first = str_cut(&text, '\n');
	assert_int_not_equal(
		str_find(first,
			 STR("\"finish\":\"stop\",\"message\":null,\"http_status\":200,"
			     "\"attempts\":2,\"seconds\":1.5,\"usage\":{\"in\":5,\"out\":"
			     "8,"
			     "\"thinking\":null},\"raw_sha256\":\"beef\",")),
		STR_NPOS);
	str_cut(&text, '\n');
	assert_int_not_equal(
		str_find(text,
			 STR("\"message\":\"no.\",\"http_status\":400,\"attempts\":1,")),
		STR_NPOS);
	arena_release(&a);
}

// The provider that answers from recorded responses reads what was written.
static void test_replay_reads_it(void **state)
{
	struct arena a = {0};
	struct err e = {0};
	uint64_t n;

	(void)state;
	for (int canonical_too = 0; canonical_too < 2; canonical_too++) {
		struct str text =
			a_run_export(&a,
				     a_run_make(canonical_too ? "5.assay" : "4.assay", 0),
				     "jsonl", canonical_too, &n);
		struct replay_file *f = replay_file_open(folder_put("r.jsonl", text),
							 STR("stub/one"), &e);
		if (!f)
			fail_msg("%s", e.msg);
		struct request r = {.item_id = STR("a"), .params = params_none()};
		r.params.value[PARAM_TEMPERATURE] = 0;
		struct recorded got = replay_file_find(f, &a, &r);
		assert_int_equal(got.failure, FAILURE_NONE);
		assert_true(str_is(got.text, "好,\n\"no\""));
		r.item_id = STR("c");
		assert_int_equal(replay_file_find(f, &a, &r).failure, FAILURE_MISSING);
		r.attempt = 1;
		assert_int_equal(replay_file_find(f, &a, &r).failure, FAILURE_BLOCKED);
		r.item_id = STR("d");
		r.attempt = 0;
		assert_int_equal(replay_file_find(f, &a, &r).failure, FAILURE_MISSING);
		replay_file_close(f);
	}
	arena_release(&a);
}

// A choice whose call failed has the keys of a choice, each null.
static void test_lost_choice(void **state)
{
	const char *path = a_run_make("6.assay", 0);
	struct arena a = {0};
	struct err e = {0};
	struct judgement lost = judgement_none(STR("choice-labels"), STR("1"));
	struct cell cell = {.ordinal = 4,
			    .item = STR("p"),
			    .state = CELL_ANSWERED,
			    .response = -1,
			    .machine = STR("target")};
	struct item pair = {.id = STR("p"),
			    .kind = ITEM_PAIR,
			    .lang = STR("en"),
			    .prompt = STR("q"),
			    .replies = {STR("good"), STR("bad")}};
	uint64_t n;

	(void)state;
	lost.verdict = VERDICT_UNSCOREABLE;
	struct store *s = store_open(path, true, &e);
	if (!s || !store_put_item(s, &pair, &e) || !store_put_cell(s, &cell, &e) ||
	    !store_put_judgement(s, 4, 0, &lost, &e) || !store_close(s, &e))
		fail_msg("%s", e.msg);
	struct str text = a_run_export(&a, path, "jsonl", true, &n);
	assert_int_equal(n, 5);
	assert_int_not_equal(str_find(text, STR("\"tags\":[],\"answer\":null,\"outcome\":"
						"null,\"correct\":null,")),
			     STR_NPOS);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_circumstances),
		cmocka_unit_test(test_replay_reads_it),
		cmocka_unit_test(test_lost_choice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
