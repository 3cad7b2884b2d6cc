#include "suite/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "../base/folder.h"
#include "told.h"

struct settings {
	struct str judge;
	int64_t limit;
	double cost;
	bool fast;
	struct opt_list attacks, params;
};

static const struct opt rows[] = {
	{"attack", 'a', OPT_LIST, offsetof(struct settings, attacks), "NAME", NULL, 0, 0,
	 NULL, "attacks"},
	{"fast", 0, OPT_FLAG, offsetof(struct settings, fast), NULL, NULL, 0, 0, NULL,
	 "fast"},
	{"judge", 'j', OPT_STR, offsetof(struct settings, judge), "NAME", "refusal", 0, 0,
	 NULL, "judge"},
	{"limit", 0, OPT_INT, offsetof(struct settings, limit), "N", "7", 0, 100, NULL,
	 "limit"},
	{"max-cost", 0, OPT_REAL, offsetof(struct settings, cost), "N", NULL, 0, 10, NULL,
	 "cost"},
	{"param", 'p', OPT_REPEAT, offsetof(struct settings, params), "P", NULL, 0, 0,
	 NULL, "params"},
	{0},
};

static const char good[] = "run:\n"
			   "  judge: critic\n"
			   "  limit: 12\n"
			   "  max_cost: 1.5\n"
			   "  fast: true\n"
			   "  attack: [deepinception, goal_hijacking]\n"
			   "  param: [\"temperature=0,0.7\", top_p=0.9]\n"
			   "report:\n";

static struct config load(struct arena *a, const char *text)
{
	struct config c;
	struct err e = {0};

	if (!config_load(a, folder_put("assay.yaml", str_of(text)), &c, &e))
		fail_msg("%s", e.msg);
	return c;
}

static void test_values(void **state)
{
	struct arena a = {0};
	struct faults f;
	struct settings s = {0};

	(void)state;
	faults_init(&f);
	struct config c = load(&a, good);
	opt_defaults(rows, &s, &a);
	assert_true(config_bind(&c, "run", rows, &s, &a, &f));
	assert_true(str_is(s.judge, "critic"));
	assert_int_equal(s.limit, 12);
	assert_true(s.cost > 1.49 && s.cost < 1.51);
	assert_true(s.fast);
	assert_int_equal(s.attacks.n, 2);
	assert_true(str_is(s.attacks.items[1], "goal_hijacking"));
	assert_int_equal(s.params.n, 2);
	assert_true(str_is(s.params.items[0], "temperature=0,0.7"));
	opt_defaults(rows, &s, &a);
	assert_true(config_bind(&c, "report", rows, &s, &a, &f)); // empty
	assert_true(config_bind(&c, "absent", rows, &s, &a, &f));
	assert_true(str_is(s.judge, "refusal"));
	assert_int_equal(s.limit, 7);
	c = load(&a, "run: {judge: , limit: ~, attack: deepinception}\n");
	assert_true(config_bind(&c, "run", rows, &s, &a, &f));
	assert_true(str_is(s.judge, "refusal")); // a key without a value says nothing
	assert_int_equal(s.limit, 7);
	assert_int_equal(s.attacks.n, 1);
	faults_release(&f);
	arena_release(&a);
}

static void test_environment_counts_more(void **state)
{
	struct arena a = {0};
	struct faults f;
	struct settings s = {0};

	(void)state;
	faults_init(&f);
	struct config c = load(&a, good), none = {0};
	setenv("ASSAY_LIMIT", "34", 1);
	setenv("ASSAY_MAX_COST", "2", 1);
	assert_true(config_bind(&c, "run", rows, &s, &a, &f));
	assert_int_equal(s.limit, 34);
	assert_true(s.cost > 1.99);
	s = (struct settings){0};
	assert_true(config_bind(&none, "run", rows, &s, &a, &f));
	assert_int_equal(s.limit, 34);
	setenv("ASSAY_LIMIT", "many", 1);
	assert_false(config_bind(&c, "run", rows, &s, &a, &f));
	assert_non_null(strstr(told(&f, ""), "environment: ASSAY_"));
	unsetenv("ASSAY_LIMIT");
	unsetenv("ASSAY_MAX_COST");
	faults_release(&f);
	arena_release(&a);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text, *told;
	} cases[] = {
		{"run:\n  jugde: x\n",
		 "assay.yaml:2: unknown setting \"jugde\"; did you mean \"judge\"?\n"},
		{"run:\n  limit: lots\n", "assay.yaml:2: limit: expected a whole number "
					  "from 0 to 100, got \"lots\"\n"},
		{"run:\n  limit: 101\n", "assay.yaml:2: limit: expected a whole number "
					 "from 0 to 100, got \"101\"\n"},
		{"rum: {}\n", "assay.yaml:1: rum: unknown key; did you mean run?\n"},
		{"run: [a]\n",
		 "assay.yaml:1: run: expected a map of settings, got a list\n"},
		{"run:\n  judge: {a: b}\n",
		 "assay.yaml:2: judge: expected a value, got a map\n"},
		{"run:\n  attack:\n    - a\n    - [b]\n",
		 "assay.yaml:4: attack: expected a list of texts, got a list in it\n"},
		{"run:\n  jugde: 1\n  limit: -1\nrepotr: 1\n",
		 "assay.yaml:4: repotr: unknown key; did you mean report?\n"
		 "assay.yaml:2: unknown setting \"jugde\"; did you mean \"judge\"?\n"
		 "assay.yaml:3: limit: expected a whole number from 0 to 100, got "
		 "\"-1\"\n"},
	};
	static const struct config_section sections[] = {
		{"report", rows, sizeof(struct settings)},
		{"run", rows, sizeof(struct settings)},
	};
	struct arena a = {0};
	struct faults f;

	(void)state;
	faults_init(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct config c = load(&a, cases[i].text);

		assert_false(config_check(&c, sections, COUNT(sections), &f));
		assert_string_equal(told(&f, folder_path("")), cases[i].told);
	}
	struct config none = {0};
	assert_true(config_check(&none, sections, COUNT(sections), &f));
	struct config fine = load(&a, good);
	assert_true(config_check(&fine, sections, COUNT(sections), &f));
	faults_release(&f);
	arena_release(&a);
}

static void test_loading(void **state)
{
	struct arena a = {0};
	struct config c;
	struct err e = {0};
	char *before = getcwd(NULL, 0);

	(void)state;
	assert_non_null(before);
	assert_false(config_load(&a, folder_path("none.yaml"), &c, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_false(config_load(&a, folder_put("l.yaml", STR("- a\n")), &c, &e));
	assert_string_equal(told_err(&e, folder_path("")),
			    "l.yaml:1: expected a map of settings");
	assert_false(config_load(&a, folder_put("l.yaml", STR("a: 1\na: 2\n")), &c, &e));
	assert_true(str_starts(str_of(told_err(&e, folder_path(""))), STR("l.yaml:2:")));
	assert_true(config_load(&a, folder_put("e.yaml", STR("")), &c, &e));
	// that of the working folder is read without being named
	folder_put("assay.yaml", str_of(good));
	assert_int_equal(chdir(folder_path("")), 0);
	assert_true(config_load(&a, NULL, &c, &e));
	assert_non_null(c.root);
	assert_int_equal(unlink("assay.yaml"), 0);
	assert_true(config_load(&a, NULL, &c, &e));
	assert_null(c.root);
	assert_int_equal(chdir(before), 0);
	free(before);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_environment_counts_more),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_loading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
