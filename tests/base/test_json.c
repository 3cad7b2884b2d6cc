#include "base/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

// A slice of the bytes of a literal, which may hold NUL.
#define S(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}
#define FFFD "\xef\xbf\xbd"

static const struct accepted {
	struct str text;
	struct str written; // what json_put makes of it
} accepted[] = {
	{S("null"), S("null")},
	{S("true"), S("true")},
	{S(" \t\r\n false \n"), S("false")},
	{S("0"), S("0")},
	{S("-0"), S("0")},
	{S("-0.0"), S("-0.0")},
	{S("-1"), S("-1")},
	{S("1e2"), S("100.0")},
	{S("1E+2"), S("100.0")},
	{S("1.5e-3"), S("0.0015")},
	{S("0.1"), S("0.1")},
	{S("\"\""), S("\"\"")},
	{S("[]"), S("[]")},
	{S("{}"), S("{}")},
	{S("[[],{},[ ]]"), S("[[],{},[]]")},
	{S("[1,2 , 3]"), S("[1,2,3]")},
	{S("{\"a\":1,\"b\":[true,null]}"), S("{\"a\":1,\"b\":[true,null]}")},
	{S("{\"\":0}"), S("{\"\":0}")},
	{S("{\"a\\u0000b\":0}"), S("{\"a\\u0000b\":0}")},
	// the file's order stays, and of two the last wins in the first one's place
	{S("{\"z\":1,\"a\":2,\"z\":3}"), S("{\"z\":3,\"a\":2}")},
	{S("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), S("\"\\\"\\\\/\\b\\f\\n\\r\\t\"")},
	{S("\"\\u0041\\u00e9\\u4F60\""), S("\"A\xc3\xa9\xe4\xbd\xa0\"")},
	{S("\"\\ud83d\\ude00\""), S("\"\xf0\x9f\x98\x80\"")},
	{S("\"\xf0\x9f\x98\x80\xe4\xbd\xa0\""), S("\"\xf0\x9f\x98\x80\xe4\xbd\xa0\"")},
	{S("\"\x7f\""), S("\"\x7f\"")},
	{S("\"a\\u0000b\""), S("\"a\\u0000b\"")},
	{S("\"\\u001f\""), S("\"\\u001f\"")},
	{S("\"\\uFFFF\""), S("\"\xef\xbf\xbf\"")},
	// a byte order mark
	{S("\xef\xbb\xbf[1]"), S("[1]")},
	// lone surrogates
	{S("\"\\ud800\""), S("\"" FFFD "\"")},
	{S("\"\\udc00\""), S("\"" FFFD "\"")},
	{S("\"\\ud800x\""), S("\"" FFFD "x\"")},
	{S("\"\\ud800\\n\""), S("\"" FFFD "\\n\"")},
	{S("\"\\ud800\\u0041\""), S("\"" FFFD "A\"")},
	{S("\"\\ud800\\ud800\\udc00\""), S("\"" FFFD "\xf0\x90\x80\x80\"")},
	{S("\"\\udc00\\ud800\""), S("\"" FFFD FFFD "\"")},
	{S("{\"\\ud800\":\"\\udfff\"}"), S("{\"" FFFD "\":\"" FFFD "\"}")},
	// bytes that are no UTF-8: one U+FFFD for each maximal subpart
	{S("\"\xff\""), S("\"" FFFD "\"")},
	{S("\"a\xe4\xbd\""), S("\"a" FFFD "\"")},
	{S("\"\xe4\xbd\xa0\xe4\x62\""), S("\"\xe4\xbd\xa0" FFFD "b\"")},
	{S("\"\xc0\xaf\""), S("\"" FFFD FFFD "\"")},
	{S("\"\xed\xa0\x80\""), S("\"" FFFD FFFD FFFD "\"")},
	{S("\"\xf4\x90\x80\x80\""), S("\"" FFFD FFFD FFFD FFFD "\"")},
	{S("\"" FFFD "\xff" FFFD "\""), S("\"" FFFD FFFD FFFD "\"")},
	{S("[\"\xff\",\"\\\\\",\"\xfe\"]"), S("[\"" FFFD "\",\"\\\\\",\"" FFFD "\"]")},
	// 64 bits and beyond
	{S("9223372036854775807"), S("9223372036854775807")},
	{S("-9223372036854775808"), S("-9223372036854775808")},
	{S("9223372036854775808"), S("9.223372036854776e+18")},
	{S("-9223372036854775809"), S("-9.223372036854776e+18")},
	{S("[18446744073709551615,1]"), S("[1.8446744073709552e+19,1]")},
	{S("123456789012345678901234567890"), S("1.2345678901234568e+29")},
	{S("1e-400"), S("0.0")},
	{S("5e-324"), S("5e-324")},
	{S("1.7976931348623157e308"), S("1.7976931348623157e+308")},
	{S("123456789012345678901234567890.5"), S("1.2345678901234568e+29")},
};

