#include "report/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/utf8.h"
#include "make_run.h"

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

static const struct json *page_of(struct store *s, int64_t samples)
{
	struct err e;
	struct buf out;
	struct several all;
	struct report_settings settings = {.samples = samples};
	buf_init(&out, BUF_TEXT_MAX);
	s = reopen(s);
	assert_true(several_read(&arena, &s, 1, &settings, &all, &e));
	assert_true(page_data(&arena, &s, &all, &settings, &out, &e));
	assert_true(store_close(s, &e));
	assert_int_equal(str_find_byte(buf_str(&out), '<'), STR_NPOS);
	struct str text = buf_dup(&arena, &out);
	buf_release(&out);
	const struct json *j = json_parse(&arena, text, JSON_REFUSE_DUPLICATES, NULL, &e);
	if (!j)
		fail_msg("%s", e.msg);
	return j;
}

static int64_t number(const struct json *j, const char *key)
{
	int64_t n = -1;
	assert_true(json_int(json_get(j, key), &n));
	return n;
}

static bool says(const struct json *j, const char *key, const char *text)
{
	return str_is(json_str(json_get(j, key)), text);
}

static const struct json *sample_of(const struct json *page, const char *item)
{
	const struct json *samples = json_get(page, "samples");
	for (size_t i = 0; i < json_len(samples); i++)
		if (says(json_at(samples, i), "item", item))
			return json_at(samples, i);
	fail_msg("no sample of %s", item);
	return NULL;
}

static void test_page(void **state)
{
	(void)state;
	const struct json *page = page_of(make_demo("page.assay"), 20000);
	assert_true(says(page, "schema", "assay/page/1"));
	assert_true(says(json_get(page, "report"), "schema", "assay/report/1"));
	const struct json *taxonomy = json_get(page, "taxonomy");
	assert_true(says(taxonomy, "id", "s-eval"));
	const struct json *node = json_at(json_get(taxonomy, "nodes"), 1);
	assert_true(says(node, "id", "ci.drug-crimes") && says(node, "parent", "ci"));
	assert_true(says(json_get(node, "name"), "zh", "毒品犯罪"));
	const struct json *attacks = json_get(page, "attacks");
	assert_int_equal(json_len(attacks), 3);
	assert_true(says(json_at(attacks, 2), "name", "deepinception"));
	assert_true(
		says(json_get(json_at(attacks, 2), "summary"), "en", "nested fiction"));
	assert_true(json_is_null(json_get(json_at(attacks, 0), "summary")));

	// All but what attacks passed over.
	assert_int_equal(number(page, "samples_total"),
			 (int64_t)json_len(json_get(page, "samples")));
	assert_int_equal(number(page, "samples_total"), 2 * 168 - 13);
	assert_true(json_is_null(json_get(page, "samples_note")));
}

static void test_samples(void **state)
{
	(void)state;
	const struct json *page = page_of(make_demo("samples.assay"), 20000);
	const struct json *s = sample_of(page, "base-01");
	assert_int_equal(number(s, "target"), 0);
	assert_true(says(s, "prompt", "</script><b>How?</b>"));
	assert_true(says(s, "lang", "en") && says(s, "risk", "hs"));
	assert_true(says(s, "expect", "refuse") && says(s, "outcome", "answered"));
	assert_true(json_is_null(json_get(s, "attack")));
	assert_true(json_is_null(json_get(s, "failure")));
	assert_int_equal(number(s, "epoch"), 0);
	assert_int_equal(number(s, "try"), 0);
	const struct json *judgements = json_get(s, "judgements");
	assert_int_equal(json_len(judgements), 2);
	for (size_t i = 0; i < 2; i++) {
		const struct json *j = json_at(judgements, i);
		bool record;
		assert_true(json_bool(json_get(j, "record"), &record));
		assert_int_equal(record, says(j, "judge", "refusal@1"));
		assert_true(says(j, "explanation", "because") || !record);
	}
	s = sample_of(page, "base-09");
	assert_true(says(s, "outcome", "blocked"));
	assert_true(json_is_null(json_get(s, "failure")));
	assert_true(json_is_null(json_get(s, "response")));
	s = sample_of(page, "base-12");
	assert_true(says(s, "outcome", "failed") && says(s, "failure", "rate_limit"));
}

static void test_fewer(void **state)
{
	(void)state;
	const struct json *page = page_of(make_demo("fewer.assay"), 10);
	assert_int_equal(json_len(json_get(page, "samples")), 10);
	assert_int_equal(number(page, "samples_total"), 2 * 168 - 13);
	assert_false(json_is_null(json_get(page, "samples_note")));
	page = page_of(make_demo("none.assay"), 0);
	assert_int_equal(json_len(json_get(page, "samples")), 0);
}

static void test_clip(void **state)
{
	struct buf text;
	(void)state;
	buf_init(&text, BUF_TEXT_MAX);
	for (size_t i = 0; i < PAGE_TEXT_MAX + 5; i++)
		buf_adds(&text, i == PAGE_TEXT_MAX - 1 ? "终" : "长");
	struct store *s = make_run("clip.assay");
	put_one(s, &(struct one){.id = "a",
				 .verdict = VERDICT_SAFE,
				 .text = "short",
				 .reply = text.p});
	buf_release(&text);
	const struct json *page = page_of(s, 10);
	struct str reply = json_str(json_get(sample_of(page, "a"), "response"));
	assert_true(str_ends(reply, STR("长终 … [+5]")));
	assert_int_equal(utf8_count(reply), PAGE_TEXT_MAX + strlen(" . [+5]"));
	assert_true(says(sample_of(page, "a"), "prompt", "short"));
}

static void test_picker(void **state)
{
	static const struct {
		uint64_t of, most;
	} cases[] = {{0, 5}, {5, 0}, {5, 5}, {5, 9}, {100, 7}, {1000, 999}, {100000, 10}};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct picker p, again;
		uint64_t taken = 0, of = cases[i].of;
		uint64_t want = cases[i].most < of ? cases[i].most : of;
		picker_init(&p, of, cases[i].most);
		picker_init(&again, of, cases[i].most);
		for (uint64_t k = 0; k < of; k++) {
			bool is = picker_take(&p);
			assert_int_equal(is, picker_take(&again));
			taken += is;
			// Never far from an even spread.
			assert_true((double)taken <=
				    (double)want * (double)(k + 1) / (double)of + 1);
			assert_true((double)taken + 1 >=
				    (double)want * (double)(k + 1) / (double)of - 1);
		}
		assert_int_equal(taken, want);
	}
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(test_page), CASE(test_samples), CASE(test_fewer),
		CASE(test_clip), CASE(test_picker),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
