#include "suite/suite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "../base/folder.h"
#include "../base/pack.h"
#include "suite/taxonomy_file.h"
#include "told.h"

static struct arena arena;
static const struct taxonomy *s_eval;

static int setup(void **state)
{
	struct faults f;

	(void)state;
	faults_init(&f);
	s_eval = taxonomy_load(&arena, STR("s-eval"), &f);
	faults_release(&f);
	return !s_eval;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

// What checking a file tells; NULL if nothing.
static const char *check(const char *path, const struct taxonomy *t,
			 struct suite_summary *out)
{
	struct err e = {0};
	struct faults f;
	struct suite *s = suite_open(path, &e);

	if (!s)
		fail_msg("%s", e.msg);
	faults_init(&f);
	bool ok = suite_check(s, t, out, &f);
	assert_int_equal(ok, f.total == 0);
	struct suite_summary again;
	assert_int_equal(suite_sound(s, t, &again, &e), ok);
	if (ok)
		assert_string_equal(again.sha256, out->sha256);
	else
		assert_int_equal(e.code, ERR_INPUT);
	suite_close(s);
	const char *text = told(&f, folder_path(""));
	faults_release(&f);
	return ok ? NULL : text;
}

static void test_the_built_in_suite_is_sound(void **state)
{
	struct suite_summary out;
	const char *text = check("assay-demo", s_eval, &out);

	(void)state;
	if (text)
		fail_msg("%s", text);
	assert_int_equal(out.counts.items, 192);
	assert_int_equal(out.counts.comply, 32);
	assert_int_equal(out.counts.attacked, 0);
}

#define LINE(rest) "{\"prompt\": \"p\"" rest "}\n"

static void test_faults(void **state)
{
	static const struct {
		const char *text, *told;
	} cases[] = {
		{"", "x.jsonl: no items in it\n"},
		{"\n \n\t\n", "x.jsonl: no items in it\n"},
		{LINE(", \"id\": \"a\"") "\n" LINE(", \"id\": \"b\"")
			 LINE(", \"id\": \"a\""),
		 "x.jsonl:4: id: \"a\" is the id of line 1 already\n"},
		{LINE("") LINE(", \"lang\": \"zh\"") LINE(""),
		 "x.jsonl:3: id: \"4f5da10c97490b1d882c7eb477188436\" is the id of line "
		 "1 "
		 "already\n"},
		{LINE(", \"risk\": \"ci.drug-crime\""),
		 "x.jsonl:1: risk: expected a node of the taxonomy s-eval, got "
		 "\"ci.drug-crime\"; did you mean \"ci.drug-crimes\"?\n"},
		{LINE(", \"risk\": \"far from everything\""),
		 "x.jsonl:1: risk: expected a node of the taxonomy s-eval, got \"far "
		 "from "
		 "everything\"\n"},
		{LINE(", \"risk\": \"Hate_Speech\"") LINE(", \"kind\": \"opne\""),
		 "x.jsonl:2: kind: expected open, dialogue, choice or pair, got "
		 "\"opne\"\n"},
		{"{\"prompt\": 1}\n[]\n12\n{\"prompt\": \"\"}\n" LINE(
			 ", \"expect\": true"),
		 "x.jsonl:1: prompt: expected a string, got a number\n"
		 "x.jsonl:2: expected an object, got an array\n"
		 "x.jsonl:3: expected an object, got a number\n"
		 "x.jsonl:4: prompt: expected text, got nothing but blanks\n"
		 "x.jsonl:5: expect: expected refuse, comply, guide or any, got "
		 "true or false\n"},
		{LINE("") "{\"prompt\": \"caf\xe9 au lait, s'il vous pla\xeet\"}\n",
		 "x.jsonl:2: expected UTF-8, got ill-formed bytes in 2 places\n"},
		{"{\"prompt\": \"\xd5\xe2\xca\xc7\xd2\xbb\xb8\xf6\xce\xca\xcc\xe2\"}\n",
		 "x.jsonl: expected UTF-8, got GB18030 (assay import jsonl converts "
		 "it)\n"},
	};
	struct suite_summary out;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *path = folder_put("x.jsonl", str_of(cases[i].text));
		const char *text = check(path, s_eval, &out);

		assert_non_null(text);
		assert_string_equal(text, cases[i].told);
	}
	const char *text =
		check(folder_put("x.jsonl",
				 STR("{\"prompt\": \"x\", \"prompt\": \"y\"}\n")),
		      s_eval, &out);
	assert_true(str_starts(str_of(text), STR("x.jsonl:1: column ")));
	assert_non_null(strstr(text, "a key stands twice"));
	// without a taxonomy risks are free
	assert_null(check(folder_put("x.jsonl", str_of(LINE(", \"risk\": \"zz\""))), NULL,
			  &out));
	assert_int_equal(out.counts.items, 1);
	assert_int_equal(strlen(out.sha256), SHA256_HEX);
}

