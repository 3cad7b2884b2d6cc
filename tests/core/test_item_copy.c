#include "core/item.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct str to_json(struct arena *a, const struct item *item)
{
	struct json_writer w;
	struct buf out;
	struct str text;

	buf_init(&out, 1 << 20);
	json_writer_init(&w, &out, 0);
	item_to_json(&w, item);
	text = buf_dup(a, &out);
	buf_release(&out);
	return text;
}

// The copy is whole, and outlives what it was made from.
static void test_copy(void **state)
{
	static const char *const texts[] = {
		("{\"id\": \"a\", \"prompt\": \"p\", \"risk\": \"ci\", \"parent\": "
		 "\"b\", "
		 "\"attack\": \"x\", "
		 "\"difficulty\": \"hard\", \"meta\": {\"k\": 1}, \"source\": "
		 "{\"dataset\": \"d\", "
		 "\"version\": \"1\", \"license\": \"MIT\", \"id\": \"s\", \"row\": 3}}"),
		("{\"messages\": [{\"role\": \"system\", \"content\": \"s\"}, {\"role\": "
		 "\"user\", "
		 "\"content\": \"u\"}]}"),
		("{\"prompt\": \"p\", \"options\": [\"a\", \"b\"], \"answer\": [0, 1], "
		 "\"ranks\": [2, 1]}"),
		"{\"prompt\": \"p\", \"replies\": [\"a\", \"b\"], \"better\": 1}",
		"{\"prompt\": null, \"attack\": \"pair\"}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct arena from = {0}, to = {0};
		struct item item, copy;
		struct err e = {0};
		struct str before;

		if (!item_from_json(&from,
				    json_parse(&from, str_of(texts[i]), 0, NULL, &e),
				    &item, &e))
			fail_msg("%s: %s", texts[i], e.msg);
		before = to_json(&to, &item);
		copy = item_copy(&to, &item);
		arena_release(&from);
		assert_string_equal(to_json(&to, &copy).p, before.p);
		arena_release(&to);
	}
}

static void test_attackable(void **state)
{
	struct item item = {.expect = EXPECT_REFUSE};

	(void)state;
	assert_true(item_attackable(&item));
	item.attack = STR("deepinception");
	assert_false(item_attackable(&item));
	item.attack = STR_NONE;
	item.expect = EXPECT_COMPLY;
	assert_false(item_attackable(&item));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_attackable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
