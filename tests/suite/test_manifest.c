#include "suite/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_reading(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"name: x\nversion: 0.1\ncounts: {total: 2}\nsource: anything\n", NULL},
		{"name: x\ndescription: {zh: 甲}\n", NULL},
		{"version: 1\n", "m:1: name: expected a text, got nothing"},
		{"- a\n",
		 "m:1: expected a suite's manifest (and 1 more; assay validate lists "
		 "them)"},
		{"name: x\nlicence: MIT\n",
		 "m:2: licence: unknown key; did you mean license?"},
		{"name: [x]\n", "m:1: name: expected a text, got a list"},
		{"name: x\ndescription: x\n",
		 "m:2: description: expected {zh: ..., en: ...}, got a text"},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct manifest m;
		struct err e = {0};
		bool ok = manifest_read(&a, str_of(cases[i].text), "m", &m, &e);

		assert_int_equal(ok, !cases[i].message);
		if (!ok)
			assert_string_equal(e.msg, cases[i].message);
		else
			assert_true(str_is(m.name, "x"));
	}
	arena_release(&a);
}

// Whatever a name holds, what was written is read again.
static void test_round_trip(void **state)
{
	static const struct manifest m = {
		.name = STR_INIT("a: \"b\" #c\n\t\x01\x7f\xc2\x85\xe2\x80\xa8\\ {x} 名"),
		.version = STR_INIT("0.1"),
		.license = STR_INIT("'"),
		.taxonomy = STR_INIT("s-eval"),
		.description = {STR_INIT("说明：一"), STR_INIT("- not: a list")},
		.sha256 = STR_INIT("12e4"),
		.made = STR_INIT("\xef\xbb\xbfx \xf0\x9f\x92\xa9"),
	};
	struct tally tally = {0};
	struct manifest_counts counts = {12, &tally, &tally, &tally, &tally};
	struct arena a = {0};
	struct manifest back;
	struct buf out;
	struct err e = {0};

	(void)state;
	tally_add(&tally, STR("zh"), 3);
	tally_add(&tally, STR("{a: \"b\"}, \xc2\x9b"), 4);
	tally_add(&tally, STR(""), 5);
	buf_init(&out, 1 << 16);
	manifest_write(&out, &m, &counts);
	if (!manifest_read(&a, buf_str(&out), "m", &back, &e))
		fail_msg("%s\n%s", e.msg, out.p);
	assert_true(str_eq(back.name, m.name));
	assert_true(str_eq(back.version, m.version));
	assert_true(str_eq(back.license, m.license));
	assert_true(str_eq(back.description.zh, m.description.zh));
	assert_true(str_eq(back.description.en, m.description.en));
	assert_true(str_eq(back.sha256, m.sha256));
	assert_true(str_eq(back.made, m.made));
	const struct yaml *y = yaml_parse(&a, buf_str(&out), "m", &e);
	const struct yaml *by = yaml_get(yaml_get(y, "counts"), "by_attack");
	int64_t n;
	assert_int_equal(by->n, 3);
	assert_true(yaml_int(yaml_get(by, "{a: \"b\"}, \xc2\x9b"), &n));
	assert_int_equal(n, 4);
	buf_release(&out);
	tally_release(&tally);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
