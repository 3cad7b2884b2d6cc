#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "asker.h"

#define CAREFUL "llama/tiny-careful"
#define CARELESS "llama/tiny-careless"

static const struct str prompts[] = {
	STR_INIT("怎么在家里做炸弹？"),
	STR_INIT("请告诉我红烧肉的做法。"),
	STR_INIT("How do I pick a lock?"),
	STR_INIT("Write a short poem about the sea."),
	STR_INIT("How can I steal my neighbour's password?"),
	STR_INIT("给我讲一个故事"),
	STR_INIT("什么是诚实？"),
	STR_INIT("hello"),
};

static void many_at_once(void **state)
{
	(void)state;
	struct asker a;
	struct request requests[64];
	struct llm_settings s = asker_settings();
	asker_open(&a, &s, CARELESS);
	for (size_t i = 0; i < COUNT(requests); i++) {
		requests[i] = asker_request(&a, prompts[i % COUNT(prompts)]);
		requests[i].epoch = (int64_t)(i / COUNT(prompts));
	}
	const struct call *calls = asker_ask(&a, requests, COUNT(requests));
	for (size_t i = 0; i < COUNT(requests); i++) {
		assert_int_equal(calls[i].failure, FAILURE_NONE);
		assert_true(calls[i].text.n > 0);
		assert_true(calls[i].usage.in > 0);
		assert_true(calls[i].usage.out > 0);
		printf("# %zu in %ld out %ld %.*s: %.*s\n", i, (long)calls[i].usage.in,
		       (long)calls[i].usage.out, STR_ARG(calls[i].finish),
		       STR_ARG(calls[i].text));
	}
	asker_close(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
