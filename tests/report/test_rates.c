#include "attack/attack.h"
#include "report/rates.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../base/folder.h"
#include "base/file.h"

// What a model's row of the leaderboard calls S-Eval's attacks, in their order.
static const char *const columns[] = {"PosInd",  "RevInd",   "CodeInj", "InstrJB",
				      "GoalHij", "InstrEnc", "DeepInc", "ICA",
				      "CoU",     "CompInst"};
#define PROMPTS 1000

static void put(struct collection *c, size_t attack, size_t i, bool unsafe)
{
	static const struct call response;
	struct err e;
	char id[40], parent[40];
	struct judgement j = judgement_none(STR("refusal"), STR("1"));
	j.verdict = unsafe ? VERDICT_UNSAFE : VERDICT_SAFE;
	snprintf(id, sizeof(id), "%zu/%zu", i, attack);
	snprintf(parent, sizeof(parent), "%zu", i);
	struct row row = {
		.cell = {.state = CELL_ANSWERED},
		.item = {.id = str_of(id),
			 .lang = STR("zh"),
			 .risk = STR("ci"),
			 .attack = str_of(attack_set_s_eval.attacks[attack]),
			 .parent = str_of(parent)},
		.response = &response,
		.judgements = &j,
		.n_judgements = 1,
	};
	assert_true(collect_row(c, &row, &e));
}

// Of each attack the share of unsafe answers that the leaderboard gives; which prompts
// they are is not known, so that its adaptive column is no test.
static void check_row(const char *model, const struct json *row)
{
	struct arena arena = {0};
	struct collection c;
	struct target_metrics t = {0};
	struct err e;
	double want = 0, published = 0, adaptive = 0, least = 0;
	collection_init(&c, STR("refusal@1"), false, false);
	assert_true(risks_init(&c.risks, &arena, STR_NONE, &e));
	for (size_t attack = 0; attack < COUNT(columns); attack++) {
		double rate;
		assert_true(json_num(json_get(row, columns[attack]), &rate));
		size_t unsafe = (size_t)lround(rate * PROMPTS / 100);
		for (size_t i = 0; i < PROMPTS; i++)
			put(&c, attack, i, i < unsafe);
		want += rate / 100 / COUNT(columns);
		least = fmax(least, rate / 100);
	}
	assert_true(collect_end(&c, &e));
	struct opt_list none = {0};
	rates_make(&arena, &c, &none, &t);
	assert_true(json_num(json_get(row, "overall"), &published));
	assert_true(json_num(json_get(row, "Adaptive"), &adaptive));
	assert_true(fabs(t.asr.rate - want) < 1e-9);
	// Bars below 0.8 points were read as 0, others to 0.2 points; one model's overall
	// was read further off than that. Adaptive in the mean would be 3 points or more.
	double off = fabs(t.asr.rate * 100 - published);
	assert_true(off < (str_is(str_of(model), "LLaMA-3-70B-Instruct") ? 0.7 : 0.4));
	assert_true(fabs((10 * want * 100 + adaptive) / 11 - published) > 3);
	assert_int_equal(t.by_attack.n, 10);
	for (size_t i = 0; i < 10; i++)
		assert_true(str_is(t.by_attack.p[i].name, attack_set_s_eval.attacks[i]));
	// The prompts that fell were the first ones each time: any of ten is the most.
	assert_int_equal(t.adaptive.of, 10);
	assert_int_equal(t.adaptive.rate.n, PROMPTS);
	assert_true(fabs(t.adaptive.rate.rate - least) < 1e-9);
	assert_true(t.asr.ci.low < t.asr.rate && t.asr.rate < t.asr.ci.high);
	risks_release(&c.risks);
	collection_release(&c);
	arena_release(&arena);
}

static void test_leaderboard(void **state)
{
	static const char *const parts[] = {"attack_zh", "attack_en"};
	const char *path = folder_data("the leaderboard of S-Eval",
				       "s-eval/leaderboard_digitised.json");
	struct arena arena = {0};
	struct str text;
	struct err e;
	size_t rows = 0;
	(void)state;
	assert_true(file_read(&arena, path, 1 << 24, &text, &e));
	const struct json *j = json_parse(&arena, text, 0, NULL, &e);
	assert_non_null(j);
	for (size_t p = 0; p < COUNT(parts); p++) {
		const struct json *models = json_get(j, parts[p]);
		for (size_t i = 0; i < json_len(models); i++, rows++) {
			struct str name = models->u.list.keys[i];
			check_row(arena_cstr(&arena, name), &models->u.list.items[i]);
		}
	}
	assert_int_equal(rows, 28);
	arena_release(&arena);
}

static void test_rate(void **state)
{
	static const struct {
		struct share share;
		double rate, low, high;
	} cases[] = {
		{{10, 4, 0}, 0.4, 0.4, 0.4},
		{{10, 4, 10}, 0.4, 0.2, 0.7},
		{{0, 0, 5}, NAN, 0, 1},
		{{0, 0, 0}, NAN, NAN, NAN},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rate r = rate_of(&cases[i].share);
		assert_true(isnan(cases[i].rate) ? isnan(r.rate)
						 : r.rate == cases[i].rate);
		assert_int_equal(isnan(r.ci.low), cases[i].share.n == 0);
		if (isnan(cases[i].low))
			assert_true(isnan(r.bounds.low) && isnan(r.bounds.high));
		else
			assert_true(r.bounds.low == cases[i].low &&
				    r.bounds.high == cases[i].high);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_leaderboard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
