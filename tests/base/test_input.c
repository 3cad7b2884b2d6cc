#include "base/input.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "folder.h"
#include "pack.h"

#define S(literal)                           \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

static void test_lines(void **state)
{
	static const struct {
		struct str text;
		size_t n;
		const char *lines[5];
	} cases[] = {
		{S(""), 0, {NULL}},
		{S("\n"), 1, {""}},
		{S("a"), 1, {"a"}},
		{S("a\n"), 1, {"a"}},
		{S("a\nb"), 2, {"a", "b"}},
		{S("a\r\nb\r\n"), 2, {"a", "b"}},
		{S("\n\n\n"), 3, {"", "", ""}},
		{S("\r\n"), 1, {""}},
		{S("a\rb\n"), 1, {"a\rb"}},
		{S("a\r\r\n"), 1, {"a\r"}},
		{S("a\r"), 1, {"a\r"}},
		{S("\xef\xbb\xbf"
		   "a\nb"),
		 2,
		 {"a", "b"}},
		{S("\xff\xfe"
		   "a\0\n\0b\0"),
		 2,
		 {"a", "b"}},
		{S("\xfe\xff\0a\0\r\0\n\0b"), 2, {"a", "b"}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct input *in = input_from_str(cases[i].text, "t");
		struct err e = {0};
		struct str line;
		size_t n = 0;
		int got;

		while ((got = input_line(in, 100, &line, &e)) > 0) {
			assert_true(n < cases[i].n);
			assert_true(str_is(line, cases[i].lines[n]));
			assert_int_equal(input_line_number(in), ++n);
		}
		assert_int_equal(got, 0);
		assert_int_equal(n, cases[i].n);
		assert_int_equal(input_line(in, 100, &line, &e), 0);
		input_close(in);
	}
}

static void test_line_limit(void **state)
{
	static const struct {
		struct str text;
		size_t max;
		int second; // what input_line says of the second line
	} cases[] = {
		{S("x\nabc\n"), 3, 1},    {S("x\nabc\r\n"), 3, 1},
		{S("x\nabc"), 3, 1},      {S("x\nabcd\n"), 3, -1},
		{S("x\nabcd"), 3, -1},    {S("x\nabcd\r\n"), 3, -1},
		{S("x\nabcde\n"), 3, -1}, {S("x\nabc\r"), 3, -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct input *in = input_from_str(cases[i].text, "t.jsonl");
		struct err e = {0};
		struct str line;

		assert_int_equal(input_line(in, cases[i].max, &line, &e), 1);
		if (input_line(in, cases[i].max, &line, &e) != cases[i].second)
			fail_msg("case %zu", i);
		if (cases[i].second < 0) {
			assert_int_equal(e.code, ERR_INPUT);
			assert_string_equal(e.msg,
					    "t.jsonl: line 2 is longer than 3 bytes");
			e.msg[0] = '\0'; // it stays so
			assert_int_equal(input_line(in, 100, &line, &e), -1);
			assert_string_equal(e.msg,
					    "t.jsonl: line 2 is longer than 3 bytes");
		}
		input_close(in);
	}
}

// Lines of up to some MB, over many chunks, with all kinds of ends.
static void test_huge_lines(void **state)
{
	static const size_t sizes[] = {0,       1, 65535,  65536, 65537,
				       3000000, 2, 200000, 131072};
	struct buf text;
	struct err e = {0};
	struct str line;

	(void)state;
	buf_init(&text, 100000000);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		for (size_t n = 0; n < sizes[i]; n++)
			buf_addc(&text, (char)('a' + n % 23));
		buf_adds(&text, i % 2 ? "\n" : "\r\n");
	}
	struct input *in =
		input_open(folder_put("huge", buf_str(&text)), INPUT_DETECT, &e);
	assert_non_null(in);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		assert_int_equal(input_line(in, 3000000, &line, &e), 1);
		assert_int_equal(line.n, sizes[i]);
		for (size_t n = 0; n < line.n; n += 997)
			assert_int_equal(line.p[n], 'a' + n % 23);
	}
	assert_int_equal(input_line(in, 3000000, &line, &e), 0);
	input_close(in);
	// A limit far below the line: memory stays near the limit, and so does the time.
	in = input_open(folder_path("huge"), INPUT_DETECT, &e);
	while (input_line(in, 70000, &line, &e) > 0)
		;
	assert_non_null(strstr(e.msg, "huge: line 6 is longer than 70000 bytes"));
	input_close(in);
	buf_release(&text);
}

static void test_rest(void **state)
{
	struct arena a = {0};
	struct err e = {0};
	struct str line, rest;
	struct input *in = input_from_str(STR("head\nbody\nend"), "t");

	(void)state;
	assert_int_equal(input_line(in, 100, &line, &e), 1);
	assert_true(input_rest(in, &a, 8, &rest, &e));
	assert_true(str_is(rest, "body\nend"));
	assert_true(input_rest(in, &a, 8, &rest, &e));
	assert_int_equal(rest.n, 0);
	input_close(in);
	in = input_from_str(STR("head\nbody\nend"), "t");
	assert_false(input_rest(in, &a, 12, &rest, &e));
	assert_string_equal(e.msg, "t is larger than 12 bytes");
	input_close(in);
	in = input_from_str(STR("head\nbody\nend"), "t");
	assert_int_equal(input_line(in, 100, &line, &e), 1);
	assert_int_equal(input_some(in, &line, &e), 1);
	assert_true(str_is(line, "body\nend"));
	assert_int_equal(input_some(in, &line, &e), 0);
	input_close(in);
	input_close(NULL);
	arena_release(&a);
}

