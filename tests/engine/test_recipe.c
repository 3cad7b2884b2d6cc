#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../base/folder.h"
#include "engine/generate/generate_suite.h"
#include "generate/generate.h"
#include "suite/taxonomy_file.h"

// Ours name what there is, and can be followed.
static void built_in(void **state)
{
	(void)state;
	struct arena a = {0};
	struct str *names, text;
	size_t n = generate_recipes(&a, &names);
	assert_true(n >= 6);
	for (size_t i = 0; i < n; i++) {
		struct generate_settings s;
		struct err e = {0};
		struct faults faults;
		faults_init(&faults);
		opt_defaults(generate_options, &s, &a);
		struct bilingual summary = generate_recipe_summary(&a, names[i], &text);
		assert_true(summary.zh.n > 5 && summary.en.n > 5);
		if (!generate_recipe(&a, names[i], &s, &e))
			fail_msg("%s", e.msg);
		assert_non_null(taxonomy_load(&a, s.taxonomy, &faults));
		assert_non_null(generator_find(s.generator));
		if (s.seeds.n) {
			struct suite *seeds = suite_open(arena_cstr(&a, s.seeds), &e);
			if (!seeds)
				fail_msg("%s", e.msg);
			suite_close(seeds);
		}
		assert_true(s.seed > 0);
		faults_release(&faults);
	}
	assert_null(generate_recipe_summary(&a, STR("none"), &text).en.p);
	arena_release(&a);
}

static void a_users_own(void **state)
{
	(void)state;
	static const struct {
		const char *text, *said; // NULL: fine
	} cases[] = {
		{"summary: {zh: 一, en: one}\nper-leaf: 3\nlang: [en]\nnodes: [a, b]\n",
		 NULL},
		{"per_leaf: 3\nlang: en\nnodes: \"a,b\"\n", NULL},
		{"per-lief: 3\n", "r.yaml:1"},
		{"taxonomy: x\nper-leaf: many\n", "r.yaml:2"},
		{"scale: huge\n", "r.yaml:1"},
		{"- a\n", "expected a map"},
		{"a: [\n", "r.yaml"},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a = {0};
		struct err e = {0};
		struct generate_settings s;
		struct str path = str_of(folder_put("r.yaml", str_of(cases[i].text)));
		opt_defaults(generate_options, &s, &a);
		bool ok = generate_recipe(&a, path, &s, &e);
		if (ok != !cases[i].said || (!ok && !strstr(e.msg, cases[i].said)))
			fail_msg("%s: %s", cases[i].text, e.msg);
		if (ok) {
			assert_int_equal(s.per_leaf, 3);
			assert_int_equal(s.langs.n, 1);
			assert_int_equal(s.nodes.n, 2);
		}
		arena_release(&a);
	}
}

// The suite that ships is the recipe's: the same items, whatever the version they name.
static void ships_as_it_is_made(void **state)
{
	(void)state;
	struct arena a = {0};
	struct err e = {0};
	struct generate_settings s;
	struct suite_report report = {0};
	const char *path = folder_path("assay-values-choice.jsonl");
	opt_defaults(generate_options, &s, &a);
	assert_true(generate_recipe(&a, STR("assay-values-choice"), &s, &e));
	s.output = str_of(path);
	if (!generate_suite(&a, &s, &report, &e))
		fail_msg("%s", e.msg);
	struct suite *made = suite_open(path, &e);
	struct suite *shipped = suite_open("assay-values-choice", &e);
	assert_true(made && shipped);
	struct item x, y;
	size_t n = 0;
	while (suite_next(made, &a, &x, &e) == 1) {
		assert_int_equal(suite_next(shipped, &a, &y, &e), 1);
		assert_true(str_eq(x.id, y.id) && str_eq(x.replies[0], y.replies[0]) &&
			    str_eq(x.difficulty, y.difficulty) && x.better == y.better);
		n++;
	}
	assert_int_equal(n, 2156);
	assert_int_equal(suite_next(shipped, &a, &y, &e), 0);
	suite_close(made);
	suite_close(shipped);
	suite_report_release(&report);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built_in),
		cmocka_unit_test(a_users_own),
		cmocka_unit_test(ships_as_it_is_made),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
