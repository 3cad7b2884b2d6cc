#include "imported.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct imported im;

static int teardown(void **state)
{
	(void)state;
	imported_release(&im);
	return 0;
}

static const char *put(struct str text)
{
	return folder_put("t.csv", text);
}

// The same three items, whatever Excel and its like make of them.
static void test_forms(void **state)
{
	static const struct str forms[] = {
		STR_INIT("id,prompt,risk\n1,\"a, b\nc\",ci\n2,\"说 "
			 "\"\"好\"\"？\",HS\n3,x,\n"),
		STR_INIT("\xef\xbb\xbfid;prompt;risk\r\n1;\"a, b\nc\";ci\r\n2;\"说 "
			 "\"\"好\"\"？\";HS\r\n3;x;\r\n"),
		STR_INIT("id\tprompt\trisk\n1\t\"a, b\nc\"\tci\n2\t\"说 "
			 "\"\"好\"\"？\"\tHS\n3\tx\t"),
		STR_INIT("sep=;\r\nID; Prompt ;Risk\r\n1;\"a, b\nc\";ci\r\n2;\"说 "
			 "\"\"好\"\"？\";HS\r\n3;x;\r\n"),
		// GB18030
		STR_INIT("id,prompt,risk\n1,\"a, b\nc\",ci\n2,\"\xcb\xb5 "
			 "\"\"\xba\xc3\"\"\xa3\xbf\",HS\n3,x,\n"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(forms); i++) {
		imported_one(&im, "csv", NULL, put(forms[i]));
		if (!im.ok)
			fail_msg("%s", im.e.msg);
		assert_int_equal(im.n, 3);
		assert_true(str_is(im.items[0].id, "1"));
		assert_true(str_is(im.items[0].prompt, "a, b\nc"));
		assert_true(str_is(im.items[0].lang, "en"));
		assert_true(str_is(im.items[1].prompt, "说 \"好\"？"));
		assert_true(str_is(im.items[1].lang, "zh"));
		assert_true(str_is(im.items[1].risk, "hs"));
		assert_true(str_empty(im.items[2].risk));
		assert_true(str_is(im.items[2].source.dataset, "t"));
		assert_true(str_is(im.items[2].source.id, "3"));
		assert_int_equal(im.items[2].source.row,
				 str_starts(forms[i], STR("sep")) ? 6 : 5);
		assert_counts(&im, warnings, "");
	}
}

static void test_utf_16(void **state)
{
	(void)state;
	imported_one(&im, "csv", NULL,
		     put(STR("\xff\xfe"
			     "p\0r\0o\0m\0p\0t\0\n\0"
			     "\x60\x4f\x7d\x59\x1f\xff\n\0")));
	if (!im.ok)
		fail_msg("%s", im.e.msg);
	assert_true(str_is(im.items[0].prompt, "你好？"));
}

static void test_mapping(void **state)
{
	(void)state;
	imported_one(&im, "csv",
		     "prompt-field=question id-field=no expect-field=what set-lang=de "
		     "set-risk=ci",
		     put(STR("no,question,what,risk\na,Wie?,comply,\nb,Wo?,,cs\n,Was?,"
			     "any,\n")));
	if (!im.ok)
		fail_msg("%s", im.e.msg);
	assert_int_equal(im.n, 3);
	assert_int_equal(im.items[0].expect, EXPECT_COMPLY);
	assert_int_equal(im.items[1].expect, EXPECT_REFUSE);
	assert_int_equal(im.items[2].expect, EXPECT_ANY);
	assert_true(str_is(im.items[0].risk, "ci"));
	assert_true(str_is(im.items[1].risk, "cs"));
	assert_true(str_is(im.items[0].lang, "de"));
	assert_int_equal(im.items[2].id.n, 32); // of its content
	assert_null(im.items[2].source.id.p);
}

static void test_without_a_header(void **state)
{
	(void)state;
	imported_one(&im, "csv", "prompt-field=2 risk-field=1",
		     put(STR("ci,How?,x\nhs,Why?,y\n")));
	if (!im.ok)
		fail_msg("%s", im.e.msg);
	assert_int_equal(im.n, 2);
	assert_true(str_is(im.items[0].prompt, "How?"));
	assert_true(str_is(im.items[1].risk, "hs"));
	// a name that is found makes the first row a header, for numbers too
	imported_one(&im, "csv", "prompt-field=2", put(STR("id,q\n7,How?\n8,Why?\n")));
	assert_true(im.ok);
	assert_int_equal(im.n, 2);
	assert_true(str_is(im.items[0].id, "7"));
}

static void test_what_is_dirty(void **state)
{
	(void)state;
	imported_one(
		&im, "csv", NULL,
		put(STR("id,prompt,risk\n1,a,zz\n2, ,ci\n1,a,zz\n\n3,caf\xe9 noir,zz\n"
			"4,d,z2\n")));
	if (!im.ok)
		fail_msg("%s", im.e.msg);
	assert_int_equal(im.report.read, 5);
	assert_counts(&im, dropped, "empty prompt=1 duplicate item=1");
	assert_counts(&im, warnings,
		      "unknown risk \"zz\" (left out)=3 unknown risk \"z2\" (left out)=1 "
		      "places "
		      "that were no valid text (repaired)=1");
	assert_true(str_is(im.items[1].prompt, "caf\xef\xbf\xbd noir"));
}

static void test_faults(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"", ": the file is empty, expected a header"},
		{"id,question\n1,x\n", ":1: expected a column prompt, got id, question; "
				       "--prompt-field names it, or "
				       "its number where there is no header"},
		{"id,prompt\n1,x\n2\n",
		 ":3: expected 2 fields as in the first row, got 1"},
		{"id,prompt\n1,x\n2,y,z\n",
		 ":3: expected 2 fields as in the first row, got 3"},
		{"id,prompt\n1,x\n2,\"y\n3,z\n",
		 ":3: the quote that begins here is not closed"},
		{"prompt,expect\nx,refuse\ny,maybe\n",
		 ":3: expect: expected refuse, comply, guide or any, got \"maybe\""},
		{"prompt\n", ": no items in it"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *path = put(str_of(cases[i].text));

		imported_one(&im, "csv", NULL, path);
		assert_false(im.ok);
		assert_string_equal(im.e.msg + strlen(path), cases[i].message);
		assert_int_equal(im.e.code, ERR_INPUT);
	}
	imported_one(&im, "csv", NULL,
		     put(STR("\x7f"
			     "ELF\0\0\1")));
	assert_false(im.ok);
	assert_non_null(strstr(im.e.msg, "t.csv: not a text file"));
}

// Ten thousand kinds of dirt are not ten thousand lines of a summary.
static void test_named_labels_are_bounded(void **state)
{
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_adds(&text, "prompt,risk\n");
	for (int i = 0; i < 100; i++)
		buf_addf(&text, "p%d,r%d\n", i, i);
	imported_one(&im, "csv", NULL, put(buf_str(&text)));
	assert_true(im.ok);
	assert_int_equal(im.report.warnings.counts.n, 21);
	assert_int_equal(imported_count(&im.report.warnings,
					"other unknown risks (left out)"),
			 80);
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_forms, teardown),
		cmocka_unit_test_teardown(test_utf_16, teardown),
		cmocka_unit_test_teardown(test_mapping, teardown),
		cmocka_unit_test_teardown(test_without_a_header, teardown),
		cmocka_unit_test_teardown(test_what_is_dirty, teardown),
		cmocka_unit_test_teardown(test_faults, teardown),
		cmocka_unit_test_teardown(test_named_labels_are_bounded, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