static void test_accepts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(accepted); i++) {
		const struct accepted *c = &accepted[i];
		struct arena a = {0};
		struct err e = {0};
		struct json_writer w;
		struct buf out;

		const struct json *j = json_parse(&a, c->text, 0, NULL, &e);
		if (!j)
			fail_msg("case %zu: %s", i, e.msg);
		buf_init(&out, 1000);
		json_writer_init(&w, &out, 0);
		json_put(&w, j);
		if (!str_eq(buf_str(&out), c->written))
			fail_msg("case %zu: %s, expected %s", i, out.p, c->written.p);
		buf_release(&out);
		arena_release(&a);
	}
}

static const struct refused {
	struct str text;
	const char *message;
} refused[] = {
	{S(""), "line 1 column 1: expected a value, got nothing"},
	{S(" \n "), "line 2 column 2: expected a value, got nothing"},
	{S("\xef\xbb\xbf"), "line 1 column 1: expected a value, got nothing"},
	{S("nul"), "line 1 column 1: expected a value, got nul"},
	{S("True"), "line 1 column 1: expected a value, got True"},
	{S("NaN"), "line 1 column 1: expected a value, got NaN"},
	{S("[-Infinity]"), "line 1 column 2: expected a value, got -Infinity"},
	{S("truefalse"), "line 1 column 1: expected a value, got truefalse"},
	{S("'a'"), "line 1 column 1: expected a value, got 'a'"},
	{S("[01]"), "line 1 column 2: expected a value, got 01"},
	{S("[-]"), "line 1 column 2: expected a value, got -"},
	{S("[+1]"), "line 1 column 2: expected a value, got +1"},
	{S("[.5]"), "line 1 column 2: expected a value, got .5"},
	{S("[1.]"), "line 1 column 2: expected a value, got 1."},
	{S("[1e]"), "line 1 column 2: expected a value, got 1e"},
	{S("[0x1F]"), "line 1 column 2: expected a value, got 0x1F"},
	{S("[1e999]"), "line 1 column 2: too large a number: 1e999"},
	{S("["), "line 1 column 2: the text ends inside an array or object"},
	{S("[1,"), "line 1 column 4: the text ends inside an array or object"},
	{S("{\"a\":"), "line 1 column 6: the text ends inside an array or object"},
	{S("{\"a\":[1]\n"), "line 2 column 1: the text ends inside an array or object"},
	{S("[1,]"), "line 1 column 4: expected a value, got ]"},
	{S("[,1]"), "line 1 column 2: expected a value, got ,"},
	{S("[1 2]"), "line 1 column 4: expected ',' or ']', got 2"},
	{S("[1}"), "line 1 column 3: expected ',' or ']', got }"},
	{S("{\"a\":1,}"),
	 "line 1 column 8: expected a key in double quotes or '}', got }"},
	{S("{a:1}"), "line 1 column 2: expected a key in double quotes or '}', got a"},
	{S("{1:1}"), "line 1 column 2: expected a key in double quotes or '}', got 1"},
	{S("{\"a\" 1}"), "line 1 column 6: expected ':' behind the key, got 1"},
	{S("{\"a\":1 \"b\":2}"), "line 1 column 8: expected ',' or '}', got \""},
	{S("{\"a\":1]"), "line 1 column 7: expected ',' or '}', got ]"},
	{S("]"), "line 1 column 1: expected a value, got ]"},
	{S(":"), "line 1 column 1: expected a value, got :"},
	{S("[1]]"), "line 1 column 4: expected the end of the text behind the value"},
	{S("{} \n x"), "line 2 column 2: expected the end of the text behind the value"},
	{S("[1]\0"), "line 1 column 4: expected the end of the text behind the value"},
	{S("\"abc"), "line 1 column 1: the string that begins here is not closed"},
	{S("[\"a\",\n \"b]"),
	 "line 2 column 2: the string that begins here is not closed"},
	{S("\"a\\"), "line 1 column 3: a backslash in a string needs one of \" \\ / b f "
		     "n r t u behind it"},
	{S("\"\\x41\""), "line 1 column 2: a backslash in a string needs one of \" \\ / "
			 "b f n r t u behind it"},
	{S("\"\\\0\""), "line 1 column 2: a backslash in a string needs one of \" \\ / b "
			"f n r t u behind it"},
	{S("\"\\u12g4\""), "line 1 column 2: \\u needs four hexadecimal digits"},
	{S("\"\\u12"), "line 1 column 2: \\u needs four hexadecimal digits"},
	{S("\"\xe4\xbd\xa0\t\""), "line 1 column 3: a control character (U+0009) in a "
				  "string; it has to be written "
				  "as an escape"},
	{S("\"a\nb\""), "line 1 column 3: a control character (U+000A) in a string; it "
			"has to be written "
			"as an escape"},
	{S("\"a\0b\""), "line 1 column 3: a control character (U+0000) in a string; it "
			"has to be written "
			"as an escape"},
	{S("[\xff]"),
	 "line 1 column 2: the character U+FFFD cannot stand outside of a string"},
	{S("[\0]"),
	 "line 1 column 2: the character U+0000 cannot stand outside of a string"},
	{S("[1\xc2\xa0]"),
	 "line 1 column 3: the character U+00A0 cannot stand outside of a string"},
	{S("{\xe2\x80\x9c"
	   "a\": 1}"),
	 "line 1 column 2: the character U+201C cannot stand outside of a string"},
	{S("[1] // note"),
	 "line 1 column 5: expected the end of the text behind the value"},
	// columns of the original text, although what stands before was repaired
	{S("[\"\xff\xff\",\"\\ud800\",12345678901234567890,]"),
	 "line 1 column 37: expected a value, got ]"},
	{S("[\"\\ud800\\ud801\",\n\"\\udc00\" 1]"),
	 "line 2 column 10: expected ',' or ']', got 1"},
	{S("\xef\xbb\xbf[1 2]"), "line 1 column 4: expected ',' or ']', got 2"},
	{S("[xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx]"),
	 "line 1 column 2: expected a value, got "
	 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."},
};

static void test_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct arena a = {0};
		struct err e = {0};

		if (json_parse(&a, refused[i].text, 0, NULL, &e))
			fail_msg("case %zu is accepted: %s", i, refused[i].text.p);
		if (strcmp(e.msg, refused[i].message) != 0)
			fail_msg("case %zu: %s, expected %s", i, e.msg,
				 refused[i].message);
		assert_int_equal(e.code, ERR_INPUT);
		assert_null(json_parse(&a, refused[i].text, 0, NULL, NULL));
		arena_release(&a);
	}
}

