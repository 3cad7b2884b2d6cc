#include "made.h"

static void test_tokens(void **state)
{
	char tokens[200][TOKEN_TEXT + 1];
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(tokens); i++) {
		assert_ok(token_make(tokens[i], &e));
		assert_int_equal(strlen(tokens[i]), TOKEN_TEXT);
		for (size_t k = 0; k < TOKEN_TEXT; k++)
			assert_non_null(
				strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
				       "qrstuvwxyz0123456789-_",
				       tokens[i][k]));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(tokens[i], tokens[k]);
	}
}

static void test_hashes(void **state)
{
	char a[SHA256_HEX + 1], b[SHA256_HEX + 1];

	(void)state;
	token_hash(STR("abc"), a);
	assert_string_equal(a,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f2"
			    "0015ad");
	token_hash(STR("abd"), b);
	assert_true(token_same(str_of(a), str_of(a)));
	assert_false(token_same(str_of(a), str_of(b)));
	assert_false(token_same(STR_NONE, STR_NONE)); // no link is nobody's
	assert_false(token_same(str_of(a), str_slice(str_of(a), 0, 63)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_hashes),
	};

	return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
