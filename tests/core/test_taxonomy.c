#include "core/taxonomy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct str drug_aliases[] = {{"Drug_Crimes", 11}, {"毒品犯罪", 12}};
static const struct str gb_nodes[] = {{"a1.6", 4}};
static const struct node_map drug_maps[] = {{{"gb45654", 7}, gb_nodes, 1}};
static const struct str zh_things[] = {{"假药", 6}}, en_acts[] = {{"sell it", 7}};
static const struct knowledge known[] = {
	{.lang = {"zh", 2}, .of[KNOWLEDGE_THING] = {zh_things, 1}},
	{.lang = {"en", 2}, .of[KNOWLEDGE_ACT] = {en_acts, 1}},
};
static const struct node nodes[] = {
	{.id = {"ci", 2},
	 .name = {{"犯罪", 6}, {"Crimes", 6}},
	 .parent = TAXONOMY_ROOT,
	 .level = 1,
	 .end = 3},
	{.id = {"ci.drug", 7},
	 .aliases = drug_aliases,
	 .n_aliases = 2,
	 .maps = drug_maps,
	 .n_maps = 1,
	 .parent = 0,
	 .level = 2,
	 .end = 3},
	{.id = {"ci.drug.make", 12},
	 .knowledge = known,
	 .n_knowledge = 2,
	 .weight = 2.5,
	 .expect = EXPECT_GUIDE,
	 .parent = 1,
	 .level = 3,
	 .end = 3},
	{.id = {"cs", 2}, .parent = TAXONOMY_ROOT, .level = 1, .end = 4},
};

static const struct str inner[] = {{"ci.drug", 7}};
static const struct node_set slices[] = {{{"drugs", 5}, inner, 1}};

static struct taxonomy make(void)
{
	struct taxonomy t = {.id = STR("t"),
			     .version = STR("1"),
			     .nodes = nodes,
			     .n = COUNT(nodes),
			     .slices = slices,
			     .n_slices = COUNT(slices)};

	t.name = (struct bilingual){STR("树"), STR("tree")};
	for (size_t i = 0; i < t.n; i++) {
		map_put(&t.index, nodes[i].id, NULL)->num = i + 1;
		for (size_t k = 0; k < nodes[i].n_aliases; k++)
			map_put(&t.index, nodes[i].aliases[k], NULL)->num = i + 1;
	}
	return t;
}

static void test_find(void **state)
{
	struct taxonomy t = make();

	(void)state;
	assert_ptr_equal(taxonomy_find(&t, STR("ci.drug")), &nodes[1]);
	assert_ptr_equal(taxonomy_find(&t, STR("毒品犯罪")), &nodes[1]);
	assert_ptr_equal(taxonomy_find(&t, STR("drug_crimes")), &nodes[1]);
	assert_ptr_equal(taxonomy_find(&t, STR("CS")), &nodes[3]);
	assert_null(taxonomy_find(&t, STR("drug")));
	assert_null(taxonomy_find(&t, STR_NONE));
	assert_ptr_equal(taxonomy_dimension(&t, STR("ci.drug.make")), &nodes[0]);
	assert_ptr_equal(taxonomy_dimension(&t, STR("cs")), &nodes[3]);
	assert_null(taxonomy_dimension(&t, STR("xx")));
	map_release(&t.index);
}

static void test_bilingual(void **state)
{
	struct bilingual both = {STR("中"), STR("en")}, zh = {STR("中"), STR_NONE};

	(void)state;
	assert_true(str_is(bilingual_get(both, STR("zh")), "中"));
	assert_true(str_is(bilingual_get(both, STR("zh-Hans-CN")), "中"));
	assert_true(str_is(bilingual_get(both, STR("en")), "en"));
	assert_true(str_is(bilingual_get(both, STR_NONE), "en"));
	assert_true(str_is(bilingual_get(zh, STR("en")), "中"));
}

static void test_leaves_and_slices(void **state)
{
	struct taxonomy t = make();
	bool in[COUNT(nodes)] = {false};

	(void)state;
	assert_false(node_is_leaf(&t, &nodes[0]));
	assert_true(node_is_leaf(&t, &nodes[2]));
	assert_true(node_is_leaf(&t, &nodes[3]));
	assert_false(taxonomy_slice(&t, STR("none"), in));
	assert_true(taxonomy_slice(&t, STR("drugs"), in));
	assert_false(in[0]);
	assert_true(in[1] && in[2]);
	assert_false(in[3]);
	map_release(&t.index);
}

static void test_knowledge(void **state)
{
	(void)state;
	assert_ptr_equal(node_knowledge(&nodes[2], STR("zh")), &known[0]);
	assert_ptr_equal(node_knowledge(&nodes[2], STR("zh-Hant")), &known[0]);
	assert_ptr_equal(node_knowledge(&nodes[2], STR("EN-GB")), &known[1]);
	assert_null(node_knowledge(&nodes[2], STR("fr")));
	assert_null(node_knowledge(&nodes[2], STR_NONE));
	assert_null(node_knowledge(&nodes[0], STR("zh")));
	for (int i = 0; i < KNOWLEDGE_ROLES; i++)
		assert_non_null(knowledge_role_name((enum knowledge_role)i));
	assert_string_equal(knowledge_role_name(KNOWLEDGE_QUESTION), "questions");
}

static void test_json(void **state)
{
	struct taxonomy t = make();
	struct json_writer w;
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 16);
	json_writer_init(&w, &out, 0);
	taxonomy_to_json(&w, &t);
	assert_string_equal(
		buf_str(&out).p,
		"{\"id\":\"t\",\"version\":\"1\",\"name\":{\"zh\":\"树\",\"en\":\"tree\"}"
		","
		"\"license\":null,\"source\":null,\"slices\":{\"drugs\":[\"ci.drug\"]},"
		"\"children\":["
		"{\"id\":\"ci\",\"name\":{\"zh\":\"犯罪\",\"en\":\"Crimes\"},"
		"\"definition\":{\"zh\":null,\"en\":null},\"aliases\":[],\"maps\":{},"
		"\"children\":["
		"{\"id\":\"ci.drug\",\"name\":{\"zh\":null,\"en\":null},"
		"\"definition\":{\"zh\":null,\"en\":null},"
		"\"aliases\":[\"Drug_Crimes\",\"毒品犯罪\"],\"maps\":{\"gb45654\":[\"a1."
		"6\"]},"
		"\"children\":[{\"id\":\"ci.drug.make\",\"name\":{\"zh\":null,\"en\":"
		"null},"
		"\"definition\":{\"zh\":null,\"en\":null},\"aliases\":[],\"maps\":{},"
		"\"weight\":2.5,\"expect\":\"guide\",\"knowledge\":{\"zh\":{\"things\":["
		"\"假药\"]},"
		"\"en\":{\"acts\":[\"sell it\"]}},"
		"\"children\":[]}]}]},"
		"{\"id\":\"cs\",\"name\":{\"zh\":null,\"en\":null},"
		"\"definition\":{\"zh\":null,\"en\":null},\"aliases\":[],\"maps\":{},"
		"\"children\":[]}]}");
	buf_release(&out);
	map_release(&t.index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_bilingual),
		cmocka_unit_test(test_leaves_and_slices),
		cmocka_unit_test(test_knowledge),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
