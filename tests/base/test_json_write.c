#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/rng.h"

static void test_reals(void **state)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
		{0, "0.0"},
		{-0.0, "-0.0"},
		{1, "1.0"},
		{-3, "-3.0"},
		{0.1, "0.1"},
		{0.1 + 0.2, "0.30000000000000004"},
		{1.0 / 3, "0.3333333333333333"},
		{100, "100.0"},
		{1e15, "1e+15"},
		{123456789.125, "123456789.125"},
		{1e-5, "1e-05"},
		{1e22, "1e+22"},
		{1e23, "1e+23"},
		{9007199254740993.0, "9007199254740992.0"},
		{DBL_MAX, "1.7976931348623157e+308"},
		{DBL_MIN, "2.2250738585072014e-308"},
		{5e-324, "5e-324"},
		{1.5e-323, "1.5e-323"},
		{NAN, "null"},
		{INFINITY, "null"},
		{-INFINITY, "null"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct json_writer w;
		struct buf out;

		buf_init(&out, 100);
		json_writer_init(&w, &out, 0);
		json_put_real(&w, cases[i].value);
		assert_string_equal(out.p, cases[i].text);
		buf_release(&out);
	}
}

static bool reads_back(double v)
{
	struct arena a = {0};
	struct json_writer w;
	struct buf out;
	double back;

	buf_init(&out, 100);
	json_writer_init(&w, &out, 0);
	json_put_real(&w, v);
	const struct json *j = json_parse(&a, buf_str(&out), 0, NULL, NULL);
	bool same = j && j->kind == JSON_REAL && json_num(j, &back) &&
		    memcmp(&back, &v, 8) == 0;
	buf_release(&out);
	arena_release(&a);
	return same;
}

static void test_reals_read_back(void **state)
{
	struct rng r;
	double v;

	(void)state;
	rng_init(&r, 1, STR("reals"));
	for (int i = 0; i < 20000; i++) {
		uint64_t bits = rng_u64(&r);
		memcpy(&v, &bits, sizeof(v));
		if (isfinite(v) && !reads_back(v))
			fail_msg("%.17g", v);
		v = (double)(int64_t)rng_below(&r, 2000000) / 1000 - 1000;
		if (!reads_back(v))
			fail_msg("%.17g", v);
	}
	for (int i = -1074; i < 1024; i++)
		assert_true(reads_back(ldexp(1, i)));
}

static void write_all(struct json_writer *w)
{
	json_begin(w, '{');
	json_field_str(w, "s", STR("a\"b\\c/\n\r\t\b\f\x01\x1f\x7f"));
	json_field_str(w, "none", STR_NONE);
	json_field_str(w, "empty", STR(""));
	json_field_cstr(w, "c", "x");
	json_field_cstr(w, "cn", NULL);
	json_field_int(w, "i", INT64_MIN);
	json_field_real(w, "r", 0.5);
	json_field_bool(w, "b", true);
	json_field_null(w, "n");
	json_key(w, "l");
	json_begin(w, '[');
	json_put_int(w, 1);
	json_begin(w, '[');
	json_end(w, ']');
	json_begin(w, '{');
	json_end(w, '}');
	json_put_raw(w, STR("{\"raw\": 1}"));
	json_put(w, NULL);
	json_end(w, ']');
	json_key_str(w, STR("k\"\xff"));
	json_put_str(w, STR("\xe4\xbd\xa0\xe4\xbd\xff z"));
	json_end(w, '}');
}

static void test_one_line(void **state)
{
	struct json_writer w;
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	json_writer_init(&w, &out, 0);
	write_all(&w);
	assert_string_equal(
		out.p,
		"{\"s\":\"a\\\"b\\\\c/\\n\\r\\t\\b\\f\\u0001\\u001f\x7f\",\"none\":null,"
		"\"empty\":\"\",\"c\":\"x\",\"cn\":null,\"i\":-9223372036854775808,\"r\":"
		"0.5,"
		"\"b\":true,\"n\":null,\"l\":[1,[],{},{\"raw\": 1},null],"
		"\"k\\\"\xef\xbf\xbd\":\"\xe4\xbd\xa0\xef\xbf\xbd\xef\xbf\xbd z\"}");
	// A second value behind the first: a line of its own.
	buf_addc(&out, '\n');
	buf_clear(&out);
	json_begin(&w, '[');
	json_put_bool(&w, false);
	json_put_null(&w);
	json_end(&w, ']');
	assert_string_equal(out.p, "[false,null]");
	buf_release(&out);
}

static void test_indent(void **state)
{
	struct json_writer w;
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	json_writer_init(&w, &out, 2);
	json_begin(&w, '{');
	json_field_int(&w, "a", 1);
	json_key(&w, "b");
	json_begin(&w, '[');
	json_put_int(&w, 2);
	json_begin(&w, '{');
	json_end(&w, '}');
	json_begin(&w, '[');
	json_put_int(&w, 3);
	json_end(&w, ']');
	json_end(&w, ']');
	json_end(&w, '}');
	assert_string_equal(
		out.p, "{\n  \"a\": 1,\n  \"b\": [\n    2,\n    {},\n    [\n      3\n"
		       "    ]\n  ]\n}");
	buf_clear(&out);
	json_writer_init(&w, &out, 8);
	for (int i = 0; i < 6; i++)
		json_begin(&w, '[');
	for (int i = 0; i < 6; i++)
		json_end(&w, ']');
	assert_non_null(strstr(out.p, "\n                                        []\n"));
	buf_release(&out);
}

// What is written, indented or not, reads back as the same tree.
static void test_reads_back(void **state)
{
	struct json_writer w;
	struct buf first, second;
	struct arena a = {0};

	(void)state;
	buf_init(&first, 1000);
	buf_init(&second, 1000);
	json_writer_init(&w, &first, 0);
	write_all(&w);
	for (int indent = 0; indent <= 4; indent += 2) {
		buf_clear(&second);
		json_writer_init(&w, &second, indent);
		json_put(&w, json_parse(&a, buf_str(&first), 0, NULL, NULL));
		const struct json *j = json_parse(&a, buf_str(&second), 0, NULL, NULL);
		buf_clear(&second);
		json_writer_init(&w, &second, 0);
		json_put(&w, j);
		assert_int_equal(second.n, first.n - 1); // the raw part had a space
	}
	buf_release(&first);
	buf_release(&second);
	arena_release(&a);
}

static void test_full_buffer(void **state)
{
	struct json_writer w;
	struct buf out;

	(void)state;
	for (size_t max = 0;; max++) {
		buf_init(&out, max);
		json_writer_init(&w, &out, 0);
		write_all(&w);
		bool failed = buf_failed(&out);
		assert_true(out.n <= max);
		buf_release(&out);
		if (!failed)
			break;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reals),      cmocka_unit_test(test_reals_read_back),
		cmocka_unit_test(test_one_line),   cmocka_unit_test(test_indent),
		cmocka_unit_test(test_reads_back), cmocka_unit_test(test_full_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
