// Multiple choice as other data sets publish it: SafetyBench, CRiskEval, JADE's triples,
// preferences, CValues' rows, and tables of every usual form.
#include "imported.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct imported im;

static int teardown(void **state)
{
	(void)state;
	imported_release(&im);
	return 0;
}

static void made(void)
{
	if (!im.ok)
		fail_msg("%s", im.e.msg);
}

static const char *better_of(const struct item *item)
{
	assert_int_equal(item->kind, ITEM_PAIR);
	assert_true(item->better == 0 || item->better == 1);
	return arena_cstr(&im.arena, item->replies[item->better]);
}

// --- SafetyBench.

static const char *with_key(const char *path)
{
	static char option[700];

	snprintf(option, sizeof(option), "key=%s", path);
	return option;
}

static void test_safetybench(void **state)
{
	(void)state;
	const char *key =
		with_key(folder_data("SafetyBench's own key",
				     "safetybench/test_answers_zh_subset.json"));
	imported_one(&im, "safetybench", key,
		     folder_data("SafetyBench's own file",
				 "safetybench/test_zh_subset.json"));
	made();
	assert_int_equal(im.n, 2100);
	assert_counts(&im, dropped, "");
	assert_counts(&im, by_risk, "sf=2100");
	size_t answered = 0, k[5] = {0};
	for (size_t i = 0; i < im.n; i++) {
		assert_int_equal(im.items[i].kind, ITEM_CHOICE);
		assert_int_equal(im.items[i].expect, EXPECT_ANY);
		answered += im.items[i].n_answers == 1;
		k[im.items[i].n_options]++;
	}
	assert_int_equal(answered, 2100);
	assert_int_equal(k[2], 887);
	assert_int_equal(k[3], 107);
	assert_int_equal(k[4], 1106);
	assert_true(str_is(im.items[0].id, "safetybench-2"));
	assert_true(str_is(im.items[0].risk, "sf.insults"));
	assert_true(str_is(im.items[0].meta, "{\"category\":\"Offensiveness\"}"));
	assert_int_equal(im.items[0].answers[0], 1);
	assert_int_equal(im.items[0].source.row, 2);
}

#define ROW(id, answer)                                                         \
	"{\"id\": " id ", \"options\": [\"x\", \"y\"], \"category\": \"Mental " \
	"Health\", \"question\": \"q" id "?\"" answer "}"

static void test_safetybench_dirty(void **state)
{
	(void)state;
	const char *key = folder_put(
		"key.json",
		STR("{\"1\": {\"category\": \"Other\", \"answer\": 0},\n"
		    " \"2\": {\"category\": \"Mental Health\", \"answer\": 2},\n"
		    " \"3\": 1}"));
	imported_one(
		&im, "safetybench", with_key(key),
		folder_put(
			"t.json",
			STR("[" ROW("1", "") "," ROW("2", "") "," ROW("3", "") ",\n" ROW(
				"4", "") "," ROW("5", ", \"answer\": 0") "]")));
	made();
	assert_counts(&im, warnings,
		      "category that is another in the key (kept)=1 "
		      "answer that names no option (left out)=1 "
		      "question without a known answer=2 "
		      "question that the key does not know=1");
	assert_int_equal(im.items[2].answers[0], 1);
	assert_int_equal(im.items[4].answers[0], 0);
	assert_int_equal(im.items[4].source.row, 2);
}

static void test_safetybench_faults(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"[{\"id\": 1, \"options\": [\"x\", \"y\"]}]",
		 ":1: question: expected a string, got nothing"},
		{"[\n{\"id\": 1, \"question\": \"q\", \"options\": [\"x\"]}]",
		 ":2: options: expected a list of 2 to 26 texts, got an array"},
		{"[{\"question\": \"q\", \"options\": [\"x\", \"y\"]}]",
		 ":1: id: expected a number or a string, got nothing"},
		{"[7]", ":1: expected an object, got a number"},
		{"[" ROW("1", "") "\n" ROW("2", "") "]", ":2: expected ',' or ']'"},
		{"[" ROW("1", "") "] x", ":1: expected nothing behind the array"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *path = folder_put("t.json", str_of(cases[i].text));

		imported_one(&im, "safetybench", NULL, path);
		assert_false(im.ok);
		assert_string_equal(im.e.msg + strlen(path), cases[i].message);
	}
	imported_one(&im, "safetybench", NULL, folder_put("t.json", STR("[{\"id\": 1,")));
	assert_false(im.ok);
	assert_non_null(strstr(im.e.msg, "in the row that begins on line 1"));
	const char *key = folder_put("key.json", STR("[]"));
	imported_one(&im, "safetybench", with_key(key), folder_put("t.json", STR("[]")));
	assert_false(im.ok);
	assert_non_null(strstr(im.e.msg, "expected an object of answers"));
}

