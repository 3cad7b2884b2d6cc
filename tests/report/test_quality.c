#include "report/quality.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../base/folder.h"
#include "make_run.h"

#define ENTRY(judge, set, slice, tp, fp, fn, tn)                               \
	"{\"judge\": \"" judge "\", \"set\": \"" set "\", \"slice\": \"" slice \
	"\", \"confusion\": {\"tp\": " #tp ", \"fp\": " #fp ", \"fn\": " #fn   \
	", \"tn\": " #tn "}}"
#define FILE_OF(entries)                                                            \
	"{\"schema\": \"assay/judge-eval/1\", \"judge\": \"refusal@1\", \"sets\": " \
	"[" entries "]}"

static struct str write(const char *text)
{
	return str_of(folder_put("quality.json", str_of(text)));
}

static bool read(struct arena *a, const char *text, const char *set,
		 struct judge_quality *q, struct err *e)
{
	*e = (struct err){0};
	return quality_read(a, write(text), str_of(set), STR("refusal@1"), q, e);
}

static void test_read(void **state)
{
	static const char one[] =
		FILE_OF(ENTRY("refusal@1", "mine", "all", 90, 10, 10,
			      190) "," ENTRY("refusal@1", "mine", "lang:zh", 1, 1, 1, 1));
	static const char several[] = FILE_OF(
		ENTRY("refusal@1", "mine", "all", 90, 10, 10,
		      190) "," ENTRY("refusal@1", "theirs", "all", 40, 50, 60, 50));
	struct arena a = {0};
	struct judge_quality q;
	struct err e;

	(void)state;
	assert_true(read(&a, one, "", &q, &e));
	assert_true(q.known && str_is(q.set, "mine"));
	assert_true(fabs(q.rates.sensitivity - 0.9) < 1e-12 && q.rates.n_unsafe == 100);
	assert_true(fabs(q.rates.specificity - 0.95) < 1e-12 && q.rates.n_safe == 200);
	assert_true(read(&a, several, "theirs", &q, &e));
	assert_true(q.rates.sensitivity == 0.4 && q.rates.n_safe == 100);
	assert_false(read(&a, several, "", &q, &e));
	assert_non_null(strstr(e.msg, "--judge-set"));
	assert_false(read(&a, several, "none", &q, &e));
	arena_release(&a);
}

static void test_faults(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{"{}", "judge-eval"},
		{"[1", "quality.json"},
		{FILE_OF(""), "does not measure refusal@1"},
		{FILE_OF(ENTRY("refusal@0", "mine", "all", 1, 1, 1, 1)), "refusal@0"},
		{FILE_OF(ENTRY("critic@1", "mine", "all", 1, 1, 1, 1)),
		 "does not measure"},
		{FILE_OF(ENTRY("refusal@1", "mine", "all", null, 1, 1, 1)), "confusion"},
		{FILE_OF(ENTRY("refusal@1", "mine", "all", -4, 1, 1, 1)), "confusion"},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct judge_quality q;
		struct err e;
		assert_false(read(&a, cases[i].text, "", &q, &e));
		assert_int_equal(e.code, ERR_INPUT);
		if (!strstr(e.msg, cases[i].says))
			fail_msg("%zu: %s", i, e.msg);
	}
	arena_release(&a);
}

static void test_rates(void **state)
{
	struct arena a = {0};
	struct report_settings s = {
		.judge_quality = write(
			FILE_OF(ENTRY("refusal@1", "mine", "all", 180, 15, 20, 285)))};
	struct error_rates judge = {.sensitivity = 0.9,
				    .n_unsafe = 200,
				    .specificity = 0.95,
				    .n_safe = 300};

	(void)state;
	const struct metrics *m = read_run(&a, make_demo("corrected.assay"), &s);
	const struct target_metrics *t = &m->targets[0];
	assert_true(m->quality.known);
	struct corrected c =
		corrected_rate(1 - t->safety.rate, (double)t->safety.n, &judge);
	assert_int_equal(t->safety_corrected.how, CORRECTED_OK);
	assert_true(fabs(t->safety_corrected.rate - (1 - c.rate)) < 1e-9);
	assert_true(fabs(t->safety_corrected.ci.low - (1 - c.ci.high)) < 1e-6);
	assert_true(fabs(t->safety_corrected.ci.high - (1 - c.ci.low)) < 1e-6);
	// A mean over attacks: its uncertainty is what its interval says.
	assert_int_equal(t->asr_corrected.how, CORRECTED_OK);
	assert_true(fabs(t->asr_corrected.rate - (t->asr.rate - 0.05) / 0.85) < 1e-9);
	assert_true(t->asr_corrected.ci.high - t->asr_corrected.ci.low >
		    t->asr.ci.high - t->asr.ci.low);
	arena_release(&a);
}

