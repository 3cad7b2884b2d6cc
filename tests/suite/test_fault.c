#include "suite/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

static void test_lines(void **state)
{
	struct faults f;
	struct err e = {0};

	(void)state;
	faults_init(&f);
	assert_true(faults_to_err(&f, &e));
	assert_int_equal(e.code, ERR_NONE);
	faults_add(&f, STR("a.jsonl"), 517, STR("risk"), "expected %s", "a node");
	faults_add(&f, STR("a.jsonl"), 0, STR("sha256"), "another");
	faults_add(&f, STR("a.jsonl"), 2, STR_NONE, "no field");
	faults_add(&f, STR_NONE, 0, STR_NONE, "b.yaml:3: the whole of it");
	assert_int_equal(f.total, 4);
	assert_false(faults_to_err(&f, &e));
	assert_int_equal(e.code, ERR_INPUT);
	assert_string_equal(e.msg, "a.jsonl:517: risk: expected a node (and 3 more; "
				   "assay validate lists them)");
	assert_false(faults_to_err(&f, NULL));
	assert_string_equal(told(&f, ""), "a.jsonl:517: risk: expected a node\n"
					  "a.jsonl: sha256: another\n"
					  "a.jsonl:2: no field\n"
					  "b.yaml:3: the whole of it\n");
	faults_release(&f);
}

static void test_only_some_are_shown(void **state)
{
	struct faults f;
	struct buf out;

	(void)state;
	faults_init(&f);
	buf_init(&out, 1 << 20);
	for (size_t i = 1; i <= 1000; i++)
		faults_add(&f, STR("x"), i, STR_NONE, "bad");
	faults_print(&f, &out);
	assert_int_equal(f.total, 1000);
	assert_int_equal(f.kept, FAULTS_SHOWN);
	assert_true(str_ends(buf_str(&out), STR("x:20: bad\nand 980 more\n")));
	buf_release(&out);
	faults_release(&f);
}

// What a file says must neither break the line nor steer the terminal.
static void test_text_of_files(void **state)
{
	static char long_text[5000];
	struct faults f;

	(void)state;
	faults_init(&f);
	faults_add(&f, STR("n\nl"), 1, STR("a\tb"), "got \"%s\"",
		   "x\r\n\x1b[2J\x7f\xc2\x9b\xe2\x80\xa8y\xe7\xa6\x81\xff");
	assert_string_equal(told(&f, ""),
			    "n l:1: a b: got \"x   [2J   y\xe7\xa6\x81\xff\"\n");
	for (size_t i = 0; i + 3 < sizeof(long_text); i += 3)
		memcpy(long_text + i, "\xe7\xa6\x81", 3);
	faults_add(&f, STR("f"), 1, str_of(long_text), "%s", long_text);
	assert_int_equal(f.list[0].field.n, 99);
	assert_int_equal(f.list[0].expected.n, 594);
	faults_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_only_some_are_shown),
		cmocka_unit_test(test_text_of_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
