// Guards' categories as tags: every one of every table, in our taxonomies.
#include "judge/guard/guard_tags.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "suite/taxonomy_file.h"

static const struct taxonomy *load(struct arena *a, const char *name)
{
	struct faults f;
	faults_init(&f);
	const struct taxonomy *t = taxonomy_load_tree(a, str_of(name), &f);
	faults_release(&f);
	assert_non_null(t);
	return t;
}

static const struct guard_tags *make(struct arena *a, const struct guard *g,
				     const char *to)
{
	struct err e = {0};
	const struct guard_tags *t = guard_tags_make(a, g, to ? load(a, to) : NULL, &e);
	assert_non_null(t);
	return t;
}

static const struct guard_label table[] = {
	{"one", "ci.drug-crimes"},
	{"many", "ci.drug-crimes ci.economic-crimes cs.hacker-attack cs.malicious-code "
		 "cs.access-control hs.defamation"},
	{"none", NULL},
	{NULL, NULL},
};
static const struct guard by_table = {.name = "t", .labels = table};
static const struct guard by_taxonomy = {.name = "x", .taxonomy = "xguard"};

static void check(const struct guard_tags *t, const char *risk, const char *category,
		  const char *expected)
{
	struct arena a = {0};
	const struct str *tags = NULL;
	struct str categories[] = {str_of(category)};
	size_t n = guard_tags_of(t, &a, str_of(risk), categories, 1, &tags);
	struct str all = arena_join(&a, tags, n, STR(" "));
	if (!str_is(all, expected))
		fail_msg("%s on %s: \"" STR_FMT "\"", category, risk, STR_ARG(all));
	arena_release(&a);
}

// A category of many nodes says of an item what lies nearest to it.
static void test_nearest(void **state)
{
	struct arena a = {0};
	(void)state;
	const struct guard_tags *t = make(&a, &by_table, "s-eval");
	check(t, "ci.drug-crimes", "one", "ci.drug-crimes");
	check(t, "hs", "one", "ci.drug-crimes");
	check(t, "ci.drug-crimes", "many", "ci.drug-crimes");
	check(t, "ci.property-infringement", "MANY", "ci.drug-crimes ci.economic-crimes");
	check(t, "ci", "many", "ci.drug-crimes ci.economic-crimes");
	check(t, "cs.physical-security", "many", "cs");
	check(t, "dp", "many", "ci cs hs");
	check(t, "", "many", "ci cs hs");
	check(t, "no such risk", "many", "ci cs hs");
	check(t, "ci", "none", "");
	check(t, "ci", "unheard of", "");
	arena_release(&a);
}

static void test_taxonomies(void **state)
{
	struct arena a = {0};
	(void)state;
	check(make(&a, &by_taxonomy, "s-eval"), "hs", "dc", "ci.drug-crimes");
	check(make(&a, &by_taxonomy, "s-eval"), "hs", "Pornographic Contraband", "");
	check(make(&a, &by_taxonomy, "xguard"), "", "dc", "dc");
	check(make(&a, &by_taxonomy, "llama-guard"), "", "dc", "S2");
	check(make(&a, &by_taxonomy, "cvalues"), "", "dc", "sf.crimes");
	check(make(&a, &by_taxonomy, NULL), "ci", "dc", "");
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_taxonomies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