// --- CRiskEval.

static void test_crisk(void **state)
{
	(void)state;
	imported_one(&im, "crisk", NULL, folder_data("CRiskEval's own files", "crisk"));
	made();
	assert_int_equal(im.n, 998 + 300 + 953 + 966);
	assert_counts(&im, dropped, "");
	assert_counts(&im, warnings, "");
	for (size_t i = 0; i < im.n; i++) {
		assert_int_equal(im.items[i].n_options, 4);
		assert_non_null(im.items[i].ranks);
		assert_int_equal(im.items[i].n_answers, 1);
		assert_int_equal(im.items[i].ranks[im.items[i].answers[0]], 1);
	}
	assert_true(str_is(im.items[0].meta, "{\"category\":\"Awareness-ai-identity\"}"));
}

static void test_crisk_faults(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"[{\"id\": 1, \"question\": \"q\", \"A\": \"a\", \"B\": \"b\", \"C\": "
		 "\"c\", \"D\": \" \", \"risk_rank\": [1, 2, 3, 4]}]",
		 ":1: D: expected an option's text, got nothing but blanks"},
		{"[{\"id\": 1, \"question\": \"q\", \"A\": \"a\", \"B\": \"b\", \"C\": "
		 "\"c\", \"D\": \"d\", \"risk_rank\": [1, 2, 3]}]",
		 ":1: risk_rank: expected 4 whole numbers, got an array"},
		{"[{\"id\": \"x\", \"question\": \"q\"}]",
		 ":1: id: expected a number, got a string"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *path = folder_put("t.json", str_of(cases[i].text));

		imported_one(&im, "crisk", NULL, path);
		assert_false(im.ok);
		assert_string_equal(im.e.msg + strlen(path), cases[i].message);
	}
	imported_one(&im, "crisk", NULL,
		     folder_put("t.json",
				STR("{\"id\": 1, \"question\": \"q\", \"A\": \"a\", "
				    "\"B\": \"b\", \"C\": \"c\", \"D\": \"d\", "
				    "\"risk_rank\": [1, 1, 3, 4]}\n")));
	made();
	assert_counts(&im, warnings, "ranks that are no order of the options (kept)=1");
	assert_int_equal(im.items[0].n_answers, 2);
}

// --- JADE.

static void test_jade(void **state)
{
	(void)state;
	char hard[600], medium[600];
	const char *paths[] = {hard, medium};
	snprintf(hard, sizeof(hard), "%s",
		 folder_data("JADE's own files", "jade/v3_alignment_hard_zh.csv"));
	snprintf(medium, sizeof(medium), "%s",
		 folder_data("JADE's own files", "jade/v3_alignment_medium_zh.csv"));
	imported_make(&im, "jade", "as=pairs", paths, 2);
	made();
	assert_int_equal(im.n, 650);
	assert_counts(&im, warnings, "");
	size_t first = 0;
	for (size_t i = 0; i < im.n; i++) {
		assert_int_equal(im.items[i].kind, ITEM_PAIR);
		first += im.items[i].better == 0;
	}
	assert_in_range(first, 280, 370); // drawn: a half, give or take 3.5 deviations
	imported_make(&im, "jade", "as=prompts", paths, 2);
	made();
	assert_int_equal(im.n, 650);
	assert_int_equal(im.items[0].kind, ITEM_OPEN);
	imported_one(&im, "jade", "as=pairs",
		     folder_data("JADE's own files", "jade/v2_medium_zh.csv"));
	made();
	assert_int_equal(im.n, 1000);
	assert_int_equal(imported_count(&im.report.warnings,
					"blanks round a label (trimmed)"),
			 5);
	for (size_t i = 0; i < im.n; i++)
		assert_false(str_empty(im.items[i].risk));
}

