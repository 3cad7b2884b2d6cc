// The links that S-Eval's files do not state, and the labels that follow from them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/file.h"
#include "base/map.h"
#include "exchange/s_eval_link.h"
#include "imported.h"

#define ROWS 20

#define numbered(a, form, n) arena_printf(a, form, n)

static void add_bases(struct s_eval_links *l, struct arena *a)
{
	for (int i = 0; i < ROWS; i++) {
		struct str zh = numbered(a, "zh-%d", i), en = numbered(a, "en-%d", i);
		s_eval_add_base(l, en, numbered(a, "What about matter number %d?", i),
				zh);
		s_eval_add_base(l, zh, numbered(a, "第%d件事情究竟该怎么办？", i),
				STR_NONE);
	}
}

static void expect_parent(struct s_eval_links *l, size_t file, const char *attack,
			  const char *parent, enum s_eval_how how)
{
	enum s_eval_how got;
	struct str p = s_eval_next_parent(l, file, str_of(attack), &got);
	assert_true(parent ? str_is(p, parent) : str_empty(p));
	assert_int_equal(got, how);
}

// Two blocks carry the prompt, one does not; one row of the Chinese file carries it in
// no block, and has its parent from the English order.
static void test_by_place(void **state)
{
	struct arena a = {0};
	struct s_eval_links *l = s_eval_links_create();
	(void)state;
	add_bases(l, &a);
	for (int i = 0; i < ROWS; i++) {
		struct str en = numbered(&a, "Tale. What about matter number %d?", i);
		struct str zh =
			i == 7 ? STR("（原文缺失）")
			       : numbered(&a, "故事。第%d件事情究竟该怎么办？", i);
		s_eval_add_attack(l, 0, STR("deepinception"), en);
		s_eval_add_attack(l, 0, STR("chain_of_utterances"), en);
		s_eval_add_attack(l, 0, STR("reverse_induction"), STR("rewritten"));
		s_eval_add_attack(l, 1, STR("deepinception"), zh);
		s_eval_add_attack(l, 1, STR("chain_of_utterances"), zh);
	}
	s_eval_settle(l);
	for (int i = 0; i < ROWS; i++) {
		const char *en = numbered(&a, "en-%d", i).p;
		const char *zh = numbered(&a, "zh-%d", i).p;
		expect_parent(l, 0, "reverse_induction", en, S_EVAL_BY_PLACE);
		expect_parent(l, 0, "deepinception", en, S_EVAL_BY_TEXT);
		expect_parent(l, 1, "deepinception", zh,
			      i == 7 ? S_EVAL_BY_PLACE : S_EVAL_BY_TEXT);
	}
	expect_parent(l, 0, "deepinception", NULL, S_EVAL_UNLINKED); // no more rows
	expect_parent(l, 2, "deepinception", NULL, S_EVAL_UNLINKED);
	s_eval_links_destroy(l);
	arena_release(&a);
}

// No two blocks agree: what is in the text is linked, nothing else.
static void test_by_text_alone(void **state)
{
	struct arena a = {0};
	struct s_eval_links *l = s_eval_links_create();
	(void)state;
	add_bases(l, &a);
	s_eval_add_attack(
		l, 0, STR("deepinception"),
		STR("What about matter number 1? What about matter number 12?"));
	s_eval_add_attack(l, 0, STR("deepinception"), STR("nothing of the kind"));
	s_eval_add_attack(l, 0, STR("reverse_induction"), STR("rewritten"));
	s_eval_add_attack(l, 0, STR("reverse_induction"), STR(""));
	s_eval_settle(l);
	expect_parent(l, 0, "deepinception", "en-12", S_EVAL_BY_TEXT); // ends last
	expect_parent(l, 0, "deepinception", NULL, S_EVAL_UNLINKED);
	expect_parent(l, 0, "reverse_induction", NULL, S_EVAL_UNLINKED);
	s_eval_links_destroy(l);
	arena_release(&a);
}

static void test_unknown_demonstrations(void **state)
{
	(void)state;
	assert_true(str_empty(s_eval_category(STR(""))));
	assert_true(str_empty(s_eval_category(STR("User: hello\nAssistant: hello"))));
}

// "Threaten and Intimidate" and "hs.threaten-and-intimidate".
static bool same_category(struct str label, struct str node)
{
	size_t dot = str_find_byte(node, '.');
	struct str last = str_slice(node, dot + 1, node.n);
	if (dot == STR_NPOS || last.n != label.n)
		return false;
	for (size_t i = 0; i < last.n; i++)
		if (label.p[i] != ' ' ? (label.p[i] | 0x20) != last.p[i]
				      : last.p[i] != '-')
			return false;
	return true;
}

static const struct json *published_labels(struct arena *a)
{
	const char *path =
		folder_data("the recovered labels", "s-eval/l2_labels_recovered.json");
	struct err e = {0};
	struct str text = STR_NONE;
	const struct json *j = NULL;
	if (file_read(a, path, (size_t)4 << 20, &text, &e))
		j = json_parse(a, text, 0, NULL, &e);
	if (!j)
		fail_msg("%s", e.msg);
	return j;
}

// Every row of the published small files: a parent in its own language and of its own
// category, and the category that others recovered too.
static void test_golden(void **state)
{
	static const char *const names[] = {"base_risk_zh", "base_risk_en", "attack_zh",
					    "attack_en"};
	struct imported im = {0};
	struct arena a = {0};
	struct map bases = {0};
	const char *paths[COUNT(names)];
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		char file[80]; // no arena yet: the test may end here
		snprintf(file, sizeof(file), "s-eval/S-Eval_%s_small.jsonl.zip",
			 names[i]);
		paths[i] =
			arena_cstr(&a, str_of(folder_data("S-Eval's own files", file)));
	}
	const struct json *labels = published_labels(&a);
	imported_make(&im, "s-eval", NULL, paths, COUNT(paths));
	assert_true(im.ok);
	assert_int_equal(im.report.linked, 20000);
	for (size_t i = 0; i < im.n; i++)
		if (str_empty(im.items[i].attack))
			map_put(&bases, im.items[i].id, NULL)->ptr = &im.items[i];
	assert_int_equal(bases.n, 2000);
	size_t in_text = 0;
	for (size_t i = 0; i < im.n; i++) {
		const struct item *item = &im.items[i];
		if (str_empty(item->attack)) {
			const struct json *said =
				json_get(json_get(labels, arena_cstr(&a, item->id)),
					 "l2");
			assert_true(same_category(json_str(said), item->risk));
			continue;
		}
		const union map_value *parent = map_find(&bases, item->parent);
		assert_non_null(parent);
		const struct item *base = parent->ptr;
		assert_true(str_eq(base->lang, item->lang));
		assert_true(str_eq(base->risk, item->risk));
		in_text += str_is(item->attack, "deepinception") &&
			   str_find(item->prompt, base->prompt) != STR_NPOS;
	}
	assert_int_equal(in_text, 1000 + 994);
	map_release(&bases);
	imported_release(&im);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_place),
		cmocka_unit_test(test_by_text_alone),
		cmocka_unit_test(test_unknown_demonstrations),
		cmocka_unit_test(test_golden),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
