#include "base/zip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/input.h"
#include "folder.h"
#include "pack.h"

#define S(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}
#define NI "\xe4\xbd\xa0"

static const struct pack_member members[] = {
	{"data/", {NULL, 0}},
	{"data/b.jsonl", S("one\ntwo\n")},
	{"__MACOSX/data/._b.jsonl", S("\0junk")},
	{"data/.DS_Store", S("\0junk")},
	{"._x", S("junk")},
	{"a " NI ".csv", S(NI "\n")},
	{"empty", S("")},
	{"Thumbs.db", S("junk")},
};

static void test_list(void **state)
{
	struct arena a = {0};
	struct err e = {0};
	struct str *names;
	size_t n, junk;
	const char *path = folder_path("several.zip");

	(void)state;
	pack_zip(path, members, COUNT(members));
	assert_true(zip_is(path));
	assert_true(zip_list(&a, path, &names, &n, &junk, &e));
	assert_int_equal(n, 3);
	assert_int_equal(junk, 4);
	assert_string_equal(names[0].p, "data/b.jsonl");
	assert_string_equal(names[1].p, "a " NI ".csv");
	assert_string_equal(names[2].p, "empty");
	assert_true(zip_list(&a, path, &names, &n, NULL, &e));
	arena_release(&a);
}

static void expect_member(const char *path, const char *name, const char *text)
{
	struct arena a = {0};
	struct err e = {0};
	struct str got;
	struct input *in = input_open_member(path, name, INPUT_DETECT, &e);

	if (!in)
		fail_msg("%s", e.msg);
	assert_true(input_rest(in, &a, 1000, &got, &e));
	assert_true(str_is(got, text));
	input_close(in);
	arena_release(&a);
}

static void test_members(void **state)
{
	struct arena a = {0};
	struct err e = {0};
	const char *path = folder_path("several.zip");
	struct pack_member packed = {"x.jsonl.gz", pack_gzip(&a, STR("packed\n"))};

	(void)state;
	pack_zip(path, members, COUNT(members));
	expect_member(path, "data/b.jsonl", "one\ntwo\n");
	expect_member(path, "a " NI ".csv", NI "\n");
	expect_member(path, "empty", "");
	assert_null(input_open_member(path, "none", INPUT_DETECT, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_non_null(strstr(e.msg, "several.zip holds no file none"));
	assert_null(input_open_member(folder_path("none.zip"), "x", INPUT_DETECT, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	pack_zip(folder_path("gz.zip"), &packed, 1);
	expect_member(folder_path("gz.zip"), "x.jsonl.gz", "packed\n");
	arena_release(&a);
}

static void expect_open(const char *path, const char *part)
{
	struct err e = {0};

	assert_null(input_open(path, INPUT_DETECT, &e));
	assert_int_equal(e.code, ERR_INPUT);
	if (!strstr(e.msg, part))
		fail_msg("%s, expected %s", e.msg, part);
}

static void test_as_file(void **state)
{
	static const struct pack_member workbook[] = {
		{"[Content_Types].xml", S("<x/>")},
		{"xl/workbook.xml", S("<x/>")},
	};
	struct err e = {0};
	struct str line;

	(void)state;
	// One file and junk: that file.
	pack_zip(folder_path("one.zip"), members + 1, 3);
	struct input *in = input_open(folder_path("one.zip"), INPUT_DETECT, &e);
	assert_non_null(in);
	assert_int_equal(input_line(in, 10, &line, &e), 1);
	assert_true(str_is(line, "one"));
	input_close(in);
	pack_zip(folder_path("several.zip"), members, COUNT(members));
	expect_open(folder_path("several.zip"),
		    "several.zip holds 3 files, expected one");
	pack_zip(folder_path("junk.zip"), members + 2, 2);
	expect_open(folder_path("junk.zip"), "junk.zip holds 0 files, expected one");
	pack_zip(folder_path("book.xlsx"), workbook, COUNT(workbook));
	expect_open(folder_path("book.xlsx"), "is an office document; save it as CSV");
	// The end of a zip alone: one without files.
	assert_true(zip_is(
		folder_put("none.zip", (struct str)S("PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0"
						     "\0\0\0\0\0\0\0"))));
	expect_open(folder_path("none.zip"), "holds 0 files, expected one");
}

static void test_is(void **state)
{
	(void)state;
	assert_false(zip_is(folder_path("none")));
	assert_false(zip_is(folder_path("")));
	assert_false(zip_is(folder_put("x", STR("PK"))));
	assert_false(zip_is(folder_put("x", STR("text"))));
	assert_true(zip_is(folder_put("x", STR("PK\x03\x04"))));
}

// Cut anywhere, or with a changed byte, a zip is told as broken or its text is right.
static void test_damaged(void **state)
{
	struct arena a = {0};
	struct buf text;
	struct str whole;

	(void)state;
	buf_init(&text, 100000);
	for (int i = 0; i < 2000; i++)
		buf_addf(&text, "%d,", i * i);
	struct pack_member member = {"x", buf_str(&text)};
	pack_zip(folder_path("whole.zip"), &member, 1);
	assert_true(file_read(&a, folder_path("whole.zip"), 100000, &whole, NULL));
	for (size_t i = 0; i < whole.n; i += 37) {
		struct err e = {0};
		struct str got, copy = arena_str(&a, whole);
		const char *path = folder_put("cut.zip", str_slice(whole, 0, i));
		if (i >= 4) {
			assert_null(input_open(path, INPUT_DETECT, &e));
			assert_int_equal(e.code, ERR_INPUT);
			assert_non_null(strstr(e.msg, "cut.zip is no whole zip"));
		}
		((char *)copy.p)[i] ^= 0x10;
		struct input *in =
			input_open(folder_put("bad.zip", copy), INPUT_DETECT, &e);
		if (in && input_rest(in, &a, 100000, &got, &e) && i >= 4)
			assert_true(str_eq(got, buf_str(&text)));
		input_close(in);
	}
	buf_release(&text);
	arena_release(&a);
}

static void test_s_eval(void **state)
{
	const char *path =
		folder_data("test_s_eval", "s-eval/S-Eval_attack_zh_small.jsonl.zip");
	struct arena a = {0};
	struct err e = {0};
	struct str *names, line;
	size_t n, junk;

	(void)state;
	assert_true(zip_list(&a, path, &names, &n, &junk, &e));
	assert_int_equal(n, 1);
	assert_int_equal(junk, 1);
	struct input *in = input_open_member(path, names[0].p, INPUT_DETECT, &e);
	assert_non_null(in);
	while (input_line(in, 1 << 20, &line, &e) > 0)
		;
	assert_int_equal(e.code, ERR_NONE);
	assert_int_equal(input_line_number(in), 10000);
	input_close(in);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list),    cmocka_unit_test(test_members),
		cmocka_unit_test(test_as_file), cmocka_unit_test(test_is),
		cmocka_unit_test(test_damaged), cmocka_unit_test(test_s_eval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
