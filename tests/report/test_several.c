#include "report/several.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/json.h"
#include "make_values.h"
#include "report/page.h"

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static struct opt_list list_of(struct str *items, size_t n)
{
	return (struct opt_list){items, n};
}

static void close_all(struct store **runs, size_t n)
{
	struct err e;

	for (size_t i = 0; i < n; i++)
		assert_true(store_close(runs[i], &e));
}

static struct several read_all(struct store **runs, size_t n,
			       const struct report_settings *s)
{
	struct several out;
	struct err e;

	if (!several_read(&arena, runs, n, s, &out, &e))
		fail_msg("%s", e.msg);
	return out;
}

static void test_one(void **state)
{
	struct store *run = reopen(make_values("one.assay"));
	struct report_settings settings = {0};
	struct several s = read_all(&run, 1, &settings);

	(void)state;
	assert_int_equal(s.n_tunings, 2);
	assert_ptr_equal(s.tunings, s.runs[0].tunings);
	close_all(&run, 1);
}

// A file or a service need not say how its model was tuned: whoever reports may.
static void test_tuning_told(void **state)
{
	struct str told[] = {STR("llama/careful=base"), STR("llama/careful=chat")};
	struct report_settings settings = {.tuning = list_of(told, 2)};
	struct store *run = reopen(make_values("told.assay"));
	struct several s = read_all(&run, 1, &settings);

	(void)state;
	assert_int_equal(s.n_tunings, 2);
	assert_true(str_is(s.tunings[0].tuning, "chat"));
	assert_true(str_is(s.tunings[1].tuning, "sft"));
	assert_true(str_is(s.runs[0].targets[0].facts.tuning, "chat"));
	close_all(&run, 1);
}

static void test_tuning_wrong(void **state)
{
	static const char *const cases[][2] = {
		{"llama/careful", "MODEL=TUNING"},
		{"llama/careful=", "MODEL=TUNING"},
		{"=base", "MODEL=TUNING"},
		{"openai/nobody=base", "no run has the model openai/nobody"},
	};
	struct store *run = reopen(make_demo("wrong.assay"));

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str told = str_of(cases[i][0]);
		struct report_settings settings = {.tuning = list_of(&told, 1)};
		struct several s;
		struct err e;
		assert_false(several_read(&arena, &run, 1, &settings, &s, &e));
		assert_int_equal(e.code, ERR_INPUT);
		assert_non_null(strstr(e.msg, cases[i][1]));
	}
	close_all(&run, 1);
}

static void test_tunings_over_runs(void **state)
{
	struct report_settings settings = {0};
	struct store *runs[] = {reopen(make_values("a.assay")),
				reopen(make_values("b.assay"))};
	struct several s = read_all(runs, 2, &settings);
	const struct gap_of *g = &s.runs[0].targets[1].gap.judge;

	(void)state;
	assert_int_equal(s.n_tunings, 2);
	assert_true(str_is(s.tunings[1].tuning, "sft"));
	assert_int_equal(s.tunings[1].targets, 2);
	// Both runs are the same: so is the mean, and each end of the interval.
	assert_true(fabs(s.tunings[1].gap - g->gap) < 1e-12);
	assert_true(fabs(s.tunings[1].ci.low - g->ci.low) < 1e-12);
	assert_true(fabs(s.tunings[1].ci.high - g->ci.high) < 1e-12);
	assert_int_equal(s.versus.n_targets, 2);
	close_all(runs, 2);
}

static void test_error_names_run(void **state)
{
	struct report_settings settings = {.record = STR("nobody")};
	struct store *runs[] = {reopen(make_values("good.assay")),
				reopen(make_demo("bad.assay"))};
	struct several s;
	struct err e;

	(void)state;
	assert_false(several_read(&arena, runs, 2, &settings, &s, &e));
	assert_non_null(strstr(e.msg, "good.assay"));
	close_all(runs, 2);
}

// --- The page of several runs.

static const struct json *page_of(struct store **runs, size_t n, int64_t samples)
{
	struct report_settings settings = {.samples = samples};
	struct several all = read_all(runs, n, &settings);
	struct buf out;
	struct err e;

	buf_init(&out, BUF_TEXT_MAX);
	assert_true(page_data(&arena, runs, &all, &settings, &out, &e));
	struct str text = buf_dup(&arena, &out);
	buf_release(&out);
	const struct json *j = json_parse(&arena, text, JSON_REFUSE_DUPLICATES, NULL, &e);
	if (!j)
		fail_msg("%s", e.msg);
	return j;
}

static void count_samples(const struct json *page, size_t targets[4])
{
	const struct json *samples = json_get(page, "samples");

	memset(targets, 0, 4 * sizeof(*targets));
	for (size_t i = 0; i < json_len(samples); i++) {
		int64_t target = -1;
		assert_true(json_int(json_get(json_at(samples, i), "target"), &target));
		assert_in_range(target, 0, 3);
		targets[target]++;
	}
}

static void test_page(void **state)
{
	struct store *runs[] = {reopen(make_values("p.assay")),
				reopen(make_demo("q.assay"))};
	const struct json *page = page_of(runs, 2, 20000);
	const struct json *report = json_get(page, "report");
	size_t targets[4];

	(void)state;
	assert_true(str_is(json_str(json_get(report, "schema")), "assay/reports/1"));
	assert_int_equal(json_len(json_get(report, "reports")), 2);
	assert_int_equal(json_len(json_get(report, "gap_by_tuning")), 2);
	assert_false(json_is_null(json_get(report, "automatic_against_human")));
	assert_int_equal(json_len(json_get(page, "attacks")), 3);
	assert_true(
		str_is(json_str(json_get(json_get(page, "taxonomy"), "id")), "s-eval"));
	count_samples(page, targets);
	assert_int_equal(targets[0], 150);
	assert_int_equal(targets[1], 150);
	assert_int_equal(targets[2] + targets[3], 2 * 168 - 13);

	// Fewer: as many as are asked for, from both runs alike.
	page = page_of(runs, 2, 62);
	assert_int_equal(json_len(json_get(page, "samples")), 62);
	count_samples(page, targets);
	assert_in_range(targets[0] + targets[1], 29, 31);
	close_all(runs, 2);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_one),
		CASE(test_tuning_told),
		CASE(test_tuning_wrong),
		CASE(test_tunings_over_runs),
		CASE(test_error_names_run),
		CASE(test_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
