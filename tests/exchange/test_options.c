#include "exchange/literal.h"
#include "exchange/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena a;

static int teardown(void **state)
{
	(void)state;
	arena_release(&a);
	return 0;
}

static struct str joined(const struct options *o)
{
	return arena_join(&a, o->texts, o->n, STR("|"));
}

static const struct json *text(struct str s)
{
	struct json *j = arena_new(&a, struct json);
	*j = (struct json){.kind = JSON_STRING, .u.string = s};
	return j;
}

static void test_literals(void **state)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{"['a', \"b\"]", "[\"a\",\"b\"]"},
		{"('a', 'b',)", "[\"a\",\"b\"]"},
		{"{'A': \"it's\", 'B': 'x'}", "{\"A\":\"it's\",\"B\":\"x\"}"},
		{"{1: 'x', 2: None, 3: True, 4: -1.5}",
		 "{\"1\":\"x\",\"2\":null,\"3\":true,\"4\":-1.5}"},
		{"[u'\\u4f60\\n', r'\\n', '\\x41\\'', '''a'b''']",
		 "[\"你\\n\",\"\\\\n\",\"A'\",\"a'b\"]"},
		{"[]", "[]"},
		{" [ ['x'], {} ] ", "[[\"x\"],{}]"},
		{"[\"json\", null]", "[\"json\",null]"},
		{"7", "7"},
	};
	static const char *const broken[] = {
		"['a'",  "['a' 'b']", "{'a'}",         "[a]",   "['a'] x",
		"['a'}", "",          "{'a': }",       "'''a'", "[,]",
		"{'a'",  "[1,",       "__import__(0)", "['\\",  "nope",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct json *j = literal_parse(&a, str_of(cases[i].text));
		struct json_writer w;
		struct buf out;

		if (!j)
			fail_msg("%s is not read", cases[i].text);
		buf_init(&out, 1000);
		json_writer_init(&w, &out, 0);
		json_put(&w, j);
		assert_string_equal(out.p, cases[i].json);
		buf_release(&out);
	}
	for (size_t i = 0; i < COUNT(broken); i++)
		if (literal_parse(&a, str_of(broken[i])))
			fail_msg("%s is read", broken[i]);
	char deep[1000];
	memset(deep, '[', sizeof(deep));
	assert_null(literal_parse(&a, (struct str){deep, sizeof(deep)}));
}

