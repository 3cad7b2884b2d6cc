#include "suite/taxonomy_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../base/folder.h"
#include "told.h"

static void test_built_in(void **state)
{
	static const struct {
		const char *name;
		size_t dimensions, nodes; // of the first two levels
	} cases[] = {
		{"cvalues", 2, 20},          {"gb45654", 5, 36},
		{"gb45654-aspects", 13, 13}, {"llama-guard", 14, 14},
		{"mlcommons", 3, 15},        {"owasp-llm", 10, 10},
		{"s-eval", 8, 33},           {"xguard", 10, 38},
	};
	struct arena a = {0};
	struct faults f;
	struct str *names;

	(void)state;
	faults_init(&f);
	assert_int_equal(taxonomy_builtin(&a, &names), COUNT(cases));
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct taxonomy *t = taxonomy_load(&a, str_of(cases[i].name), &f);
		size_t roots = 0, upper = 0;

		assert_true(str_is(names[i], cases[i].name));
		if (!t)
			fail_msg("%s", told(&f, ""));
		assert_true(str_is(t->id, cases[i].name));
		for (size_t k = 0; k < t->n; k++) {
			roots += t->nodes[k].level == 1;
			upper += t->nodes[k].level <= 2;
		}
		assert_int_equal(upper, cases[i].nodes);
		assert_int_equal(roots, cases[i].dimensions);
		if (!taxonomy_check(&a, names[i], &f))
			fail_msg("%s", told(&f, ""));
	}
	faults_release(&f);
	arena_release(&a);
}

// Every spelling that S-Eval's files use of a dimension leads to its node.
static void test_spellings(void **state)
{
	static const struct {
		const char *label, *id;
	} cases[] = {
		{"Crimes and Illegal Activities", "ci"},
		{"Crimes_and_Illegal_Activities", "ci"},
		{"Cybersecurity", "cs"},
		{"Data Privacy", "dp"},
		{"Data_Privacy", "dp"},
		{"Ethics and Morality", "em"},
		{"Ethics_and_Morality", "em"},
		{"Physical and Mental Health", "pm"},
		{"Physical_and_Mental_Health", "pm"},
		{"Hate Speech", "hs"},
		{"Hate_Speech", "hs"},
		{"hate_speech", "hs"},
		{"Extremism", "ex"},
		{"Inappropriate Suggestions", "is"},
		{"Inappropriate_Suggestions", "is"},
		{"Pornography Prohibition", "ci.pornographic-contraband"},
	};
	struct arena a = {0};
	struct faults f;

	(void)state;
	faults_init(&f);
	const struct taxonomy *t = taxonomy_load(&a, STR("s-eval"), &f);
	assert_non_null(t);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct node *node = taxonomy_find(t, str_of(cases[i].label));

		if (!node || !str_is(node->id, cases[i].id))
			fail_msg("%s", cases[i].label);
	}
	assert_null(taxonomy_find(t, STR("none such")));
	assert_null(taxonomy_find(t, STR("")));
	faults_release(&f);
	arena_release(&a);
}

static const char good[] =
	"id: mine\n"
	"name: {zh: 我的, en: Mine}\n"
	"children:\n"
	"  - id: a\n"
	"    name: {zh: 甲, en: A}\n"
	"    definition: {zh: 甲类, en: of kind A}\n"
	"    origin: ours\n"
	"    aliases: [A, 甲]\n"
	"    maps: {s-eval: [ci, cs], other: []}\n"
	"    children:\n"
	"      - {id: a.b, name: {zh: 乙, en: B},\n"
	"         definition: {zh: 乙类, en: of kind B}}\n"
	"  - {id: c, name: {zh: 丙, en: C}, definition: {zh: 丙类, en: C}}\n";

