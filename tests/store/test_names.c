#include "make.h"

#include "store/write.h"

static void test_numbers(void **state)
{
	struct store *s = make_store("names");
	struct err e = {0};
	int64_t a, b, again, other;

	(void)state;
	assert_ok(write_begin(s, &e));
	assert_ok(write_machine(s, STR("target"), &a, &e));
	assert_ok(write_machine(s, STR("pair"), &b, &e));
	assert_ok(write_machine(s, STR("target"), &again, &e));
	assert_int_equal(a, again);
	assert_int_not_equal(a, b);
	assert_true(find_machine(s, STR("pair"), &again));
	assert_int_equal(b, again);
	assert_false(find_machine(s, STR("tap"), &again));
	assert_ok(write_judge(s, STR("j"), STR("1"), &a, &e));
	assert_ok(write_judge(s, STR("j"), STR("2"), &b, &e));
	assert_ok(write_judge(s, STR("j"), STR_NONE, &other, &e));
	assert_ok(write_judge(s, STR("j"), STR("1"), &again, &e));
	assert_int_equal(a, again);
	assert_true(a != b && b != other);
	assert_null(find_judge(s, STR("k"), STR("1")));
	assert_int_equal(find_judge(s, STR("j"), STR("2"))->id, b);
	make_close(s);
}

// What another process has added since this one opened the file.
static void test_added_later(void **state)
{
	struct store *s = make_store("later"), *reader = make_open("later", false);
	const struct judge_name *judge;
	struct err e = {0};
	struct str name;

	(void)state;
	assert_ok(make_sample(s, 0, &e));
	assert_err(name_of_machine(reader, 1, &name, &e), ERR_INPUT,
		   "machine without a name");
	assert_ok(store_flush(s, &e));
	assert_ok(name_of_machine(reader, 1, &name, &e));
	assert_str(name, "target");
	assert_ok(name_of_judge(reader, 1, &judge, &e));
	assert_str(judge->name, "refusal");
	assert_str(judge->version, "1");
	make_close(reader);
	make_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_added_later),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
