#include "make.h"

#include <stdio.h>

#include "store/rows.h"

static struct item full_item(void)
{
	static const struct str options[] = {{"a", 1}, {"\"b\"\n", 4}};
	static const int64_t answers[] = {1}, ranks[] = {2, 1};

	return (struct item){
		.id = STR("选择-1"),
		.kind = ITEM_CHOICE,
		.lang = STR("zh"),
		.risk = STR("hs.race"),
		.expect = EXPECT_GUIDE,
		.prompt = STR("哪一个？\t\\ \"引号\""),
		.options = options,
		.n_options = 2,
		.answers = answers,
		.n_answers = 1,
		.ranks = ranks,
		.better = -1,
		.difficulty = STR("hard"),
		.parent = STR("选择-0"),
		.attack = STR("a+b"),
		.source = {STR("s-eval"), STR("0.1.2"), STR("CC"), STR("t"), 12},
		.meta = STR("{\"k\":[1,null]}"),
	};
}

static void test_round_trip(void **state)
{
	struct store *s = make_store("items");
	struct item item = full_item(), out;
	struct arena a = {0};
	struct err e = {0};
	bool found;

	(void)state;
	assert_ok(store_put_item(s, &item, &e));
	make_close(s);
	s = make_open("items", false);
	assert_ok(store_find_item(s, &a, item.id, &out, &found, &e));
	make_close(s);
	assert_true(found);
	assert_true(str_eq(out.id, item.id) && str_eq(out.prompt, item.prompt));
	assert_int_equal(out.kind, ITEM_CHOICE);
	assert_int_equal(out.expect, EXPECT_GUIDE);
	assert_true(str_eq(out.lang, item.lang) && str_eq(out.risk, item.risk));
	assert_true(str_eq(out.parent, item.parent) && str_eq(out.attack, item.attack));
	assert_true(str_eq(out.difficulty, item.difficulty));
	assert_int_equal(out.n_options, 2);
	assert_true(str_eq(out.options[1], item.options[1]));
	assert_int_equal(out.answers[0], 1);
	assert_int_equal(out.ranks[0], 2);
	assert_int_equal(out.source.row, 12);
	assert_true(str_eq(out.source.dataset, item.source.dataset));
	assert_true(str_eq(out.meta, item.meta));
	arena_release(&a);
}

static void test_absent(void **state)
{
	struct store *s = make_store("absent");
	struct arena a = {0};
	struct err e = {0};
	struct item out;
	bool found = true;

	(void)state;
	assert_ok(store_find_item(s, &a, STR("none"), &out, &found, &e));
	assert_false(found);
	make_close(s);
	arena_release(&a);
}

static void test_stored_once(void **state)
{
	struct store *s = make_store("once");
	struct item item = make_item("a"), again = make_item("a");
	struct arena a = {0};
	struct err e = {0};
	struct item out;
	bool found;

	(void)state;
	again.prompt = STR("another");
	assert_ok(store_put_item(s, &item, &e));
	assert_ok(store_put_item(s, &again, &e));
	assert_int_equal(make_number(s, "SELECT count(*) FROM items"), 1);
	make_close(s);
	s = make_open("once", true);
	assert_ok(store_put_item(s, &again, &e));
	assert_ok(store_find_item(s, &a, STR("a"), &out, &found, &e));
	assert_str(out.prompt, "How?");
	assert_int_equal(make_number(s, "SELECT count(*) FROM items"), 1);
	make_close(s);
	arena_release(&a);
}

// More than the handle remembers, so that they are found again by the table and the file.
static void test_many(void **state)
{
	struct store *s = make_store("many");
	struct err e = {0};

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 3 * STORE_SLOTS; i++) {
			char id[32];
			struct item item;

			snprintf(id, sizeof(id), "item-%d", i);
			item = make_item(id);
			assert_ok(store_put_item(s, &item, &e));
		}
	}
	assert_int_equal(make_number(s, "SELECT count(*) FROM items"), 3 * STORE_SLOTS);
	assert_int_equal(make_number(s, "SELECT count(DISTINCT id) FROM items"),
			 3 * STORE_SLOTS);
	make_close(s);
}