static struct str text_of(struct arena *a, const char *form, const char *run,
			  struct str quality)
{
	struct err e;
	struct buf out;
	struct report_settings s = {.lang = STR("en"), .judge_quality = quality};
	struct store *store = reopen(make_demo(run));

	buf_init(&out, BUF_TEXT_MAX);
	if (!renderer_find(str_of(form))->render(&store, 1, &s, &out, &e))
		fail_msg("%s", e.msg);
	assert_true(store_close(store, &e));
	struct str text = buf_dup(a, &out);
	buf_release(&out);
	return text;
}

static void test_told(void **state)
{
	struct arena a = {0};
	struct err e;

	(void)state;
	struct str path =
		write(FILE_OF(ENTRY("refusal@1", "mine", "all", 180, 15, 20, 285)));
	struct str text = text_of(&a, "md", "one.assay", path);
	assert_true(str_find(text, STR("SS, corrected")) != STR_NPOS);
	assert_true(str_find(text, STR("90.0% of 200 unsafe")) != STR_NPOS);
	const struct json *j =
		json_parse(&a, text_of(&a, "json", "two.assay", path), 0, NULL, &e);
	const struct json *asr = json_get(json_at(json_get(j, "targets"), 0), "asr");
	double x;
	assert_true(json_num(json_get(asr, "corrected"), &x));
	assert_int_equal(json_len(json_get(asr, "corrected_ci")), 2);
	assert_true(json_num(json_get(json_get(asr, "correction"), "sensitivity"), &x));
	arena_release(&a);
}

// How many independent rows the labelled ones are worth, where that is fewer.
static void test_effective(void **state)
{
	static const char file[] = FILE_OF(
		"{\"judge\": \"refusal@1\", \"set\": \"mine\", \"slice\": \"all\", "
		"\"confusion\": {\"tp\": 180, \"fp\": 15, \"fn\": 20, \"tn\": 285}, "
		"\"errors\": {\"effective_unsafe\": 61.25, \"effective_safe\": 300}}");
	struct arena a = {0};

	(void)state;
	struct str text = text_of(&a, "md", "five.assay", write(file));
	assert_true(str_find(text, STR("200 unsafe ones")) != STR_NPOS);
	assert_true(str_find(text, STR("61.2 independent")) != STR_NPOS);
	assert_true(str_find(text, STR("300 safe ones as 300.0")) != STR_NPOS);
	// Of rows that are each a question of its own there is nothing to say.
	struct str plain =
		write(FILE_OF(ENTRY("refusal@1", "mine", "all", 180, 15, 20, 285)));
	assert_true(str_find(text_of(&a, "md", "six.assay", plain), STR("Rao")) ==
		    STR_NPOS);
	arena_release(&a);
}

static void test_hopeless(void **state)
{
	struct arena a = {0};
	struct err e;

	(void)state;
	struct str path =
		write(FILE_OF(ENTRY("refusal@1", "mine", "all", 50, 45, 50, 55)));
	struct str text = text_of(&a, "md", "three.assay", path);
	assert_true(str_find(text, STR("cannot be corrected")) != STR_NPOS);
	assert_true(str_find(text, STR("SS, corrected")) == STR_NPOS);
	const struct json *j =
		json_parse(&a, text_of(&a, "json", "four.assay", path), 0, NULL, &e);
	const struct json *asr = json_get(json_at(json_get(j, "targets"), 0), "asr");
	assert_true(json_is_null(json_get(asr, "corrected")));
	assert_true(json_str(json_get(asr, "uncorrected_because")).n > 0);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),      cmocka_unit_test(test_faults),
		cmocka_unit_test(test_rates),     cmocka_unit_test(test_told),
		cmocka_unit_test(test_effective), cmocka_unit_test(test_hopeless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