static void test_a_file_of_the_user(void **state)
{
	struct arena a = {0};
	struct faults f;

	(void)state;
	faults_init(&f);
	const struct taxonomy *t =
		taxonomy_load(&a, str_of(folder_put("mine.yaml", str_of(good))), &f);
	assert_non_null(t);
	assert_int_equal(t->n, 3);
	assert_int_equal(t->nodes[0].end, 2);
	assert_int_equal(t->nodes[1].parent, 0);
	assert_int_equal(t->nodes[1].level, 2);
	assert_int_equal(t->nodes[2].parent, TAXONOMY_ROOT);
	assert_int_equal(t->nodes[0].n_maps, 2);
	assert_true(str_is(t->nodes[0].maps[0].nodes[1], "cs"));
	assert_ptr_equal(taxonomy_find(t, STR("甲")), &t->nodes[0]);
	assert_ptr_equal(taxonomy_dimension(t, STR("A.B")), &t->nodes[0]);
	faults_release(&f);
	arena_release(&a);
}

#define NODE(id) "{id: " id ", name: {zh: 甲, en: A}, definition: {zh: 甲, en: A}}"
#define WITH(more)                                                                  \
	"children:\n  - {id: a, name: {zh: 甲, en: A}, definition: {zh: 甲, en: " \
	"A}, " more "}\n"
#define HEAD "id: x\nname: {zh: 甲, en: A}\n"

static void test_faults(void **state)
{
	static const struct {
		const char *text, *told;
	} cases[] = {
		{"", "t.yaml:1: id: expected a text, got nothing\n"
		     "t.yaml:1: name: expected {zh: ..., en: ...}, got nothing\n"},
		{HEAD, "t.yaml:1: children: expected at least one node\n"},
		{"- a\n",
		 "t.yaml:1: expected a taxonomy: a map with id, name and children\n"},
		{HEAD "children:\n  - " NODE("a") "\n  - " NODE("a") "\n",
		 "t.yaml:5: id: \"a\" names the node of line 4 already\n"},
		{HEAD
		 "children:\n  - {id: a, name: {zh: 甲, en: A}, definition: {zh: 甲, en: "
		 "A}, aliases: [B, B]}\n"
		 "  - {id: c, name: {zh: 甲, en: A}, definition: {zh: 甲, en: A}, "
		 "aliases: [B]}\n",
		 "t.yaml:5: aliases: \"B\" names the node of line 4 already\n"},
		{HEAD // risks are found whatever their case
		 "children:\n  - {id: a, name: {zh: 甲, en: A}, definition: {zh: 甲, en: "
		 "A}, aliases: [A, Foo, foo]}\n"
		 "  - {id: c, name: {zh: 甲, en: A}, definition: {zh: 甲, en: A}, "
		 "aliases: [fOO]}\n  - " NODE("C") "\n",
		 "t.yaml:6: id: \"C\" names the node of line 5 already\n"
		 "t.yaml:5: aliases: \"fOO\" names the node of line 4 already\n"},
		{HEAD "children:\n  - {id: a, name: {en: A}, definition: A}\n",
		 "t.yaml:4: name: expected a text in zh, got nothing\n"
		 "t.yaml:4: definition: expected {zh: ..., en: ...}, got a text\n"},
		{HEAD "children: {a: b}\n",
		 "t.yaml:3: children: expected a list of nodes\n"},
		{HEAD "children: [a]\n",
		 "t.yaml:3: children: expected a node with an id, got a text\n"},
		{HEAD "children:\n  - " NODE("a b") "\n",
		 "t.yaml:4: id: expected no blanks, commas or quotes\n"},
		{HEAD "childern: []\nchildren:\n  - " NODE("a") "\n",
		 "t.yaml:3: childern: unknown key; did you mean children?\n"},
		{HEAD
		 "children:\n  - {id: a, name: {zh: 甲, en: A}, definition: {zh: 甲, en: "
		 "A}, maps: [b]}\n",
		 "t.yaml:4: maps: expected {taxonomy: [node, ...]}, got a list\n"},
		{HEAD
		 "children:\n  - {id: a, name: {zh: 甲, en: A}, definition: {zh: 甲, en: "
		 "A}, maps: {b: c}}\n",
		 "t.yaml:4: b: expected a list, got a text\n"},
		{HEAD WITH("weight: 0"), "t.yaml:4: weight: expected a number above 0\n"},
		{HEAD WITH("weight: -3"),
		 "t.yaml:4: weight: expected a number above 0\n"},
		{HEAD WITH("weight: heavy"),
		 "t.yaml:4: weight: expected a number above 0\n"},
		{HEAD WITH("weight: [1]"),
		 "t.yaml:4: weight: expected a number above 0\n"},
		{HEAD WITH("weight: 1e99"),
		 "t.yaml:4: weight: expected a number above 0\n"},
		{HEAD WITH("expect: refusal"),
		 "t.yaml:4: expect: expected refuse, comply, guide or any\n"},
		{HEAD "expect: [any]\n" WITH("expect: any"),
		 "t.yaml:3: expect: expected refuse, comply, guide or any\n"},
		{HEAD "slices: {s: [a, b]}\n" WITH("weight: 1"),
		 "t.yaml:3: s: expected a node, got \"b\"\n"},
		{HEAD "slices: [a]\n" WITH("weight: 1"),
		 "t.yaml:3: slices: expected {name: [node, ...]}, got a list\n"},
	};
	struct arena a = {0};
	struct faults f;

	(void)state;
	faults_init(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *path = folder_put("t.yaml", str_of(cases[i].text));

		assert_null(taxonomy_load(&a, str_of(path), &f));
		assert_string_equal(told(&f, folder_path("")), cases[i].told);
	}
	faults_release(&f);
	arena_release(&a);
}

