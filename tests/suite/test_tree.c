#include "suite/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "told.h"

static const char text[] = "name: {zh: 名, en: Name}\n"
			   "half: {zh: 名}\n"
			   "plain: '  x '\n"
			   "empty:\n"
			   "list: [a, b]\n"
			   "mixed: [a, {b: c}]\n"
			   "nmae: 1\n";

static const struct yaml *parse(struct arena *a)
{
	struct err e;
	const struct yaml *y = yaml_parse(a, str_of(text), "f", &e);

	assert_non_null(y);
	return y;
}

static void test_fields(void **state)
{
	static const char *const known[] = {"name", "half",  "plain", "empty",
					    "list", "mixed", NULL};
	struct arena a = {0};
	struct faults f;
	size_t n;

	(void)state;
	faults_init(&f);
	struct tree t = {&a, &f, STR("f")};
	const struct yaml *y = parse(&a);
	assert_true(str_is(tree_bilingual(&t, y, "name", true).zh, "名"));
	assert_true(str_is(tree_text(&t, y, "plain", true), "x"));
	assert_null(tree_text(&t, y, "absent", false).p);
	assert_null(tree_bilingual(&t, y, "absent", false).en.p);
	assert_true(str_is(tree_texts(&t, y, "list", &n)[1], "b"));
	assert_int_equal(n, 2);
	assert_null(tree_texts(&t, y, "absent", &n));
	assert_int_equal(n, 0);
	assert_int_equal(f.total, 0);
	tree_check_keys(&t, y, known);
	tree_text(&t, y, "empty", true);
	tree_text(&t, y, "absent", true);
	tree_text(&t, y, "list", false);
	tree_bilingual(&t, y, "half", true);
	tree_bilingual(&t, y, "plain", false);
	tree_texts(&t, y, "plain", &n);
	tree_texts(&t, y, "mixed", &n);
	assert_int_equal(n, 1);
	assert_string_equal(told(&f, ""),
			    "f:7: nmae: unknown key; did you mean name?\n"
			    "f:4: empty: expected a text, got nothing\n"
			    "f:1: absent: expected a text, got nothing\n"
			    "f:5: list: expected a text, got a list\n"
			    "f:2: half: expected a text in en, got nothing\n"
			    "f:3: plain: expected {zh: ..., en: ...}, got a text\n"
			    "f:3: plain: expected a list, got a text\n"
			    "f:6: mixed: expected a list of texts, got a map in it\n");
	faults_release(&f);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
