#include "core/item.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct str content_id(struct arena *a, struct item item)
{
	return item_content_id(a, &item);
}

// These ids stand in other people's files: if one of them changes, the format has
// changed.
static void test_content_id_is_stable(void **state)
{
	static const struct message talk[] = {
		{SPEAKER_SYSTEM, {"Be brief.", 9}},
		{SPEAKER_USER, {"hi", 2}},
	};
	static const struct str options[] = {{"a", 1}, {"b", 1}};
	struct item open = {.lang = STR("zh"), .risk = STR("ci"), .prompt = STR("你好")};
	struct item dialogue = {.kind = ITEM_DIALOGUE, .lang = STR("en")};
	struct item choice = {.kind = ITEM_CHOICE,
			      .lang = STR("en"),
			      .prompt = STR("Which?")};
	struct item pair = {.kind = ITEM_PAIR,
			    .lang = STR("en"),
			    .prompt = STR("Which?")};
	struct arena a = {0};

	(void)state;
	dialogue.messages = talk;
	dialogue.n_messages = COUNT(talk);
	choice.options = options;
	choice.n_options = COUNT(options);
	pair.replies[0] = STR("a");
	pair.replies[1] = STR("b");
	assert_string_equal(content_id(&a, open).p, "34386f51ad8cee248bd3d461d65a8fdd");
	assert_string_equal(content_id(&a, dialogue).p,
			    "fd3347c623397ca4edd13e915753fccf");
	assert_string_equal(content_id(&a, choice).p, "97adf5fc8dce3d0f75288aebfb89f488");
	assert_string_equal(content_id(&a, pair).p, "84efb522c6e4341eaa785242502e8014");
	arena_release(&a);
}

static void test_content_id_tells_items_apart(void **state)
{
	static const struct str ab[] = {{"a", 1}, {"bc", 2}};
	static const struct str abc[] = {{"ab", 2}, {"c", 1}};
	struct item item = {.lang = STR("en"), .prompt = STR("x")};
	struct item risk = item, lang = item, one = item, two = item, same = item;
	struct arena a = {0};
	struct str id = content_id(&a, item);

	(void)state;
	risk.risk = STR("ci");
	lang.lang = STR("zh");
	one.options = ab;
	two.options = abc;
	one.n_options = two.n_options = 2;
	same.expect = EXPECT_COMPLY; // what is expected is no part of what is asked
	assert_false(str_eq(id, content_id(&a, risk)));
	assert_false(str_eq(id, content_id(&a, lang)));
	assert_false(str_eq(content_id(&a, one), content_id(&a, two)));
	assert_true(str_eq(id, content_id(&a, same)));
	arena_release(&a);
}

static void test_attacked_id(void **state)
{
	struct attack_origin origin = {STR("p1"), STR("deepinception"),
				       1,         7,
				       STR_NONE,  STR_NONE,
				       STR_NONE};
	struct arena a = {0};
	struct str id = item_attacked_id(&a, &origin);

	(void)state;
	assert_string_equal(id.p, "4e1aea7b32da7d43f33ceeea1f8aa72e");
	origin.seed++;
	assert_false(str_eq(id, item_attacked_id(&a, &origin)));
	origin.seed--;
	origin.writer = STR("openai/x");
	assert_false(str_eq(id, item_attacked_id(&a, &origin)));
	origin.writer = STR_NONE;
	origin.attacker = STR("openai/x");
	assert_false(str_eq(id, item_attacked_id(&a, &origin)));
	arena_release(&a);
}

static void test_messages(void **state)
{
	static const struct message talk[] = {{SPEAKER_USER, {"a", 1}},
					      {SPEAKER_ASSISTANT, {"b", 1}}};
	struct item open = {.prompt = STR("hi")};
	struct item dialogue = {.kind = ITEM_DIALOGUE, .messages = talk, .n_messages = 2};
	struct arena a = {0};
	const struct message *m;
	size_t n = 0;

	(void)state;
	m = item_messages(&a, &open, &n);
	assert_int_equal(n, 1);
	assert_int_equal(m[0].speaker, SPEAKER_USER);
	assert_true(str_is(m[0].content, "hi"));
	m = item_messages(&a, &dialogue, &n);
	assert_int_equal(n, 2);
	assert_ptr_equal(m, talk);
	arena_release(&a);
}

static void test_names(void **state)
{
	enum item_kind kind;
	enum expect expect;
	enum speaker speaker;

	(void)state;
	for (unsigned i = 0; i < ITEM_KINDS; i++) {
		assert_true(
			item_kind_find(str_of(item_kind_name((enum item_kind)i)), &kind));
		assert_int_equal(kind, i);
	}
	for (unsigned i = 0; i < EXPECTS; i++) {
		assert_true(expect_find(str_of(expect_name((enum expect)i)), &expect));
		assert_int_equal(expect, i);
	}
	for (unsigned i = 0; i < SPEAKERS; i++) {
		assert_true(
			speaker_find(str_of(speaker_name((enum speaker)i)), &speaker));
		assert_int_equal(speaker, i);
	}
	assert_false(item_kind_find(STR("Open"), &kind));
	assert_false(expect_find(STR(""), &expect));
	assert_false(speaker_find(STR_NONE, &speaker));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_content_id_is_stable),
		cmocka_unit_test(test_content_id_tells_items_apart),
		cmocka_unit_test(test_attacked_id),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
