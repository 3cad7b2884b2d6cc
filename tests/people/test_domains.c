#include "made.h"

#include "people/domains.h"

static void test_tree(void **state)
{
	static const char json[] =
		"{\"id\":\"t\",\"children\":[{\"id\":\"a\",\"name\":{\"zh\":\"甲\","
		"\"en\":"
		"\"A\"},\"children\":[{\"id\":\"odd\"}]},{\"id\":\"b\"}]}";
	struct arena a = {0};
	struct domains d;
	struct json_writer w;
	struct buf text;
	struct err e = {0};
	size_t odd, made;

	(void)state;
	assert_ok(domains_from_json(&d, &a, str_of(json), &e));
	assert_int_equal(d.known, 3);
	odd = domains_find(&d, STR("odd"));
	assert_true(domains_within(&d, odd, domains_find(&d, STR("a"))));
	assert_false(domains_within(&d, odd, domains_find(&d, STR("b"))));
	assert_false(domains_within(&d, DOMAIN_NONE, odd));
	assert_int_equal(domains_at(&d, odd, 1), domains_find(&d, STR("a")));
	assert_int_equal(domains_at(&d, odd, 9), odd);
	assert_int_equal(domains_at(&d, DOMAIN_NONE, 1), DOMAIN_NONE);
	// What the taxonomy does not know stands where its dots say.
	made = domains_put(&d, STR("b.new.one"));
	assert_true(domains_within(&d, made, domains_find(&d, STR("b"))));
	assert_int_equal(domains_put(&d, STR("b.new.one")), made);
	assert_int_equal(domains_put(&d, STR_NONE), DOMAIN_NONE);
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	json_begin(&w, '{');
	domains_names_json(&d, &w);
	json_end(&w, '}');
	assert_str(buf_str(&text), "{\"a\":{\"zh\":\"甲\",\"en\":\"A\"},\"odd\":{\"zh\":"
				   "\"odd\",\"en\":\"odd\"},\"b\":{\"zh\":\"b\",\"en\":"
				   "\"b\"}}");
	buf_release(&text);
	domains_release(&d);
	assert_ok(domains_from_json(&d, &a, STR_NONE, &e));
	assert_int_equal(d.known, 0);
	domains_release(&d);
	assert_err(domains_from_json(&d, &a, STR("{\"children\":[{}]}"), &e), ERR_INPUT,
		   "the run's taxonomy: a node without an id");
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree),
	};

	return cmocka_run_group_tests_name("domains", tests, NULL, NULL);
}