static void test_in_text(void **state)
{
	static const struct {
		const char *text, *stem, *options;
	} cases[] = {
		{"Which?\nA. one\nB. two\nC. three", "Which?", "one|two|three"},
		{"Which? A. one B. two", "Which?", "one|two"},
		{"哪个？A、甲 B、乙 C、丙", "哪个？", "甲|乙|丙"},
		{"哪个？A、甲B、乙C、丙", "哪个？", "甲|乙|丙"},
		{"哪个？\n（A）甲；\n（B）乙；\n（C）丙。", "哪个？", "甲|乙|丙。"},
		{"Which? (A) one (B) two (C) three (D) four", "Which?",
		 "one|two|three|four"},
		{"Which? (a) one (b) two", "Which?", "one|two"},
		{"哪个？Ａ．甲　Ｂ．乙", "哪个？", "甲|乙"},
		{"哪个？A：甲\nB：乙", "哪个？", "甲|乙"},
		{"哪个？A)甲\nB)乙", "哪个？", "甲|乙"},
		{"哪个？A）甲\nB）乙", "哪个？", "甲|乙"},
		{"哪个？[A]甲 [B]乙", "哪个？", "甲|乙"},
		{"哪个？【A】甲 【B】乙", "哪个？", "甲|乙"},
		// marks of another form within
		{"哪个？A. 维生素A、B B. 维生素C", "哪个？", "维生素A、B|维生素C"},
		{"As A. Smith said: A. one B. two", "As A. Smith said:", "one|two"},
		{"Which? (A). one (B). two", "Which?", "one|two"},
		// brackets run together with letters; a formula's begin no list
		{"Which?(A)foo(B)bar", "Which?", "foo|bar"},
		{"Pick（A）one（B）two", "Pick", "one|two"},
		{"Which one[A]foo[B]bar[C]3", "Which one", "foo|bar|3"},
		{"Which?(a)foo(b)bar", "Which?", "foo|bar"},
		{"f(a) = f(b)? A. yes B. no", "f(a) = f(b)?", "yes|no"},
		{"Is f(1) = f(2)? A. yes B. no", "Is f(1) = f(2)?", "yes|no"},
		// other labels, and mixed marks
		{"Which? a) one b) two", "Which?", "one|two"},
		{"哪个？\n1. 甲\n2. 乙\n3. 丙", "哪个？", "甲|乙|丙"},
		{"哪个？1、甲2、乙", "哪个？", "甲|乙"},
		{"哪个？①甲②乙③丙", "哪个？", "甲|乙|丙"},
		{"哪个？A.甲 B、乙 C)丙", "哪个？", "甲|乙|丙"},
		{"Is vitamin A. good? A、yes B、no", "Is vitamin A. good?", "yes|no"},
		// what capital letters choose among
		{"1. 甲 2. 乙 3. 丙 哪些对？A. 1 和 2 B. 2 和 3",
		 "1. 甲 2. 乙 3. 丙 哪些对？", "1 和 2|2 和 3"},
	};
	static const char *const none[] = {
		"no options here",
		"A. only one",
		"Vitamin A.B.C. and so on",
		"A.\nB. two",
		"B. two\nC. three",
		"U.S.A. B. x",
		"",
		"A",
		"(A",
		"At 1:30 or 2:30?",
		"It costs 1.5 or 2.5",
	};
	struct options o;
	struct str stem;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (!options_in_text(&a, str_of(cases[i].text), &stem, &o))
			fail_msg("none found: %s", cases[i].text);
		assert_string_equal(arena_cstr(&a, stem), cases[i].stem);
		assert_string_equal(joined(&o).p, cases[i].options);
	}
	for (size_t i = 0; i < COUNT(none); i++)
		if (options_in_text(&a, str_of(none[i]), &stem, &o))
			fail_msg("%s: %s", none[i], joined(&o).p);
}

// Letters enough to make a quadratic search hang.
static void test_many_marks(void **state)
{
	struct options o;
	struct str stem;
	struct buf b;

	(void)state;
	buf_init(&b, 1 << 24);
	for (int i = 0; i < 500000; i++)
		buf_adds(&b, "A. x ");
	buf_adds(&b, "B. y");
	assert_true(options_in_text(&a, buf_str(&b), &stem, &o));
	assert_int_equal(o.n, 2);
	buf_release(&b);
}