static void test_knowledge(void **state)
{
	static const char text[] =
		HEAD WITH("knowledge: {zh: [甲, 乙], en: {things: [a, b], acts: [do], "
			  "questions: ['{act} {thing}?', Why?]}}");
	struct arena a = {0};
	struct faults f;

	(void)state;
	faults_init(&f);
	const struct taxonomy *t =
		taxonomy_load(&a, str_of(folder_put("k.yaml", str_of(text))), &f);
	if (!t)
		fail_msg("%s", told(&f, folder_path("")));
	const struct knowledge *zh = node_knowledge(&t->nodes[0], STR("zh-CN"));
	const struct knowledge *en = node_knowledge(&t->nodes[0], STR("en"));
	assert_int_equal(t->nodes[0].n_knowledge, 2);
	assert_int_equal(zh->of[KNOWLEDGE_THING].n, 2);
	assert_true(str_is(zh->of[KNOWLEDGE_THING].items[1], "乙"));
	assert_int_equal(en->of[KNOWLEDGE_ACT].n, 1);
	assert_int_equal(en->of[KNOWLEDGE_ACTOR].n, 0);
	assert_int_equal(en->of[KNOWLEDGE_QUESTION].n, 2);
	faults_release(&f);
	arena_release(&a);
}

static void test_faults_in_knowledge(void **state)
{
	static const struct {
		const char *text, *told;
	} cases[] = {
		{"[a]", "knowledge: expected {zh: ..., en: ...}, got a list"},
		{"{fr: [a]}", "fr: unknown key"},
		{"{en: a}", "knowledge: expected a list, got a text"},
		{"{en: [a, [b]]}",
		 "knowledge: expected a list of texts, got a list in it"},
		{"{en: [a, '']}",
		 "knowledge: expected a list of texts, got nothing in it"},
		{"{en: {actorz: [a]}}", "actorz: unknown key; did you mean actors?"},
		{"{en: {acts: a}}", "acts: expected a list, got a text"},
		{"{en: {acts: ['{act}']}}",
		 "acts: expected a phrase without slots, got \"{act}\""},
		{"{en: ['so {']}",
		 "knowledge: expected a phrase without slots, got \"{\""},
		{"{en: {acts: [a], questions: ['{act} {actt}?']}}",
		 "questions: expected {thing}, {act}, {actor}, {setting} or {motive}, "
		 "got "
		 "\"{actt}\""},
		{"{en: {acts: [a], questions: ['{act} and {act}?']}}",
		 "questions: expected {act} only once"},
		{"{en: {acts: [a], questions: ['{question}?']}}",
		 "questions: expected {thing}, {act}, {actor}, {setting} or {motive}, "
		 "got "
		 "\"{question}\""},
		{"{en: {acts: [a], questions: ['{act} {thing}?']}}",
		 "questions: nothing can fill {thing}: there are no things"},
	};
	struct arena a = {0};
	struct faults f;

	(void)state;
	faults_init(&f);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str text =
			arena_printf(&a, HEAD WITH("knowledge: %s"), cases[i].text);
		struct str line = arena_printf(&a, "t.yaml:4: %s\n", cases[i].told);

		assert_null(taxonomy_load(&a, str_of(folder_put("t.yaml", text)), &f));
		assert_string_equal(told(&f, folder_path("")), line.p);
	}
	faults_release(&f);
	arena_release(&a);
}