// A conversation's item, or one whose attack failed, has no content; it may come later.
static void test_filled_in(void **state)
{
	static const struct message talk[] = {{SPEAKER_USER, {"hi", 2}}};
	struct item bare = make_item("a"), more = make_item("a"), out;
	struct item dialogue = {.id = STR("d"), .kind = ITEM_DIALOGUE, .better = -1};
	struct arena a = {0};
	struct err e = {0};
	bool found;

	(void)state;
	for (int reopen = 0; reopen < 2; reopen++) {
		const char *name = reopen ? "filled-1" : "filled-0";
		struct store *s = make_store(name);

		bare.prompt = STR_NONE;
		bare.attack = STR("pair");
		dialogue.messages = NULL;
		dialogue.n_messages = 0;
		assert_ok(store_put_item(s, &bare, &e));
		assert_ok(store_put_item(s, &dialogue, &e));
		assert_ok(store_find_item(s, &a, STR("a"), &out, &found, &e));
		assert_true(found && !out.prompt.p);
		assert_str(out.attack, "pair");
		assert_ok(store_find_item(s, &a, STR("d"), &out, &found, &e));
		assert_true(found && out.kind == ITEM_DIALOGUE && out.n_messages == 0);
		if (reopen) {
			make_close(s);
			s = make_open(name, true);
		}
		dialogue.messages = talk;
		dialogue.n_messages = 1;
		assert_ok(store_put_item(s, &more, &e));
		assert_ok(store_put_item(s, &dialogue, &e));
		assert_ok(store_put_item(s, &bare, &e)); // takes nothing away
		assert_ok(store_find_item(s, &a, STR("a"), &out, &found, &e));
		assert_str(out.prompt, "How?");
		assert_ok(store_find_item(s, &a, STR("d"), &out, &found, &e));
		assert_int_equal(out.n_messages, 1);
		assert_int_equal(make_number(s, "SELECT count(*) FROM items"), 2);
		make_close(s);
	}
	arena_release(&a);
}

// Ids whose hashes look the same: the table only proposes.
static void test_hash_met(void **state)
{
	struct store *s = make_store("met");
	struct item one = make_item("one"), two = make_item("two"), out;
	struct arena a = {0};
	struct err e = {0};
	bool found;

	(void)state;
	assert_ok(store_put_item(s, &one, &e));
	ids_add(&s->ids, hash64(STR("two")), 1);   // the other one's key
	ids_add(&s->ids, hash64(STR("two")), 999); // and one that is not there
	assert_ok(store_put_item(s, &two, &e));
	assert_ok(store_find_item(s, &a, STR("two"), &out, &found, &e));
	assert_true(found);
	assert_str(out.id, "two");
	assert_int_equal(make_number(s, "SELECT count(*) FROM items"), 2);
	make_close(s);
	arena_release(&a);
}

static void test_damaged(void **state)
{
	struct store *s = make_store("damaged-item");
	struct item item = make_item("a"), out;
	struct arena a = {0};
	struct err e = {0};
	bool found;

	(void)state;
	assert_ok(store_put_item(s, &item, &e));
	assert_ok(sql_exec(s, "UPDATE items SET kind = 77", &e));
	assert_err(store_find_item(s, &a, STR("a"), &out, &found, &e), ERR_INPUT,
		   "kind is 77");
	assert_ok(sql_exec(s, "UPDATE items SET kind = 0, body = '{'", &e));
	assert_err(store_find_item(s, &a, STR("a"), &out, &found, &e), ERR_INPUT,
		   "item a");
	make_close(s);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),  cmocka_unit_test(test_absent),
		cmocka_unit_test(test_stored_once), cmocka_unit_test(test_many),
		cmocka_unit_test(test_filled_in),   cmocka_unit_test(test_hash_met),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("items", tests, NULL, NULL);
}