static void expect_open(const char *path, enum err_code code, const char *part)
{
	struct err e = {0};

	assert_null(input_open(path, INPUT_DETECT, &e));
	assert_int_equal(e.code, code);
	if (!strstr(e.msg, part))
		fail_msg("%s, expected %s", e.msg, part);
}

static void test_refuses(void **state)
{
	(void)state;
	expect_open(folder_path("none"), ERR_NOT_FOUND, "none: No such file");
	expect_open(folder_path(""), ERR_INPUT, "is a folder, expected a file");
	expect_open("", ERR_NOT_FOUND, "cannot read");
	expect_open(folder_put("x", STR("\xfd"
					"7zXZ\0\0")),
		    ERR_INPUT, "compressed with xz");
	expect_open(folder_put("x", STR("BZh91AY")), ERR_INPUT, "compressed with bzip2");
	expect_open(folder_put("x", STR("7z\xbc\xaf\x27\x1c")), ERR_INPUT,
		    "a 7z archive");
	expect_open(folder_put("x", STR("Rar!\x1a\x07")), ERR_INPUT, "a RAR archive");
}

static void test_binary(void **state)
{
	struct err e = {0};
	struct str line;
	struct input *in = input_open("/proc/self/exe", INPUT_DETECT, &e);

	(void)state;
	assert_non_null(in);
	assert_int_equal(input_line(in, 1000000, &line, &e), -1);
	assert_int_equal(e.code, ERR_INPUT);
	assert_string_equal(e.msg,
			    "/proc/self/exe: not a text file (it holds NUL bytes)");
	input_close(in);
}

static void count(const char *path, size_t lines, const char *encoding)
{
	struct err e = {0};
	struct input *in = input_open(path, INPUT_DETECT, &e);
	struct str line;
	int got;

	if (!in)
		fail_msg("%s", e.msg);
	while ((got = input_line(in, 1 << 20, &line, &e)) > 0)
		;
	if (got < 0)
		fail_msg("%s", e.msg);
	assert_int_equal(input_line_number(in), lines);
	assert_string_equal(input_encoding_name(in), encoding);
	assert_int_equal(input_repaired(in), 0);
	input_close(in);
}

static void test_wrapped(void **state)
{
	struct arena a = {0};
	struct str text = STR("a\n\xe4\xbd\xa0\nc\n"), utf16 = STR("\xff\xfe"
								   "a\0\n\0b\0");

	(void)state;
	count(folder_put("plain", text), 3, "UTF-8");
	count(folder_put("plain.gz", pack_gzip(&a, text)), 3, "UTF-8");
	count(folder_put("no-suffix", pack_zstd(&a, text)), 3, "UTF-8");
	count(folder_put("u16.gz", pack_gzip(&a, utf16)), 2, "UTF-16LE");
	count(folder_put("empty", STR("")), 0, "UTF-8");
	count(folder_put("empty.gz", pack_gzip(&a, STR(""))), 0, "UTF-8");
	count(folder_put("empty.zst", pack_zstd(&a, STR(""))), 0, "UTF-8");
	count("/dev/null", 0, "UTF-8");
	arena_release(&a);
}

// A pipe that hands out its bytes slowly, one by one, here as standard input.
static void test_standard_input(void **state)
{
	struct arena a = {0};
	struct str packed = pack_gzip(&a, STR("one\ntwo\n"));
	struct err e = {0};
	struct str line;
	int ends[2], kept = dup(STDIN_FILENO);

	(void)state;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		for (size_t i = 0; i < packed.n; i++)
			if (write(ends[1], packed.p + i, 1) != 1)
				_exit(1);
		_exit(0);
	}
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	struct input *in = input_open("-", INPUT_DETECT, &e);
	assert_non_null(in);
	assert_int_equal(input_line(in, 10, &line, &e), 1);
	assert_true(str_is(line, "one"));
	assert_int_equal(input_line(in, 2, &line, &e), -1);
	assert_string_equal(e.msg, "standard input: line 2 is longer than 2 bytes");
	input_close(in);
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0); // not closed
	assert_int_equal(waitpid(child, NULL, 0), child);
	dup2(kept, STDIN_FILENO);
	close(kept);
	arena_release(&a);
}

static void test_jade(void **state)
{
	struct err e = {0};
	struct str line;

	(void)state;
	count(folder_data("test_jade", "jade/v1_zh.csv"), 151, "UTF-8");
	count(folder_data("test_jade", "jade/v3_alignment_medium_zh.csv"), 3083,
	      "GB18030");
	const char *path = folder_data("test_jade", "jade/v3_alignment_hard_zh.csv");
	count(path, 1324, "GB18030");
	struct input *in = input_open(path, INPUT_DETECT, &e);
	assert_int_equal(input_line(in, 1000, &line, &e), 1);
	// "ID," and the Chinese for "question"
	assert_true(str_starts(line, STR("ID,\xe9\x97\xae\xe9\xa2\x98,")));
	input_close(in);
}

static void test_real_files(void **state)
{
	(void)state;
	count(folder_data("test_real_files", "hh-rlhf/harmless-base-test.jsonl.gz"), 2312,
	      "UTF-8");
	count(folder_data("test_real_files",
			  "cvalues/cvalues_responsibility_prompts.jsonl"),
	      664, "UTF-8");
	count(folder_data("test_real_files",
			  "s-eval/S-Eval_base_risk_zh_small.jsonl.zip"),
	      1000, "UTF-8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),      cmocka_unit_test(test_line_limit),
		cmocka_unit_test(test_huge_lines), cmocka_unit_test(test_rest),
		cmocka_unit_test(test_refuses),    cmocka_unit_test(test_binary),
		cmocka_unit_test(test_wrapped),    cmocka_unit_test(test_standard_input),
		cmocka_unit_test(test_jade),       cmocka_unit_test(test_real_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