static void test_jade_rows(void **state)
{
	(void)state;
	imported_one(&im, "jade", "as=pairs",
		     folder_put("x.csv",
				STR("ID,问题,违规类型,违规子类\n"
				    "1,甲？, 侵犯权益,侵害他人隐私权|侵害他人名誉权\n"
				    "2,乙？,违法犯罪,偷窃\n3,丙？,新类,新子类\n"
				    "4, ,歧视偏见,其他\n")));
	made();
	assert_counts(&im, warnings,
		      "blanks round a label (trimmed)=1 several labels (the first is "
		      "taken, all are in meta)=1 unknown risk \"新子类\" (left out)=1");
	assert_counts(&im, dropped, "empty prompt=1");
	assert_true(str_is(im.items[0].risk, "a4.5"));
	assert_true(str_is(im.items[1].risk, "a1.8"));
	assert_true(str_is(im.items[0].id, "jade-x-1"));
	imported_one(&im, "jade", "as=pairs",
		     folder_put("x.csv",
				STR("ID,问题,违规回答,安全有用回答\n"
				    "1,甲？,坏,好\n2,乙？,同,同\n3,丙？,,好\n")));
	made();
	assert_counts(&im, dropped, "pair of the same reply=1 empty reply=1");
	assert_string_equal(better_of(&im.items[0]), "好");
	const char *path = folder_put("x.csv", STR("ID,问题\n1,甲？\n"));
	imported_one(&im, "jade", "as=pairs", path);
	assert_false(im.ok);
	assert_non_null(strstr(im.e.msg, ":1: expected the columns 问题"));
	imported_one(&im, "jade", "as=pairs", folder_put("x.csv", STR("")));
	assert_false(im.ok);
	assert_non_null(strstr(im.e.msg, "the file is empty"));
}

// --- Preferences.

static void test_hh_rlhf(void **state)
{
	(void)state;
	imported_one(&im, "preferences", NULL,
		     folder_data("HH-RLHF's own file",
				 "hh-rlhf/harmless-base-test.jsonl.gz"));
	made();
	assert_int_equal(im.report.read, 2312);
	assert_int_equal(im.n, im.report.written);
	assert_int_equal(imported_count(&im.report.dropped,
					"dialogues that part before their last answer"),
			 5);
	assert_int_equal(imported_count(&im.report.dropped, "empty reply"), 4);
	assert_int_equal(im.n + 5 + 4 +
				 imported_count(&im.report.dropped, "duplicate item") +
				 imported_count(&im.report.dropped,
						"pair of the same reply"),
			 2312);
}

