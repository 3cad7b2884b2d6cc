#include "report/risks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct str text =
	STR_INIT("{\"id\":\"t\",\"children\":["
		 "{\"id\":\"b\",\"name\":{\"zh\":\"乙\",\"en\":\"B\"},\"children\":["
		 "{\"id\":\"b.x\",\"name\":{\"en\":\"X\"},\"children\":["
		 "{\"id\":\"odd\",\"name\":{\"en\":\"Odd\"}}]}]},"
		 "{\"id\":\"a\",\"name\":{\"en\":\"A\"}}]}");

static void test_taxonomy(void **state)
{
	struct arena arena = {0};
	struct risk_tree t;
	struct err e;
	(void)state;
	assert_true(risk_tree_init(&t, &arena, text, &e));
	assert_int_equal(t.known, 4);
	assert_true(str_is(t.id, "t"));
	size_t odd = risk_tree_put(&t, STR("odd"));
	assert_int_equal(t.nodes[odd].level, 3);
	assert_true(str_is(t.nodes[risk_tree_at(&t, odd, 1)].id, "b"));
	assert_true(str_is(t.nodes[risk_tree_at(&t, odd, 2)].id, "b.x"));
	assert_true(str_is(t.nodes[risk_tree_at(&t, odd, 2)].name.en, "X"));
	assert_int_equal(risk_tree_at(&t, risk_tree_put(&t, STR("a")), 2), RISK_NONE);
	assert_int_equal(t.n, t.known);
	risk_tree_release(&t);
	arena_release(&arena);
}

// Of a risk that the taxonomy does not know, the id's dots tell.
static void test_unknown(void **state)
{
	struct arena arena = {0};
	struct risk_tree t;
	struct err e;
	(void)state;
	assert_true(risk_tree_init(&t, &arena, text, &e));
	size_t under = risk_tree_put(&t, STR("b.new"));
	assert_int_equal(t.nodes[under].level, 2);
	assert_true(str_is(t.nodes[risk_tree_at(&t, under, 1)].id, "b"));
	size_t apart = risk_tree_put(&t, STR("q.r.s"));
	assert_int_equal(t.nodes[apart].level, 3);
	assert_true(str_is(t.nodes[risk_tree_at(&t, apart, 1)].id, "q"));
	assert_int_equal(risk_tree_put(&t, STR("q.r.s")), apart);
	assert_int_equal(risk_tree_put(&t, STR("")), RISK_NONE);
	assert_int_equal(risk_tree_at(&t, RISK_NONE, 1), RISK_NONE);
	// Odd ids do no harm.
	assert_int_not_equal(risk_tree_put(&t, STR(".")), RISK_NONE);
	assert_int_not_equal(risk_tree_put(&t, STR("x..y")), RISK_NONE);
	for (size_t i = 0; i < 1000; i++)
		risk_tree_put(&t, arena_printf(&arena, "n%zu.m", i));
	assert_true(str_is(t.nodes[risk_tree_at(&t, under, 1)].id, "b"));
	risk_tree_release(&t);
	arena_release(&arena);
}

static void test_bad(void **state)
{
	struct arena arena = {0};
	struct risk_tree t;
	struct err e;
	(void)state;
	assert_false(risk_tree_init(&t, &arena, STR("{\"children\":[{}]}"), &e));
	assert_string_equal(e.msg, "the run's taxonomy: a node without an id");
	assert_false(risk_tree_init(&t, &arena, STR("{"), &e));
	assert_true(risk_tree_init(&t, &arena, STR_NONE, &e));
	assert_int_equal(t.n, 0);
	risk_tree_release(&t);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taxonomy),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
