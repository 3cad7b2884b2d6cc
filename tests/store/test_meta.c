#include "make.h"

#include <math.h>

static void test_keys(void **state)
{
	struct store *s = make_store("keys");
	struct arena a = {0};
	struct err e = {0};

	(void)state;
	assert_null(store_get(s, &a, "state").p);
	assert_ok(store_set(s, "state", STR("running"), &e));
	assert_str(store_get(s, &a, "state"), "running");
	assert_ok(store_set(s, "state", STR("finished"), &e));
	assert_ok(store_set(s, "empty", STR(""), &e));
	assert_ok(store_set(s, "nothing", STR_NONE, &e));
	assert_ok(store_set(s, "zh", STR("评测\0报告"), &e));
	make_close(s);
	s = make_open("keys", false);
	assert_str(store_get(s, &a, "state"), "finished");
	assert_non_null(store_get(s, &a, "empty").p);
	assert_null(store_get(s, &a, "nothing").p);
	assert_true(str_eq(store_get(s, &a, "zh"), STR("评测\0报告")));
	make_close(s);
	arena_release(&a);
}

static void test_blobs(void **state)
{
	static const char bytes[] = {0, 1, (char)255, 0};
	struct store *s = make_store("blobs");
	struct arena a = {0};
	struct err e = {0};
	struct str big = {mem_zalloc(300000), 300000};

	(void)state;
	assert_ok(store_set_blob(s, "taxonomy", (struct str){bytes, sizeof(bytes)}, &e));
	assert_ok(store_set_blob(s, "big", STR("small"), &e));
	assert_ok(store_set_blob(s, "big", big, &e));
	assert_ok(store_set_blob(s, "empty", STR_NONE, &e));
	make_close(s);
	s = make_open("blobs", false);
	assert_true(str_eq(store_get_blob(s, &a, "taxonomy"),
			   (struct str){bytes, sizeof(bytes)}));
	assert_true(str_eq(store_get_blob(s, &a, "big"), big));
	assert_non_null(store_get_blob(s, &a, "empty").p);
	assert_null(store_get_blob(s, &a, "none").p);
	make_close(s);
	mem_free((char *)big.p);
	arena_release(&a);
}

static void test_targets(void **state)
{
	struct target first = {STR("openai/x"),
			       {.family = STR("gpt"), .parameters = NAN}};
	struct target second = {STR("llama/模型.gguf"),
				{STR("llama"), STR("rlhf"), STR("2026-01"), 7e9}};
	struct target *targets;
	struct store *s = make_store("targets");
	struct arena a = {0};
	struct err e = {0};
	int64_t id;
	size_t n;

	(void)state;
	assert_ok(store_add_target(s, &first, &id, &e)); // make_store added its name
	assert_int_equal(id, 0);
	assert_ok(store_add_target(s, &second, &id, &e));
	assert_int_equal(id, 1);
	second.facts.parameters = NAN; // not known any more: what was stays
	assert_ok(store_add_target(s, &second, &id, &e));
	assert_int_equal(id, 1);
	make_close(s);
	s = make_open("targets", false);
	assert_ok(store_targets(s, &a, &targets, &n, &e));
	assert_int_equal(n, 2);
	assert_str(targets[0].name, "openai/x");
	assert_str(targets[0].facts.family, "gpt");
	assert_null(targets[0].facts.tuning.p);
	assert_true(isnan(targets[0].facts.parameters));
	assert_str(targets[1].name, "llama/模型.gguf");
	assert_str(targets[1].facts.tuning, "rlhf");
	assert_str(targets[1].facts.date, "2026-01");
	assert_true(targets[1].facts.parameters == 7e9);
	make_close(s);
	arena_release(&a);
}

static void test_params(void **state)
{
	struct params warm = params_none(), none = params_none();
	struct params *all;
	struct store *s = make_store("params");
	struct arena a = {0};
	struct err e = {0};
	int64_t id;
	size_t n;

	(void)state;
	warm.value[PARAM_TEMPERATURE] = 0.1;
	warm.value[PARAM_SEED] = 9007199254740991.0;
	assert_ok(store_add_params(s, &warm, &id, &e));
	assert_int_equal(id, 1);
	assert_ok(store_add_params(s, &none, &id, &e));
	assert_int_equal(id, 0);
	assert_ok(store_add_params(s, &warm, &id, &e));
	assert_int_equal(id, 1);
	assert_ok(store_params(s, &a, &all, &n, &e));
	assert_int_equal(n, 2);
	assert_string_equal(params_text(&a, &all[0]).p, "{}");
	assert_string_equal(params_text(&a, &all[1]).p,
			    "{\"temperature\":0.1,\"seed\":9007199254740991}");
	make_close(s);
	arena_release(&a);
}

static void test_events(void **state)
{
	struct store *s = make_store("events");
	struct arena a = {0};
	struct err e = {0};
	struct run_event *events;
	size_t n = 7;

	(void)state;
	assert_ok(store_events(s, &a, &events, &n, &e));
	assert_int_equal(n, 0);
	assert_ok(store_add_event(s, "started", STR_NONE, &e));
	assert_ok(store_add_event(s, "interrupted", STR("by SIGINT"), &e));
	make_close(s);
	s = make_open("events", false);
	assert_ok(store_events(s, &a, &events, &n, &e));
	make_close(s);
	assert_int_equal(n, 2);
	assert_str(events[0].what, "started");
	assert_null(events[0].detail.p);
	assert_str(events[1].what, "interrupted");
	assert_str(events[1].detail, "by SIGINT");
	assert_true(events[0].at > 1700000000000 && events[1].at >= events[0].at);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),    cmocka_unit_test(test_blobs),
		cmocka_unit_test(test_targets), cmocka_unit_test(test_params),
		cmocka_unit_test(test_events),
	};

	return cmocka_run_group_tests_name("meta", tests, NULL, NULL);
}
