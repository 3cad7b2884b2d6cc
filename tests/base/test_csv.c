#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "folder.h"

#define S(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

// Rows as text: LINE:[field][field] for each.
static int show(struct csv *c, size_t max, struct buf *out, struct err *e)
{
	int got;

	while ((got = csv_next(c, max, e)) > 0) {
		buf_addf(out, "%zu:", c->line);
		for (size_t i = 0; i < c->n; i++) {
			buf_addc(out, '[');
			buf_add(out, c->fields[i]);
			buf_addc(out, ']');
		}
	}
	return got;
}

static void test_reads(void **state)
{
	static const struct {
		struct str text;
		char sep;
		const char *shown;
	} cases[] = {
		{S(""), ',', ""},
		{S("\n\r\n\r"), ',', ""},
		{S("a"), ',', "1:[a]"},
		{S("a,b"), ',', "1:[a][b]"},
		{S("a,b\n1,2\n"), ',', "1:[a][b]2:[1][2]"},
		{S("a,b\r\n1,2\r\n"), ',', "1:[a][b]2:[1][2]"},
		{S("a,b\r1,2\r"), ',', "1:[a][b]2:[1][2]"},
		{S("a,b\n\n\r\n1,2"), ',', "1:[a][b]4:[1][2]"},
		{S("a,\n,b\n,\n"), ',', "1:[a][]2:[][b]3:[][]"},
		{S("a,b,"), ',', "1:[a][b][]"},
		{S(" a , b \n"), ',', "1:[ a ][ b ]"},
		{S("\"a\",\"b\"\n"), ',', "1:[a][b]"},
		{S("\"\",\"\"\n\"\"\n"), ',', "1:[][]2:[]"},
		{S("\"a,b\",\"c\"\"d\"\n"), ',', "1:[a,b][c\"d]"},
		{S("\"\"\"\"\n\"\"\"\"\"\"\n"), ',', "1:[\"]2:[\"\"]"},
		{S("\"a\nb\",c\nd,e\n"), ',', "1:[a\nb][c]3:[d][e]"},
		{S("\"a\r\nb\rc\n\n\",d\r\ne,f\n"), ',', "1:[a\r\nb\rc\n\n][d]6:[e][f]"},
		{S("a\"b,c\"\"d\"\n"), ',', "1:[a\"b][c\"\"d\"]"},
		{S("a, \"b\"\n"), ',', "1:[a][ \"b\"]"},
		{S("\"a\"b,\"c\" \n"), ',', "1:[ab][c ]"},
		{S("\"a\"b\"c\n"), ',', "1:[ab\"c]"},
		{S("a,b,c\n1\n1,2,3,4\n"), ',', "1:[a][b][c]2:[1]3:[1][2][3][4]"},
		// the separator
		{S("a;b\n1,5;2\n"), ';', "1:[a][b]2:[1,5][2]"},
		{S("a\tb\n1,5\t2;\n"), '\t', "1:[a][b]2:[1,5][2;]"},
		{S("a;b,c;d\n"), ';', "1:[a][b,c][d]"},
		{S("\"a;b;c\",d\n"), ',', "1:[a;b;c][d]"},
		{S("\"a\n;;\",d\n"), ',', "1:[a\n;;][d]"},
		{S("sep=;\r\na;b\r\n"), ';', "2:[a][b]"},
		{S("SEP=|\na|b,c\n"), '|', "2:[a][b,c]"},
		{S("sep=,"), ',', ""},
		{S("sep=ab\n"), ',', "1:[sep=ab]"},
		{S("sep=\n"), ',', "1:[sep=]"},
		{S("sep=;x;y\n"), ';', "1:[sep=][x][y]"},
		// encodings come from the input
		{S("\xef\xbb\xbf"
		   "a,b\n"),
		 ',', "1:[a][b]"},
		{S("\xef\xbb\xbf\"a\",b\n"), ',', "1:[a][b]"},
		{S("\xff\xfe"
		   "a\0\t\0b\0\r\0\n\0"),
		 '\t', "1:[a][b]"},
		{S("\xc4\xe3,\xba\xc3\n"), ',', "1:[\xe4\xbd\xa0][\xe5\xa5\xbd]"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct input *in = input_from_str(cases[i].text, "t");
		struct err e = {0};
		struct csv c;
		struct buf out;

		buf_init(&out, 1000);
		csv_init(&c, in, 0);
		assert_int_equal(show(&c, 1000, &out, &e), 0);
		assert_int_equal(csv_next(&c, 1000, &e), 0);
		if (strcmp(out.p, cases[i].shown) != 0 || c.sep != cases[i].sep)
			fail_msg("case %zu: %s (%c), expected %s", i, out.p, c.sep,
				 cases[i].shown);
		csv_release(&c);
		input_close(in);
		buf_release(&out);
	}
}

static void test_refuses(void **state)
{
	static const struct {
		struct str text;
		size_t max;
		const char *shown, *message;
	} cases[] = {
		{S("\"a"), 100, "", "line 1: the quote that begins here is not closed"},
		{S("a\nb,\"c\n\nd"), 100, "1:[a]",
		 "line 2: the quote that begins here is not closed"},
		{S("a\n\"b\nc\",\"d\ne"), 100, "1:[a]",
		 "line 3: the quote that begins here is not closed"},
		{S("\"a\"\""), 100, "",
		 "line 1: the quote that begins here is not closed"},
		{S("a,b\n12345,12345\n"), 10, "1:[a][b]",
		 "line 2: the row is longer than 10 bytes"},
		{S("a,b\n\"12345\n12345"), 10, "1:[a][b]",
		 "line 2: the row is longer than 10 bytes"},
		{S("12345678901\n"), 10, "", "line 1: the row is longer than 10 bytes"},
		{S("a,b\n12345,1234\n12345,12345"), 10, "1:[a][b]2:[12345][1234]",
		 "line 3: the row is longer than 10 bytes"},
		{S("a,b\n1,\0\n"), 10, "", "t: not a text file (it holds NUL bytes)"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct input *in = input_from_str(cases[i].text, "t");
		struct err e = {0};
		struct csv c;
		struct buf out;

		buf_init(&out, 1000);
		csv_init(&c, in, 0);
		assert_int_equal(show(&c, cases[i].max, &out, &e), -1);
		if (strcmp(out.p, cases[i].shown) != 0 ||
		    strcmp(e.msg, cases[i].message) != 0)
			fail_msg("case %zu: %s %s", i, out.p, e.msg);
		csv_release(&c);
		input_close(in);
		buf_release(&out);
	}
}

static void test_given_separator(void **state)
{
	struct input *in = input_from_str(STR("a|b,c,d|e\n"), "t");
	struct err e = {0};
	struct csv c;

	(void)state;
	csv_init(&c, in, '|');
	assert_int_equal(csv_next(&c, 100, &e), 1);
	assert_int_equal(c.n, 3);
	assert_true(str_is(c.fields[1], "b,c,d"));
	csv_release(&c);
	input_close(in);
}

static void test_writes(void **state)
{
	static const struct {
		struct str field;
		const char *plain, *safe;
	} cases[] = {
		{S("a"), ",a", ",a"},
		{S(""), ",", ","},
		{S("a b"), ",a b", ",a b"},
		{S(" a"), ",\" a\"", ",\" a\""},
		{S("a "), ",\"a \"", ",\"a \""},
		{S("a,b"), ",\"a,b\"", ",\"a,b\""},
		{S("a;b"), ",\"a;b\"", ",\"a;b\""},
		{S("a\tb"), ",\"a\tb\"", ",\"a\tb\""},
		{S("a\"b\"\""), ",\"a\"\"b\"\"\"\"\"", ",\"a\"\"b\"\"\"\"\""},
		{S("a\nb"), ",\"a\nb\"", ",\"a\nb\""},
		{S("a\rb"), ",\"a\rb\"", ",\"a\rb\""},
		{S("=1+1"), ",=1+1", ",'=1+1"},
		{S("+1"), ",+1", ",'+1"},
		{S("-1"), ",-1", ",'-1"},
		{S("@x"), ",@x", ",'@x"},
		{S("\tx"), ",\"\tx\"", ",\"'\tx\""},
		{S("\rx"), ",\"\rx\"", ",\"'\rx\""},
		{S("=\"a\""), ",\"=\"\"a\"\"\"", ",\"'=\"\"a\"\"\""},
		{S("\xef\xbc\x9d"
		   "1"),
		 ",\xef\xbc\x9d"
		 "1",
		 ",'\xef\xbc\x9d"
		 "1"},
		{S("a=b"), ",a=b", ",a=b"},
		{S("\xe4\xbd\xa0"), ",\xe4\xbd\xa0", ",\xe4\xbd\xa0"},
	};
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_clear(&out);
		csv_put(&out, cases[i].field, false, false);
		assert_string_equal(out.p, cases[i].plain);
		buf_clear(&out);
		csv_put(&out, cases[i].field, false, true);
		assert_string_equal(out.p, cases[i].safe);
	}
	buf_clear(&out);
	csv_put(&out, STR_NONE, true, true);
	csv_put(&out, STR("x"), false, true);
	csv_end_row(&out);
	assert_string_equal(out.p, "\"\",x\r\n");
	buf_release(&out);
}

// Rows of random fields read back as they were, whatever the pieces of the file are.
static void test_round_trip(void **state)
{
	static const char alphabet[] = "a,;\t\"\r\n =\xc3";
	struct arena a = {0};
	struct err e = {0};
	struct rng r;
	struct buf text;
	struct str fields[4000];
	struct csv c;

	(void)state;
	rng_init(&r, 3, STR("csv"));
	buf_init(&text, 100000000);
	for (size_t i = 0; i < COUNT(fields); i++) {
		struct buf field;
		buf_init(&field, 100000);
		for (size_t n = rng_below(&r, i % 500 ? 12 : 60000); n > 0; n--) {
			char some = alphabet[rng_below(&r, sizeof(alphabet) - 1)];
			buf_addc(&field, some);
			if (some == '\xc3')
				buf_addc(&field, '\xa9');
		}
		fields[i] = buf_dup(&a, &field);
		csv_put(&text, fields[i], i % 4 == 0, false);
		if (i % 4 == 3)
			csv_end_row(&text);
		buf_release(&field);
	}
	struct input *in =
		input_open(folder_put("random.csv", buf_str(&text)), INPUT_DETECT, &e);
	csv_init(&c, in, ',');
	for (size_t i = 0; i < COUNT(fields) / 4; i++) {
		assert_int_equal(csv_next(&c, 1000000, &e), 1);
		assert_int_equal(c.n, 4);
		for (size_t k = 0; k < 4; k++)
			assert_true(str_eq(c.fields[k], fields[4 * i + k]));
	}
	assert_int_equal(csv_next(&c, 1000000, &e), 0);
	csv_release(&c);
	input_close(in);
	buf_release(&text);
	arena_release(&a);
}

static void test_real_files(void **state)
{
	static const struct {
		const char *path;
		size_t rows, columns;
	} files[] = {
		{"cold/dev.csv", 6432, 5},
		{"do-not-answer/do_not_answer_en.csv", 940, 5},
		{"gptfuzz/evaluate.csv", 1541, 3},
		{"jade/v1_en.csv", 81, 4},
		{"jade/v3_alignment_hard_zh.csv", 151, 4},
		{"jade/v3_alignment_medium_zh.csv", 501, 4},
		{"jailjudge/JAILJUDGEmini.csv", 1001, 6},
		{"xstest/gpt4.csv", 451, 8},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		struct err e = {0};
		struct csv c;
		struct input *in =
			input_open(folder_data("test_real_files", files[i].path),
				   INPUT_DETECT, &e);
		size_t rows = 0;

		assert_non_null(in);
		csv_init(&c, in, 0);
		for (int got; (got = csv_next(&c, 1 << 20, &e)) != 0; rows++) {
			if (got < 0)
				fail_msg("%s: %s", files[i].path, e.msg);
			assert_int_equal(c.n, files[i].columns);
		}
		assert_int_equal(rows, files[i].rows);
		csv_release(&c);
		input_close(in);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads),           cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_given_separator), cmocka_unit_test(test_writes),
		cmocka_unit_test(test_round_trip),      cmocka_unit_test(test_real_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