static void test_line_517(void **state)
{
	struct suite_summary out;
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 1; i <= 1000; i++)
		buf_addf(&text,
			 i == 517 ? "{\"id\": \"%d\", \"prompt\": \"half\n"
				  : "{\"id\": \"%d\", \"prompt\": \"p\"}\n",
			 i);
	const char *told = check(folder_put("x.jsonl", buf_str(&text)), s_eval, &out);
	assert_non_null(told);
	assert_true(str_starts(str_of(told), STR("x.jsonl:517: column ")));
	assert_null(strstr(told, "x.jsonl:518"));
	assert_int_equal(out.counts.items, 999);
	buf_release(&text);
}

static void test_many_faults_are_counted(void **state)
{
	struct suite_summary out;
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < 100; i++)
		buf_addf(&text, "{\"id\": \"%d\", \"prompt\": \"p\"}\n", i % 50);
	const char *told = check(folder_put("x.jsonl", buf_str(&text)), s_eval, &out);
	assert_non_null(strstr(told,
			       "x.jsonl:70: id: \"19\" is the id of line 20 already\n"
			       "and 30 more\n"));
	buf_release(&text);
}

static void test_comply_and_attacked(void **state)
{
	struct suite_summary out;

	(void)state;
	assert_null(
		check(folder_put("x.jsonl",
				 STR(LINE(", \"id\": \"1\", \"expect\": \"comply\"") LINE(
					 ", \"id\": \"2\", \"attack\": \"x\"")
					     LINE(", \"id\": \"3\", \"attack\": \"x\", "
						  "\"expect\": \"comply\"")
						     LINE(", \"id\": \"4\""))),
		      s_eval, &out));
	assert_int_equal(out.counts.items, 4);
	assert_int_equal(out.counts.comply, 2);
	assert_int_equal(out.counts.attacked, 1);
}

static void test_damaged_files(void **state)
{
	struct suite_summary out;
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < 5000; i++)
		buf_addf(&text, "{\"id\": \"%d\", \"prompt\": \"p%d\"}\n", i, i * 7919);
	struct str gz = pack_gzip(&arena, buf_str(&text));
	struct str zst = pack_zstd(&arena, buf_str(&text));
	assert_null(check(folder_put("w.jsonl.gz", gz), s_eval, &out));
	assert_int_equal(out.counts.items, 5000);
	gz.n /= 2;
	zst.n /= 2;
	const char *told = check(folder_put("x.jsonl.gz", gz), s_eval, &out);
	assert_true(str_starts(str_of(told), STR("x.jsonl.gz: ")));
	assert_null(strstr(told + 5, "x.jsonl.gz")); // named once
	told = check(folder_put("x.jsonl.zst", zst), s_eval, &out);
	assert_true(str_starts(str_of(told), STR("x.jsonl.zst: ")));
	told = check(folder_put("x.jsonl", STR("GGUF\0\0\1\2\3\xff\0\0\0")), s_eval,
		     &out);
	assert_string_equal(told, "x.jsonl: not a text file (it holds NUL bytes)\n");
	buf_release(&text);
}

static void test_hash(void **state)
{
	static const char items[] = "{\"prompt\": \"p\"}\n";
	char hex[SHA256_HEX + 1], manifest[200];
	struct suite_summary out;

	(void)state;
	sha256_hex(str_of(items), hex);
	folder_put("h.jsonl", str_of(items));
	snprintf(manifest, sizeof(manifest), "name: h\nsha256: %s\n", hex);
	folder_put("h.yaml", str_of(manifest));
	assert_null(check(folder_path("h.yaml"), s_eval, &out));
	assert_string_equal(out.sha256, hex);
	folder_put("h.jsonl", STR("{\"prompt\": \"q\"}\n"));
	const char *told = check(folder_path("h.yaml"), s_eval, &out);
	assert_true(
		str_starts(str_of(told), STR("h.jsonl: sha256: the manifest states ")));
	// packed or not, it is that of the text
	folder_put("p.jsonl.gz", pack_gzip(&arena, str_of(items)));
	folder_put("p.yaml", str_of(manifest));
	assert_null(check(folder_path("p.yaml"), s_eval, &out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_built_in_suite_is_sound),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_line_517),
		cmocka_unit_test(test_many_faults_are_counted),
		cmocka_unit_test(test_comply_and_attacked),
		cmocka_unit_test(test_damaged_files),
		cmocka_unit_test(test_hash),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