// Only the check looks into the other taxonomies.
static void test_maps(void **state)
{
	static const struct {
		const char *maps, *told;
	} cases[] = {
		{"{s-eval: [ci, Hate_Speech], gb45654: [a1.6]}", ""},
		{"{./other.yaml: [a]}", ""},
		{"{s-eval: [ci.drugs]}",
		 "t.yaml:4: maps: expected a node of s-eval, got \"ci.drugs\"\n"},
		{"{./other.yaml: [b]}",
		 "t.yaml:4: maps: expected a node of ./other.yaml, got \"b\"\n"},
		{"{broken.yaml: [b]}",
		 "t.yaml:4: maps: expected a taxonomy, got \"broken.yaml\": "
		 "broken.yaml:1: name: expected {zh: ..., en: ...}, got nothing\n"},
	};
	struct arena a = {0};
	struct faults f;

	(void)state;
	faults_init(&f);
	folder_put("other.yaml", STR(HEAD "children:\n  - " NODE("a") "\n"));
	folder_put("broken.yaml", STR("id: x\n"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str text = arena_printf(&a, HEAD WITH("maps: %s"), cases[i].maps);
		struct str path = str_of(folder_put("t.yaml", text));

		assert_non_null(taxonomy_load(&a, path, &f));
		assert_int_equal(taxonomy_check(&a, path, &f), !cases[i].told[0]);
		assert_string_equal(told(&f, folder_path("")), cases[i].told);
	}
	faults_release(&f);
	arena_release(&a);
}

static void test_files_that_are_none(void **state)
{
	struct arena a = {0};
	struct faults f;

	(void)state;
	faults_init(&f);
	assert_null(taxonomy_load(&a, STR("none-such"), &f));
	assert_string_equal(
		told(&f, ""),
		"none-such: no such taxonomy (assay list taxonomies names them)\n");
	assert_null(taxonomy_load(&a, str_of(folder_path("none.yaml")), &f));
	assert_non_null(strstr(told(&f, folder_path("")), "none.yaml"));
	assert_null(taxonomy_load(&a, str_of(folder_put("b.yaml", STR("a: [\n"))), &f));
	assert_true(str_starts(str_of(told(&f, folder_path(""))), STR("b.yaml:")));
	assert_null(taxonomy_load(&a, str_of(folder_put("b.yaml", STR("\0\1\2\3"))), &f));
	assert_true(str_starts(str_of(told(&f, folder_path(""))), STR("b.yaml:")));
	// faults of something else do not count
	faults_add(&f, STR("else"), 1, STR_NONE, "other");
	assert_non_null(
		taxonomy_load(&a, str_of(folder_put("g.yaml", str_of(good))), &f));
	faults_release(&f);
	arena_release(&a);
}

static void test_nested_deep(void **state)
{
	struct arena a = {0};
	struct faults f;
	struct buf text;

	(void)state;
	faults_init(&f);
	buf_init(&text, 1 << 20);
	buf_adds(&text, HEAD);
	for (int i = 0; i < 200; i++)
		buf_addf(&text, "%*schildren:\n%*s- id: n%d\n", i * 2, "", i * 2, "", i);
	assert_null(taxonomy_load(&a, str_of(folder_put("d.yaml", buf_str(&text))), &f));
	buf_release(&text);
	faults_release(&f);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_built_in),
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_a_file_of_the_user),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_knowledge),
		cmocka_unit_test(test_faults_in_knowledge),
		cmocka_unit_test(test_maps),
		cmocka_unit_test(test_files_that_are_none),
		cmocka_unit_test(test_nested_deep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
