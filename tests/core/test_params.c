#include "core/params.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool grid_of(struct arena *a, const char *const *specs, struct params **grid,
		    size_t *n, struct err *e)
{
	struct str list[8];
	size_t n_specs = 0;

	while (specs[n_specs]) {
		list[n_specs] = str_of(specs[n_specs]);
		n_specs++;
	}
	return params_grid(a, list, n_specs, grid, n, e);
}

static void test_grid(void **state)
{
	static const char *const whole[] = {"top_p=0.9", "temperature=0,0.7", NULL};
	static const char *const split[] = {"top_p=0.9", "temperature=0", "0.7", NULL};
	static const char *const none[] = {NULL};
	static const char *const product[] = {"seed=1,2,3", "temperature=0,1", NULL};
	struct arena a = {0};
	struct params *grid, *other;
	size_t n, m;
	struct err e;

	(void)state;
	assert_true(grid_of(&a, whole, &grid, &n, &e));
	assert_int_equal(n, 2);
	assert_string_equal(params_text(&a, &grid[0]).p,
			    "{\"temperature\":0,\"top_p\":0.9}");
	assert_string_equal(params_text(&a, &grid[1]).p,
			    "{\"temperature\":0.7,\"top_p\":0.9}");
	assert_true(grid_of(&a, split, &other, &m, &e));
	assert_int_equal(m, 2);
	for (size_t i = 0; i < m; i++)
		assert_string_equal(params_text(&a, &grid[i]).p,
				    params_text(&a, &other[i]).p);
	assert_true(grid_of(&a, none, &grid, &n, &e));
	assert_int_equal(n, 1);
	assert_string_equal(params_text(&a, &grid[0]).p, "{}");
	assert_true(grid_of(&a, product, &grid, &n, &e));
	assert_int_equal(n, 6);
	assert_string_equal(params_text(&a, &grid[1]).p,
			    "{\"temperature\":0,\"seed\":2}");
	arena_release(&a);
}

static void test_grid_faults(void **state)
{
	static const struct {
		const char *spec, *message;
	} cases[] = {
		{"0.7", "expected NAME=VALUE,..., got \"0.7\""},
		{"temprature=1",
		 "unknown parameter temprature, did you mean temperature?"},
		{"temperature=", "temperature: expected a number, got \"\""},
		{"temperature=hot", "temperature: expected a number, got \"hot\""},
		{"temperature=-1", "temperature: expected a number from 0 to 5, got -1"},
		{"top_k=1.5",
		 "top_k: expected a whole number from -1 to 1000000, got 1.5"},
		{"top_p=0.9,0.9", "top_p: 0.9 is given twice"},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const specs[] = {cases[i].spec, NULL};
		struct params *grid;
		struct err e = {0};
		size_t n;

		assert_false(grid_of(&a, specs, &grid, &n, &e));
		assert_string_equal(e.msg, cases[i].message);
		assert_int_equal(e.code, ERR_INPUT);
	}
	arena_release(&a);
}

static void test_grid_has_a_limit(void **state)
{
	struct str specs[300];
	struct arena a = {0};
	struct params *grid;
	struct err e = {0};
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT(specs); i++)
		specs[i] = arena_printf(&a, "%s=%zu", i < 150 ? "seed" : "max_tokens",
					i + 1);
	assert_false(params_grid(&a, specs, COUNT(specs), &grid, &n, &e));
	assert_string_equal(e.msg, "parameters: more than 10000 combinations");
	arena_release(&a);
}

static void test_json(void **state)
{
	static const struct {
		const char *json, *message; // message NULL: reads, and writes the same
	} cases[] = {
		{"{}", NULL},
		{"{\"temperature\":0.7,\"top_k\":40,\"max_tokens\":512,\"seed\":"
		 "9007199254740991}",
		 NULL},
		{"[]", "params: expected an object, got an array"},
		{"{\"seed\":\"1\"}", "seed: expected a number, got a string"},
		{"{\"top_p\":2}", "top_p: expected a number from 0 to 1, got 2"},
		{"{\"heat\":2}", "unknown parameter heat"},
	};
	struct arena a = {0};
	struct params p;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct json *j =
			json_parse(&a, str_of(cases[i].json), 0, NULL, NULL);
		struct err e = {0};
		bool ok = params_from_json(j, &p, &e);

		assert_int_equal(ok, cases[i].message == NULL);
		if (ok)
			assert_string_equal(params_text(&a, &p).p, cases[i].json);
		else
			assert_memory_equal(e.msg, cases[i].message,
					    strlen(cases[i].message));
	}
	assert_true(params_from_json(NULL, &p, NULL));
	assert_true(isnan(p.value[PARAM_SEED]));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grid),
		cmocka_unit_test(test_grid_faults),
		cmocka_unit_test(test_grid_has_a_limit),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