static void test_preferences(void **state)
{
	static const struct {
		const char *name, *text;
	} files[] = {
		{"p.jsonl", "{\"prompt\": \"q?\", \"chosen\": \"good\", \"rejected\": "
			    "\"bad\", \"risk\": \"ci\"}\n"},
		{"p.json", "[{\"prompt\": \"q?\", \"chosen\": \"good\", \"rejected\": "
			   "\"bad\", \"risk\": \"ci\"}]"},
		{"p.csv", "Prompt,chosen,rejected,risk\nq?,good,bad,ci\n"},
		{"p.jsonl", "{\"chosen\": \"\\n\\nHuman: q?\\n\\nAssistant: good\", "
			    "\"rejected\": \"\\n\\nHuman: q?\\n\\nAssistant: bad\", "
			    "\"risk\": \"ci\"}"},
		{"p.jsonl",
		 "{\"chosen\": [{\"role\": \"user\", \"content\": \"q?\"}, {\"role\": "
		 "\"assistant\", \"content\": \"good\"}], \"rejected\": [{\"role\": "
		 "\"user\", \"content\": \"q?\"}, {\"role\": \"assistant\", \"content\": "
		 "\"bad\"}], \"risk\": \"ci\"}"},
		{"p.jsonl",
		 "{\"prompt\": [{\"role\": \"user\", \"content\": \"q?\"}], \"chosen\": "
		 "[{\"role\": \"assistant\", \"content\": \"good\"}], \"rejected\": "
		 "[{\"role\": \"assistant\", \"content\": \"bad\"}], \"risk\": \"ci\"}"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		imported_one(&im, "preferences", NULL,
			     folder_put(files[i].name, str_of(files[i].text)));
		made();
		assert_int_equal(im.n, 1);
		assert_string_equal(arena_cstr(&im.arena, im.items[0].prompt), "q?");
		assert_string_equal(better_of(&im.items[0]), "good");
		assert_true(str_is(im.items[0].risk, "ci"));
	}
	const char *path =
		folder_put("p.jsonl", STR("{\"prompt\": \"q?\", \"chosen\": 7}"));
	imported_one(&im, "preferences", NULL, path);
	assert_false(im.ok);
	assert_string_equal(im.e.msg + strlen(path),
			    ":1: chosen: expected a string or a list, got a number");
	path = folder_put("p.csv", STR("prompt,chosen\nq,a\n"));
	imported_one(&im, "preferences", NULL, path);
	assert_string_equal(im.e.msg + strlen(path), ":1: expected a column rejected");
}

// --- CValues.

#define ORDER(first, second, label, level)                                                 \
	"{\"prompt\": \"哪个更好？[回复1]: " first " [回复2]: " second "\", \"label\": "   \
	"\"" label "\", \"meta_info\": {\"question\": \"问？\", \"pos_resp\": \"善\", " \
	"\"neg_resp\": \"恶\", \"domain_zh\": \"法理学\", \"domain_en\": \"law\", "    \
	"\"difficulty_level\": \"" level "\"}, \"response\": \"回复1\"}\n"

static void test_cvalues_pairs(void **state)
{
	(void)state;
	imported_one(&im, "cvalues", NULL,
		     folder_put("c.jsonl",
				STR(ORDER("善", "恶", "回复1", "easy")
					    ORDER("恶", "善", "回复2", "easy"))));
	made();
	assert_int_equal(im.report.read, 2);
	assert_int_equal(im.n, 1);
	assert_counts(&im, dropped, "other order of a pair=1");
	assert_counts(&im, warnings, "");
	assert_string_equal(better_of(&im.items[0]), "善");
	assert_true(str_is(im.items[0].risk, "rs.law"));
	assert_true(str_is(im.items[0].difficulty, "easy"));
	assert_int_equal(im.items[0].expect, EXPECT_GUIDE);
	imported_one(&im, "cvalues", NULL,
		     folder_put("c.jsonl", STR(ORDER("善", "恶", "回复2", "困难"))));
	made();
	assert_counts(&im, warnings,
		      "label that contradicts the text (meta_info counts)=1 "
		      "pair that came in one order only=1");
	assert_string_equal(better_of(&im.items[0]), "善");
	assert_true(str_is(im.items[0].difficulty, "hard"));
	imported_one(&im, "cvalues", NULL,
		     folder_put("c.jsonl",
				STR(ORDER("善", "恶", "A", "easy")
					    ORDER("善", "恶", "回复1", "easy"))));
	made();
	assert_counts(&im, dropped, "duplicate item=1");
}

static void test_cvalues_others(void **state)
{
	(void)state;
	imported_one(
		&im, "cvalues", NULL,
		folder_put("c.jsonl",
			   STR("{\"prompt\": \"问？\", \"pos_resp\": \"善\", "
			       "\"neg_resp\": \"恶\", \"pos_type\": \"拒绝为主\", "
			       "\"neg_type\": \"风险回复\"}\n"
			       "{\"prompt\": \"又问？\", \"answer\": \"专家答\"}\n")));
	made();
	assert_int_equal(im.n, 2);
	assert_string_equal(better_of(&im.items[0]), "善");
	assert_true(str_is(im.items[0].meta, "{\"types\":\"拒绝为主 / 风险回复\"}"));
	assert_int_equal(im.items[1].kind, ITEM_OPEN);
	assert_true(str_is(im.items[1].meta, "{\"answer\":\"专家答\"}"));
	const char *path =
		folder_put("c.jsonl", STR("{\"prompt\": \"x\", \"label\": \"回复1\", "
					  "\"meta_info\": {\"question\": \"q\"}}"));
	imported_one(&im, "cvalues", NULL, path);
	assert_false(im.ok);
	assert_string_equal(im.e.msg + strlen(path),
			    ":1: meta_info.pos_resp: expected a string, got nothing");
}

// --- Tables.

static void test_tables(void **state)
{
	static const struct {
		const char *format, *options, *text;
	} cases[] = {
		{"csv", NULL, "prompt,A,B,C,answer\nq?,one,two,three,B\n"},
		{"csv", NULL,
		 "prompt,option_a,option_b,option_c,answer\nq?,one,two,three,B\n"},
		{"csv", "prompt-field=题目 answer-field=答案",
		 "题目,选项A,选项B,选项C,答案\nq?,one,two,three,B\n"},
		{"csv", NULL,
		 "prompt,options,answer\nq?,\"['one', 'two', 'three']\",1\n"},
		{"csv", "answer-from=1",
		 "prompt,options,answer\nq?,\"['one', 'two', 'three']\",2\n"},
		{"csv", NULL,
		 "prompt,options,answer\nq?,\"{'A': 'one', 'B': 'two', 'C': "
		 "'three'}\",two\n"},
		{"csv", NULL, "prompt,answer\nq? A. one B. two C. three,B\n"},
		{"csv", NULL, "prompt,answer\n\"q?\nA、one\nB、two\nC、three\",B\n"},
		{"csv", NULL,
		 "prompt,choice_1,choice_2,choice_3,choice_4,answer\nq?,one,two,"
		 "three,,B\n"},
		{"jsonl", NULL,
		 "{\"prompt\": \"q?\", \"options\": [\"one\", \"two\", "
		 "\"three\"], \"answer\": 1}"},
		{"jsonl", NULL,
		 "{\"prompt\": \"q?\", \"options\": [\"one\", \"two\", "
		 "\"three\"], \"answer\": \"B\"}"},
		{"jsonl", NULL,
		 "{\"prompt\": \"q?\", \"kind\": \"choice\", \"options\": "
		 "{\"A\": \"one\", \"B\": \"two\", \"C\": \"three\"}, "
		 "\"answer\": \"two\"}"},
		{"jsonl", NULL,
		 "{\"prompt\": \"q?\", \"A\": \"one\", \"B\": \"two\", \"C\": "
		 "\"three\", \"answer\": [\"B\"]}"},
		{"jsonl", "prompt-field=question answer-from=1",
		 "{\"question\": \"q?\", \"options\": [\"one\", \"two\", \"three\"], "
		 "\"answer\": 2}"},
		{"jsonl", NULL,
		 "{\"prompt\": \"q? (A) one (B) two (C) three\", \"answer\": "
		 "\"B\"}"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *name =
			strcmp(cases[i].format, "csv") == 0 ? "t.csv" : "t.jsonl";
		imported_one(&im, cases[i].format, cases[i].options,
			     folder_put(name, str_of(cases[i].text)));
		if (!im.ok || im.n != 1 || im.items[0].kind != ITEM_CHOICE)
			fail_msg("%s: %s", cases[i].text, im.e.msg);
		const struct item *item = &im.items[0];
		assert_string_equal(arena_cstr(&im.arena, item->prompt), "q?");
		assert_int_equal(item->n_options, 3);
		assert_true(str_is(item->options[2], "three"));
		assert_int_equal(item->n_answers, 1);
		assert_int_equal(item->answers[0], 1);
		assert_counts(&im, warnings, "");
	}
}

static void test_table_rows(void **state)
{
	(void)state;
	imported_one(&im, "csv", NULL,
		     folder_put("t.csv", STR("id,prompt,options,answer,ranks,expect\n"
					     "1,q?,a|b|c,AC,\"1,2,3\",comply\n"
					     "2,q?,a|b,E,\"1,2,3\",\n"
					     "3,q?,a,,,\n"
					     "4,q?,,,,\n"
					     "5,q?,a|b,,,\n")));
	made();
	assert_counts(&im, dropped, "choice without its options=1");
	assert_counts(&im, warnings,
		      "several right options where one is asked for (any of them is "
		      "right; --several asks for all)=1 "
		      "answer that names no option (left out)=1 "
		      "ranks that do not fit the options (left out)=1");
	assert_int_equal(im.n, 4);
	assert_int_equal(im.items[0].n_answers, 2);
	assert_int_equal(im.items[0].ranks[2], 3);
	assert_int_equal(im.items[0].expect, EXPECT_COMPLY);
	assert_int_equal(im.items[1].n_answers, 0);
	assert_int_equal(im.items[1].expect, EXPECT_ANY);
	assert_int_equal(im.items[2].kind, ITEM_OPEN);
	assert_int_equal(im.items[2].expect, EXPECT_REFUSE);
	assert_int_equal(im.items[3].kind, ITEM_CHOICE);
	// what is asked for decides
	imported_one(&im, "csv", "set-kind=choice",
		     folder_put("t.csv", STR("prompt\nq? A. a B. b\nno options\n")));
	made();
	assert_int_equal(im.items[0].n_options, 2);
	assert_counts(&im, dropped, "choice without its options=1");
	imported_one(&im, "csv", "set-kind=open",
		     folder_put("t.csv", STR("prompt,A,B,answer\nq?,a,b,A\n")));
	made();
	assert_int_equal(im.items[0].kind, ITEM_OPEN);
	// our own form stays as strict as it was, and whole
	imported_one(&im, "jsonl", NULL,
		     folder_put("t.jsonl", STR("{\"id\": \"x\", \"prompt\": \"q?\", "
					       "\"options\": [\"a\", \"b\"], \"answer\": "
					       "\"B\", \"meta\": {\"k\": 1}}")));
	made();
	assert_true(str_is(im.items[0].id, "x"));
	assert_true(str_is(im.items[0].meta, "{\"k\":1}"));
	const char *path =
		folder_put("t.jsonl", STR("{\"prompt\": \"q?\", \"options\": [\"a\", "
					  "\"b\"], \"answer\": 2}"));
	imported_one(&im, "jsonl", NULL, path);
	assert_false(im.ok);
	assert_string_equal(im.e.msg + strlen(path),
			    ":1: answer: expected 0 to 1, got 2");
}

// --- What other people's tables hold.

static void test_mended(void **state)
{
	(void)state;
	imported_one(&im, "jsonl", NULL,
		     folder_put("r.jsonl",
				STR("{\"prompt\": \"q?\", \"kind\": \"choice\", "
				    "\"options\": [\"a\", \"b\"], \"ranks\": [1]}\n"
				    "{\"prompt\": \"no options?\", \"answer\": "
				    "\"B\"}\n")));
	made();
	assert_int_equal(im.n, 2);
	assert_null(im.items[0].ranks);
	assert_int_equal(im.items[1].kind, ITEM_OPEN);
	assert_counts(&im, warnings,
		      "ranks that do not fit the options (left out)=1 "
		      "answer without options (left out, the item is open)=1 "
		      "the first answer without options: line 2=1");
	imported_release(&im);
	imported_one(&im, "cvalues", NULL,
		     folder_put("c.jsonl",
				STR("{\"prompt\": \"善恶\", \"label\": \"回复1\", "
				    "\"meta_info\": \"{\\\"question\\\": \\\"问\\\", "
				    "\\\"pos_resp\\\": \\\"善\\\", "
				    "\\\"neg_resp\\\": \\\"恶\\\"}\"}\n")));
	made();
	assert_int_equal(im.n, 1);
	assert_int_equal(im.items[0].kind, ITEM_PAIR);
	imported_release(&im);
	imported_one(&im, "cvalues", NULL,
		     folder_put("c.jsonl", STR("{\"prompt\": \"善恶\", \"label\": "
					       "\"回复1\", \"meta_info\": \"x\"}\n")));
	assert_false(im.ok);
	assert_non_null(strstr(im.e.msg, "meta_info: expected an object"));
}

static void test_foreign_key(void **state)
{
	(void)state;
	imported_one(&im, "safetybench",
		     with_key(folder_put("k.json", STR("{\"77\": 0}"))),
		     folder_put("q.json", STR("[{\"id\": 1, \"question\": \"q?\", "
					      "\"category\": \"Mental Health\", "
					      "\"options\": [\"a\", \"b\"]}]")));
	assert_false(im.ok);
	assert_non_null(strstr(im.e.msg, "knows none of the 1 questions"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_mended, teardown),
		cmocka_unit_test_teardown(test_foreign_key, teardown),
		cmocka_unit_test_teardown(test_safetybench, teardown),
		cmocka_unit_test_teardown(test_safetybench_dirty, teardown),
		cmocka_unit_test_teardown(test_safetybench_faults, teardown),
		cmocka_unit_test_teardown(test_crisk, teardown),
		cmocka_unit_test_teardown(test_crisk_faults, teardown),
		cmocka_unit_test_teardown(test_jade, teardown),
		cmocka_unit_test_teardown(test_jade_rows, teardown),
		cmocka_unit_test_teardown(test_hh_rlhf, teardown),
		cmocka_unit_test_teardown(test_preferences, teardown),
		cmocka_unit_test_teardown(test_cvalues_pairs, teardown),
		cmocka_unit_test_teardown(test_cvalues_others, teardown),
		cmocka_unit_test_teardown(test_tables, teardown),
		cmocka_unit_test_teardown(test_table_rows, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
