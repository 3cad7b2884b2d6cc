#include "core/risks.h"

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
	struct risks t;
	struct err e;
	(void)state;
	assert_true(risks_init(&t, &arena, text, &e));
	assert_int_equal(t.known, 4);
	assert_true(str_is(t.taxonomy, "t"));
	size_t odd = risks_put(&t, STR("odd"));
	assert_int_equal(t.nodes[odd].level, 3);
	assert_true(str_is(t.nodes[risks_at(&t, odd, 1)].id, "b"));
	assert_true(str_is(t.nodes[risks_at(&t, odd, 2)].id, "b.x"));
	assert_true(str_is(t.nodes[risks_at(&t, odd, 2)].name.en, "X"));
	size_t a = risks_find(&t, STR("a"));
	assert_int_equal(risks_at(&t, a, 2), RISK_NONE);
	assert_int_equal(risks_at_most(&t, a, 2), a);
	assert_int_equal(risks_at_most(&t, odd, 2), risks_find(&t, STR("b.x")));
	assert_int_equal(risks_at_most(&t, RISK_NONE, 1), RISK_NONE);
	assert_true(risks_within(&t, odd, risks_find(&t, STR("b"))));
	assert_true(risks_within(&t, odd, odd));
	assert_false(risks_within(&t, odd, a));
	assert_false(risks_within(&t, RISK_NONE, a));
	assert_int_equal(risks_find(&t, STR("b.new")), RISK_NONE);
	assert_int_equal(t.n, t.known);
	risks_release(&t);
	arena_release(&arena);
}

// Of a risk that the taxonomy does not know, the id's dots tell.
static void test_unknown(void **state)
{
	struct arena arena = {0};
	struct risks t;
	struct err e;
	(void)state;
	assert_true(risks_init(&t, &arena, text, &e));
	size_t under = risks_put(&t, STR("b.new"));
	assert_int_equal(t.nodes[under].level, 2);
	assert_true(str_is(t.nodes[risks_at(&t, under, 1)].id, "b"));
	size_t apart = risks_put(&t, STR("q.r.s"));
	assert_int_equal(t.nodes[apart].level, 3);
	assert_true(str_is(t.nodes[risks_at(&t, apart, 1)].id, "q"));
	assert_int_equal(risks_put(&t, STR("q.r.s")), apart);
	assert_int_equal(risks_find(&t, STR("q.r.s")), apart);
	assert_true(risks_within(&t, apart, risks_find(&t, STR("q"))));
	assert_int_equal(t.known, 4);
	assert_int_equal(risks_put(&t, STR("")), RISK_NONE);
	assert_int_equal(risks_at(&t, RISK_NONE, 1), RISK_NONE);
	// Odd ids do no harm.
	assert_int_not_equal(risks_put(&t, STR(".")), RISK_NONE);
	assert_int_not_equal(risks_put(&t, STR("x..y")), RISK_NONE);
	for (size_t i = 0; i < 1000; i++)
		risks_put(&t, arena_printf(&arena, "n%zu.m", i));
	assert_true(str_is(t.nodes[risks_at(&t, under, 1)].id, "b"));
	risks_release(&t);
	arena_release(&arena);
}

// Of a taxonomy in memory the same comes as of its JSON.
static void test_from_taxonomy(void **state)
{
	static const struct node nodes[] = {
		{.id = {"b", 1}, .name = {{"乙", 3}, {"B", 1}}, .parent = TAXONOMY_ROOT},
		{.id = {"odd", 3}, .parent = 0},
		{.id = {"a", 1}, .parent = TAXONOMY_ROOT},
	};
	static const struct taxonomy taxonomy = {.id = {"t", 1},
						 .nodes = nodes,
						 .n = COUNT(nodes)};
	struct arena arena = {0};
	struct risks t;
	(void)state;
	risks_init_from(&t, &arena, &taxonomy);
	assert_int_equal(t.known, 3);
	assert_true(str_is(t.taxonomy, "t"));
	size_t odd = risks_find(&t, STR("odd"));
	assert_int_equal(t.nodes[odd].level, 2);
	assert_true(str_is(t.nodes[risks_at(&t, odd, 1)].name.zh, "乙"));
	risks_release(&t);
	arena_release(&arena);
}

static void test_names(void **state)
{
	struct arena arena = {0};
	struct risks t;
	struct json_writer w;
	struct buf out;
	struct err e;
	(void)state;
	assert_true(risks_init(&t, &arena, text, &e));
	risks_put(&t, STR("new"));
	buf_init(&out, BUF_TEXT_MAX);
	json_writer_init(&w, &out, 0);
	json_begin(&w, '{');
	risks_names_json(&t, &w);
	json_end(&w, '}');
	assert_true(str_is(buf_str(&out), "{\"b\":{\"zh\":\"乙\",\"en\":\"B\"},"
					  "\"b.x\":{\"zh\":\"b.x\",\"en\":\"X\"},"
					  "\"odd\":{\"zh\":\"odd\",\"en\":\"Odd\"},"
					  "\"a\":{\"zh\":\"a\",\"en\":\"A\"}}"));
	buf_release(&out);
	risks_release(&t);
	arena_release(&arena);
}

static void test_bad(void **state)
{
	struct arena arena = {0};
	struct risks t;
	struct err e;
	(void)state;
	assert_false(risks_init(&t, &arena, STR("{\"children\":[{}]}"), &e));
	assert_string_equal(e.msg, "the run's taxonomy: a node without an id");
	assert_false(risks_init(&t, &arena, STR("{"), &e));
	assert_true(risks_init(&t, &arena, STR_NONE, &e));
	assert_int_equal(t.n, 0);
	risks_release(&t);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taxonomy),      cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_from_taxonomy), cmocka_unit_test(test_names),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