static void test_duplicates(void **state)
{
	static const struct {
		struct str text;
		const char *message; // NULL: fine
	} cases[] = {
		{S("{\"a\":1,\"b\":2}"), NULL},
		{S("[{\"a\":1},{\"a\":1}]"), NULL},
		{S("{\"a\":{\"a\":1}}"), NULL},
		{S("{\"a\":1,\n\"a\":1}"),
		 "line 2 column 1: a key stands twice in one object: \"a\""},
		{S("{\"a\":1,\"\\u0061\":1}"),
		 "line 1 column 8: a key stands twice in one object: \"a\""},
		{S("{\"\\ud800\":1,\"\\udc00\":1}"),
		 "line 1 column 13: a key stands twice in one object: \"" FFFD "\""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a = {0};
		struct err e = {0};
		bool fine =
			json_parse(&a, cases[i].text, JSON_REFUSE_DUPLICATES, NULL, &e);

		if (cases[i].message)
			assert_string_equal(e.msg, cases[i].message);
		assert_int_equal(fine, cases[i].message == NULL);
		arena_release(&a);
	}
}

static void test_tail(void **state)
{
	static const struct {
		struct str text;
		size_t used;
	} cases[] = {
		{S("[1] and so on"), 3},
		{S("{\"a\":\"}\"}}}"), 9},
		{S(" \"a\" \"b\""), 4},
		{S("12, 13"), 2},
		{S("true\n\"open"), 4},
		{S("\xef\xbb\xbf[\"\xff\"] x"), 8},
		{S("[\"\\ud800\", 12345678901234567890] \xff\xfe"), 32},
		{S("{}"), 2},
		{S("{} [[[[ \"\\x"), 2},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a = {0};
		struct err e = {0};
		size_t used = 0;

		if (!json_parse(&a, cases[i].text, JSON_ALLOW_TAIL, &used, &e))
			fail_msg("case %zu: %s", i, e.msg);
		assert_int_equal(used, cases[i].used);
		arena_release(&a);
	}
}

static bool parses_nested(size_t depth, struct err *e)
{
	struct arena a = {0};
	struct buf b;

	buf_init(&b, 1000000);
	for (size_t i = 0; i < depth; i++)
		buf_adds(&b, i % 2 ? "{\"a\":" : "[");
	buf_adds(&b, "1");
	for (size_t i = depth; i-- > 0;)
		buf_adds(&b, i % 2 ? "}" : "]");
	const struct json *j = json_parse(&a, buf_str(&b), 0, NULL, e);
	bool fine = j != NULL;
	for (size_t i = 0; fine && i < depth; i++)
		j = i % 2 ? json_get(j, "a") : json_at(j, 0);
	if (fine)
		assert_int_equal(j->kind, JSON_INT);
	buf_release(&b);
	arena_release(&a);
	return fine;
}

static void test_depth(void **state)
{
	struct err e = {0};
	struct arena a = {0};
	struct buf b;

	(void)state;
	assert_true(parses_nested(512, &e));
	assert_false(parses_nested(513, &e));
	assert_string_equal(e.msg, "line 1 column 1537: nested deeper than 512 levels");
	buf_init(&b, 1000000);
	for (size_t i = 0; i < 1000000; i++)
		buf_addc(&b, '[');
	assert_null(json_parse(&a, buf_str(&b), 0, NULL, &e));
	assert_string_equal(e.msg, "line 1 column 513: nested deeper than 512 levels");
	buf_release(&b);
	arena_release(&a);
}

static void test_looking_in(void **state)
{
	struct arena a = {0};
	struct err e = {0};
	const char *text =
		"{\"n\":null,\"t\":true,\"i\":-7,\"r\":2.5,\"w\":3.0,\"s\":\"x\\u0000y\","
		"\"e\":\"\",\"l\":[1,\"two\"],\"o\":{\"k\":{\"d\":1}},\"big\":1e30,"
		"\"edge\":9223372036854775808,\"low\":-9223372036854775808.0}";
	const struct json *j = json_parse(&a, str_of(text), 0, NULL, &e);
	int64_t n = 11;
	double x = 11;
	bool b = false;

	(void)state;
	assert_non_null(j);
	assert_int_equal(json_len(j), 12);
	assert_true(json_is_null(json_get(j, "n")));
	assert_true(json_is_null(json_get(j, "none")));
	assert_null(json_get(j, "none"));
	assert_false(json_is_null(json_get(j, "e")));
	assert_true(json_bool(json_get(j, "t"), &b) && b);
	assert_false(json_bool(json_get(j, "i"), &b));
	assert_true(json_int(json_get(j, "i"), &n));
	assert_int_equal(n, -7);
	assert_false(json_int(json_get(j, "r"), &n));
	assert_int_equal(n, -7);
	assert_true(json_int(json_get(j, "w"), &n));
	assert_int_equal(n, 3);
	assert_false(json_int(json_get(j, "big"), &n));
	assert_false(json_int(json_get(j, "edge"), &n));
	assert_true(json_int(json_get(j, "low"), &n));
	assert_true(n == INT64_MIN);
	assert_false(json_int(json_get(j, "s"), &n));
	assert_false(json_int(NULL, &n));
	assert_true(json_num(json_get(j, "i"), &x) && x == -7);
	assert_true(json_num(json_get(j, "r"), &x) && x == 2.5);
	assert_false(json_num(json_get(j, "s"), &x));
	assert_true(str_eq(json_str(json_get(j, "s")), (struct str)S("x\0y")));
	assert_non_null(json_str(json_get(j, "e")).p);
	assert_null(json_str(json_get(j, "i")).p);
	assert_null(json_str(NULL).p);
	assert_true(str_is(json_str(json_at(json_get(j, "l"), 1)), "two"));
	assert_null(json_at(json_get(j, "l"), 2));
	assert_null(json_at(j, 0));
	assert_null(json_get(json_get(j, "l"), "k"));
	assert_non_null(json_get(json_get(json_get(j, "o"), "k"), "d"));
	assert_null(json_get(json_get(json_get(j, "no"), "k"), "d"));
	assert_int_equal(json_len(json_get(j, "s")), 0);
	assert_int_equal(json_len(NULL), 0);
	assert_string_equal(json_kind_name(NULL), "nothing");
	assert_string_equal(json_kind_name(j), "an object");
	assert_string_equal(json_kind_name(json_get(j, "l")), "an array");
	assert_string_equal(json_kind_name(json_get(j, "s")), "a string");
	assert_string_equal(json_kind_name(json_get(j, "t")), "true or false");
	assert_string_equal(json_kind_name(json_get(j, "i")), "a number");
	assert_string_equal(json_kind_name(json_get(j, "n")), "null");
	arena_release(&a);
}

// Every prefix of a text that has all there is: no crash, no read behind the end, no
// success.
static void test_prefixes(void **state)
{
	static const char text[] =
		"{\"a\":[1,-2.5e3,true,false,null,\"\\u4f60\\ud83d\\ude00\\n\","
		"\"\xe4\xbd\xa0\xff\"],\"b\":{\"c\":12345678901234567890}}";

	(void)state;
	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		char *copy = mem_alloc(n + 1);
		struct arena a = {0};
		struct err e = {0};

		memcpy(copy, text, n);
		copy[n] = '"'; // outside of the slice
		assert_null(json_parse(&a, (struct str){copy, n}, 0, NULL, &e));
		assert_true(strncmp(e.msg, "line 1 column ", 14) == 0);
		mem_free(copy);
		arena_release(&a);
	}
}

// Many keys come back in the order of the file.
static void test_order(void **state)
{
	struct arena a = {0};
	struct err e = {0};
	struct buf b;

	(void)state;
	buf_init(&b, 1000000);
	for (int i = 0; i < 3000; i++)
		buf_addf(&b, "%c\"k%d\":%d", i ? ',' : '{', i * 7919 % 3001, i);
	buf_addc(&b, '}');
	const struct json *j =
		json_parse(&a, buf_str(&b), JSON_REFUSE_DUPLICATES, NULL, &e);
	assert_non_null(j);
	assert_int_equal(json_len(j), 3000);
	for (int i = 0; i < 3000; i++) {
		char key[20];
		snprintf(key, sizeof(key), "k%d", i * 7919 % 3001);
		assert_true(str_is(j->u.list.keys[i], key));
		assert_int_equal(j->u.list.items[i].u.integer, i);
	}
	buf_release(&b);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepts),    cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_duplicates), cmocka_unit_test(test_tail),
		cmocka_unit_test(test_depth),      cmocka_unit_test(test_looking_in),
		cmocka_unit_test(test_prefixes),   cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