static void test_read(void **state)
{
	static const struct {
		const char *json, *options; // NULL: not read
	} cases[] = {
		{"[\"one\", \"two\"]", "one|two"},
		{"[1, 2.5, true]", "1|2.5|true"},
		{"{\"A\": \"one\", \"B\": \"two\"}", "one|two"},
		{"{\"B\": \"two\", \"A\": \"one\"}", "one|two"},
		{"{\"0\": \"one\", \"1\": \"two\"}", "one|two"},
		{"{\"1\": \"one\", \"2\": \"two\"}", "one|two"},
		{"{\"text\": [\"one\", \"two\"], \"label\": [\"A\", \"B\"]}", "one|two"},
		{"[{\"label\": \"A\", \"text\": \"one\"}, {\"label\": \"B\", \"text\": "
		 "\"two\"}]",
		 "one|two"},
		{"\"['one', 'two']\"", "one|two"},
		{"\"{'A': 'one', 'B': 'two'}\"", "one|two"},
		{"\"[\\\"one\\\", \\\"two\\\"]\"", "one|two"},
		{"\"A. one\\nB. two\"", "one|two"},
		{"\"A. one B. two\"", "one|two"},
		{"\"one\\n\\ntwo\\n\"", "one|two"},
		{"\"one | two\"", "one|two"},
		{"[\"one\"]", NULL},
		{"[\"one\", \" \"]", NULL},
		{"[\"one\", null]", NULL},
		{"[\"one\", [\"two\"]]", NULL},
		{"{\"A\": \"one\", \"C\": \"three\"}", NULL},
		{"{\"A\": \"one\", \"a\": \"two\"}", NULL},
		{"{\"first\": \"one\", \"second\": \"two\"}", NULL},
		{"\"just a text\"", NULL},
		{"\"\"", NULL},
		{"7", NULL},
		{"null", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct options o;
		const struct json *j =
			json_parse(&a, str_of(cases[i].json), 0, NULL, NULL);
		bool ok = options_read(&a, j, &o);

		if (ok != (cases[i].options != NULL))
			fail_msg("%s: %s", cases[i].json, ok ? joined(&o).p : "not read");
		if (ok)
			assert_string_equal(joined(&o).p, cases[i].options);
	}
}

static void test_answers(void **state)
{
	static const struct str texts[] = {STR_INIT("one"), STR_INIT("Two."),
					   STR_INIT("三"), STR_INIT("7")};
	static const struct options o = {texts, COUNT(texts)};
	static const struct {
		const char *json;
		int64_t first;
		const char *answers; // NULL: names something else
	} cases[] = {
		{"\"A\"", 0, "0"},
		{"\" b \"", 0, "1"},
		{"\"Ｃ\"", 0, "2"},
		{"\"(D)\"", 0, "3"},
		{"\"B.\"", 0, "1"},
		{"\"B. Two.\"", 0, "1"},
		{"\"B、Two.\"", 0, "1"},
		{"0", 0, "0"},
		{"1", 1, "0"},
		{"3.0", 0, "3"},
		{"\"2\"", 0, "2"},
		{"\"2\"", 1, "1"},
		{"\"选项B\"", 0, "1"},
		{"\"b）\"", 0, "1"},
		{"7", 0, "3"},     // no place: an option's text
		{"\"7\"", 0, "3"}, // an option's text before a number
		{"\"two.\"", 0, "1"},
		{"\"三\"", 0, "2"},
		{"\"AC\"", 0, "0 2"},
		{"\"A,C\"", 0, "0 2"},
		{"\"A、C\"", 0, "0 2"},
		{"\"C; A\"", 0, "0 2"},
		{"\"A和B\"", 0, "0 1"},
		{"\"1,3\"", 1, "0 2"},
		{"[\"A\", \"C\"]", 0, "0 2"},
		{"[0, 2]", 0, "0 2"},
		{"\"['A', 'C']\"", 0, "0 2"},
		{"\"[0, 2]\"", 0, "0 2"},
		{"\"\"", 0, ""},
		{"null", 0, ""},
		{"[]", 0, ""},
		{"\"E\"", 0, NULL},
		{"4", 0, NULL},
		{"-1", 0, NULL},
		{"0", 1, NULL},
		{"\"AA\"", 0, NULL},
		{"\"four\"", 0, NULL},
		{"\"A or B\"", 0, NULL},
		{"[null]", 0, NULL},
		{"{}", 0, NULL},
		{"9223372036854775807", 0, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct json *j =
			json_parse(&a, str_of(cases[i].json), 0, NULL, NULL);
		struct option_answers answers;
		bool ok = options_answers(&a, j, &o, cases[i].first, &answers);
		struct str got = STR("");

		for (size_t k = 0; ok && k < answers.n; k++)
			got = arena_printf(&a, STR_FMT "%s%lld", STR_ARG(got),
					   k ? " " : "", (long long)answers.p[k]);
		if (ok != (cases[i].answers != NULL) ||
		    (ok && !str_is(got, cases[i].answers)))
			fail_msg("%s: " STR_FMT, cases[i].json, STR_ARG(got));
	}
}

// "1" to 4, 3, 2, 1: the last one's text and the second one's number.
static void test_doubtful(void **state)
{
	static const struct str falling[] = {STR_INIT("4"), STR_INIT("3"), STR_INIT("2"),
					     STR_INIT("1")};
	static const struct str letters[] = {STR_INIT("B"), STR_INIT("A")};
	static const struct str same[] = {STR_INIT("0"), STR_INIT("1"), STR_INIT("x")};
	static const struct {
		struct options options;
		const char *json;
		int64_t answer;
		bool doubtful;
	} cases[] = {
		{{falling, 4}, "\"1\"", 3, true},  {{falling, 4}, "1", 1, false},
		{{falling, 4}, "\"4\"", 0, false}, {{falling, 4}, "\"B\"", 1, false},
		{{letters, 2}, "\"A\"", 1, true},  {{same, 3}, "\"1\"", 1, false},
		{{same, 3}, "\"2\"", 2, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct option_answers answers;
		const struct json *j =
			json_parse(&a, str_of(cases[i].json), 0, NULL, NULL);

		assert_true(options_answers(&a, j, &cases[i].options, 0, &answers));
		assert_int_equal(answers.n, 1);
		assert_int_equal(answers.p[0], cases[i].answer);
		assert_int_equal(answers.doubtful, cases[i].doubtful);
	}
}

// More parts than there are letters name nothing, and cost no more than being read.
static void test_long_answer(void **state)
{
	static const struct str texts[] = {STR_INIT("one"), STR_INIT("two")};
	const struct options o = {texts, COUNT(texts)};
	struct option_answers answers;
	struct buf text;

	(void)state;
	buf_init(&text, BUF_TEXT_MAX);
	buf_adds(&text, "\"A");
	for (size_t i = 0; i < 1000000; i++)
		buf_adds(&text, ",A");
	buf_adds(&text, "\"");
	const struct json *j = json_parse(&a, buf_str(&text), 0, NULL, NULL);
	assert_false(options_answers(&a, j, &o, 0, &answers));
	assert_int_equal(answers.n, 0);
	buf_release(&text);
}

static void test_ranks(void **state)
{
	static const char *const good[] = {"[1, 3, 2]", "\"[1, 3, 2]\"", "\"1,3,2\"",
					   "\"(1, 3, 2)\""};
	static const char *const bad[] = {"[1, 2]",  "[1, 2, \"x\"]", "\"1 3 2\"",  "7",
					  "\"abc\"", "[1, 2, 3, 4]",  "[1, 2, 0.5]"};
	int64_t *ranks;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		const struct json *j = json_parse(&a, str_of(good[i]), 0, NULL, NULL);

		assert_true(options_ranks(&a, j, 3, &ranks));
		assert_int_equal(ranks[0], 1);
		assert_int_equal(ranks[1], 3);
		assert_int_equal(ranks[2], 2);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(options_ranks(&a,
					   json_parse(&a, str_of(bad[i]), 0, NULL, NULL),
					   3, &ranks));
	assert_false(options_ranks(&a, NULL, 3, &ranks));
	assert_true(options_read(&a, text(STR("x|y")), &(struct options){0}));
}

static void test_columns(void **state)
{
	static const struct {
		const char *name;
		size_t at;
	} cases[] = {
		{"A", 0},
		{" d ", 3},
		{"option_a", 0},
		{"OptionB", 1},
		{"选项C", 2},
		{"choice_1", 0},
		{"option 4", 3},
		{"opb", 1},
		{"Ａ", 0},
		{"answer", SIZE_MAX},
		{"option", SIZE_MAX},
		{"options", SIZE_MAX},
		{"", SIZE_MAX},
		{"id", SIZE_MAX},
		{"option_0", SIZE_MAX},
		{"AB", SIZE_MAX},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (options_column(str_of(cases[i].name)) != cases[i].at)
			fail_msg("%s", cases[i].name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_literals, teardown),
		cmocka_unit_test_teardown(test_in_text, teardown),
		cmocka_unit_test_teardown(test_many_marks, teardown),
		cmocka_unit_test_teardown(test_read, teardown),
		cmocka_unit_test_teardown(test_answers, teardown),
		cmocka_unit_test_teardown(test_doubtful, teardown),
		cmocka_unit_test_teardown(test_long_answer, teardown),
		cmocka_unit_test_teardown(test_ranks, teardown),
		cmocka_unit_test_teardown(test_columns, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
