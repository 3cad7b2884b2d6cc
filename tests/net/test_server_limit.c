#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "net/server_limit.h"

#define SECOND ((uint64_t)1000000000)

static void buckets(void **state)
{
	(void)state;
	struct server_limit *l = server_limit_create(2, 3);
	uint64_t now = SECOND;
	double wait;

	for (int i = 0; i < 3; i++)
		assert_true(server_limit_take(l, STR("a"), now) == 0);
	wait = server_limit_take(l, STR("a"), now);
	assert_true(wait > 0.49 && wait < 0.51);
	assert_true(server_limit_take(l, STR("a"), now + SECOND / 2) == 0);
	assert_true(server_limit_take(l, STR("a"), now + SECOND / 2) > 0);
	assert_true(server_limit_take(l, STR("a"), now) > 0); // a clock that goes back
	now += 100 * SECOND; // full again, and no more than full
	for (int i = 0; i < 3; i++)
		assert_true(server_limit_take(l, STR("a"), now) == 0);
	assert_true(server_limit_take(l, STR("a"), now) > 0);
	server_limit_destroy(l);
	server_limit_destroy(NULL);
}

static void others_have_their_own(void **state)
{
	(void)state;
	struct server_limit *l = server_limit_create(1, 1);
	int shared = 0;

	for (int i = 'a'; i <= 'z'; i++) {
		char c = (char)i;
		shared += server_limit_take(l, (struct str){&c, 1}, SECOND) > 0;
	}
	assert_true(shared <= 3); // by chance: 26 of 4096
	server_limit_destroy(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buckets),
		cmocka_unit_test(others_have_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
