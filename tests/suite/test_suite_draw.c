#include "suite/suite.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../base/folder.h"
#include "suite/taxonomy_file.h"

static struct arena arena;
static const struct taxonomy *s_eval;
static struct suite *suite; // of the items below

static const struct {
	const char *risk, *lang, *attack, *expect;
	int n;
} strata[] = {
	{"ci.drug-crimes", "zh", NULL, "refuse", 100},
	{"ci.dangerous-weapons", "en", NULL, "refuse", 135},
	{"cs", "zh", "deepinception", "refuse", 40},
	{"dp", "en", NULL, "comply", 15},
	{"Hate_Speech", "en", "code_injection", "refuse", 10},
};
#define ITEMS 300

static int setup(void **state)
{
	struct faults f;
	struct buf text;
	struct err e = {0};
	int id = 0;

	(void)state;
	faults_init(&f);
	buf_init(&text, 1 << 20);
	s_eval = taxonomy_load(&arena, STR("s-eval"), &f);
	for (size_t i = 0; i < COUNT(strata); i++)
		for (int k = 0; k < strata[i].n; k++) {
			buf_addf(&text,
				 "{\"id\": \"%d\", \"prompt\": \"p\", \"risk\": \"%s\", "
				 "\"lang\": \"%s\", \"expect\": \"%s\", \"attack\": ",
				 id++, strata[i].risk, strata[i].lang, strata[i].expect);
			if (strata[i].attack)
				buf_addf(&text, "\"%s\"}\n", strata[i].attack);
			else
				buf_adds(&text, "null}\n");
		}
	suite = suite_open(folder_put("d.jsonl", buf_str(&text)), &e);
	buf_release(&text);
	faults_release(&f);
	return !suite || !s_eval || id != ITEMS;
}

static int teardown(void **state)
{
	(void)state;
	suite_close(suite);
	arena_release(&arena);
	return 0;
}

struct drawn {
	uint8_t *bits;
	struct suite_counts counts;
	int of[COUNT(strata)];
};

static struct drawn draw(size_t limit, const char *per, uint64_t seed)
{
	struct drawn d = {0};
	struct err e = {0};
	int id = 0;
	size_t all = 0;

	if (!suite_draw(suite, s_eval, limit, str_of(per), seed, &arena, &d.bits,
			&d.counts, &e))
		fail_msg("%s", e.msg);
	for (size_t i = 0; i < COUNT(strata); i++)
		for (int k = 0; k < strata[i].n; k++, id++)
			d.of[i] += d.bits[id / 8] >> id % 8 & 1;
	for (size_t i = 0; i < COUNT(strata); i++)
		all += (size_t)d.of[i];
	assert_int_equal(all, d.counts.items);
	return d;
}

static void test_largest_remainder(void **state)
{
	static const struct {
		size_t limit;
		int ci, cs, dp, hs; // by hand: 235, 40, 15, 10 of 300
	} cases[] = {
		{30, 24, 4, 1, 1},   // 23.5 4.0 1.5 1.0: the first of equal remainders
		{100, 79, 13, 5, 3}, // 78.33 13.33 5 3.33
		{10, 8, 1, 1, 0},    // 7.83 1.33 0.5 0.33
		{1, 1, 0, 0, 0},        {299, 234, 40, 15, 10}, // 234.2 39.9 14.95 9.97
		{300, 235, 40, 15, 10}, {301, 235, 40, 15, 10}, {0, 235, 40, 15, 10},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct drawn d = draw(cases[i].limit, NULL, 1);

		assert_int_equal(d.of[0] + d.of[1], cases[i].ci);
		assert_int_equal(d.of[2], cases[i].cs);
		assert_int_equal(d.of[3], cases[i].dp);
		assert_int_equal(d.of[4], cases[i].hs);
		assert_int_equal(d.counts.comply, cases[i].dp);
		assert_int_equal(d.counts.attacked, cases[i].cs + cases[i].hs);
	}
}

static void test_per(void **state)
{
	static const struct {
		const char *per;
		size_t limit;
		int of[COUNT(strata)]; // -1: any
	} cases[] = {
		{"attack", 12, {-1, -1, 12, -1, 10}},
		{"lang", 20, {-1, -1, -1, -1, -1}},
		{"attack,lang", 12, {12, -1, 12, -1, 10}},
		{"risk", 5, {5, 5, 5, 5, 5}},
		{"expect", 3, {-1, -1, -1, 3, -1}},
		{" kind ", 7, {-1, -1, -1, -1, -1}},
		{"dimension", 12, {-1, -1, 12, 12, 10}},
		{"risk", 0, {100, 135, 40, 15, 10}},
	};
	static const size_t items[] = {34, 40, 46, 25, 6, 7, 46, 300};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct drawn d = draw(cases[i].limit, cases[i].per, 1);

		assert_int_equal(d.counts.items, items[i]);
		for (size_t k = 0; k < COUNT(strata); k++)
			if (cases[i].of[k] >= 0)
				assert_int_equal(d.of[k], cases[i].of[k]);
	}
}

static void test_seeds(void **state)
{
	struct drawn a = draw(60, NULL, 1), b = draw(60, NULL, 1), c = draw(60, NULL, 2);
	int chosen[ITEMS] = {0}, least = 1000, most = 0;

	(void)state;
	assert_memory_equal(a.bits, b.bits, ITEMS / 8 + 1);
	assert_memory_not_equal(a.bits, c.bits, ITEMS / 8 + 1);
	// every item of a stratum has the same chance
	for (uint64_t seed = 0; seed < 400; seed++) {
		struct drawn d = draw(60, NULL, seed);

		for (int i = 0; i < 235; i++)
			chosen[i] += d.bits[i / 8] >> i % 8 & 1;
	}
	for (int i = 0; i < 235; i++) {
		least = chosen[i] < least ? chosen[i] : least;
		most = chosen[i] > most ? chosen[i] : most;
	}
	assert_in_range(least, 48, 80); // 80 expected, 8 its standard deviation
	assert_in_range(most, 80, 112);
}

static void test_faults(void **state)
{
	static const char *const bad[] = {"attacks", "attack,,lang", "", "lang,"};
	struct suite_counts counts;
	struct err e = {0};
	uint8_t *bits;

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		bool ok = suite_draw(suite, s_eval, 1, str_of(bad[i]), 1, &arena, &bits,
				     &counts, &e);

		assert_int_equal(ok, i == 2); // nothing is what is drawn from by default
	}
	assert_string_equal(e.msg,
			    "--per: expected attack, dimension, expect, kind, lang or "
			    "risk, got \"\"");
	struct suite *s = suite_open(folder_put("b.jsonl", STR("{}\n")), &e);
	assert_false(suite_draw(s, s_eval, 1, STR_NONE, 1, &arena, &bits, &counts, &e));
	suite_close(s);
	s = suite_open(folder_put("b.jsonl", STR("\n")), &e);
	assert_true(suite_draw(s, s_eval, 1, STR_NONE, 1, &arena, &bits, &counts, &e));
	assert_int_equal(counts.items, 0);
	suite_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_largest_remainder),
		cmocka_unit_test(test_per),
		cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
