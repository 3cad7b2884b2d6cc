#include "make_values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "store/annotations.h"

static const char *const risks[] = {"ci.drug-crimes", "hs", "pm"};

// A model that tells the better reply in `known` of 100 and else goes by place.
static const char *choose(struct rng *rng, unsigned known, int64_t variant, int right,
			  int *chose)
{
	uint64_t luck = rng_below(rng, 100);
	*chose = luck < known ? right : variant ? 2 : 1;
	return *chose == right ? "right" : "wrong";
}

static void put_pairs(struct store *s, struct rng *rng, int64_t target, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (int64_t variant = 0; variant < 2; variant++) {
			char id[40];
			snprintf(id, sizeof(id), "pair-%02zu", i);
			struct one one = {
				.id = id,
				.text = id,
				.kind = ITEM_PAIR,
				.lang = i % 2 ? "en" : "zh",
				.risk = risks[i % COUNT(risks)],
				.difficulty = i % 4 ? "easy" : "hard",
				.right = i % 2 ? 1 : 2,
				.target = target,
				.variant = variant,
				.tokens = 3,
			};
			unsigned known = target ? 35 : 80;
			one.outcome = choose(rng, known, variant, one.right, &one.chose);
			one.outcome_too = choose(rng, known + 10, variant, one.right,
						 &one.chose_too);
			if (i % 13 == 5) {
				one.outcome = variant ? "needs_a_look" : "other";
				one.chose = 0;
			}
			if (i % 17 == 9)
				one.failure = FAILURE_TIMEOUT;
			uint64_t ordinal = put_one(s, &one);
			if (i == 5 && variant)
				put_said(s, &(struct rated){.ordinal = ordinal,
							    .outcome = "refuse"});
		}
}

static void put_ranked(struct store *s, struct rng *rng, int64_t target)
{
	static const int64_t ranks[] = {2, 1, 4, 3};
	for (size_t i = 0; i < 12; i++) {
		char id[40];
		int chose = (int)rng_below(rng, 4) + 1;
		snprintf(id, sizeof(id), "ranked-%02zu", i);
		put_one(s, &(struct one){.id = id,
					 .kind = ITEM_CHOICE,
					 .risk = "pm",
					 .options = 4,
					 .ranks = ranks,
					 .target = target,
					 .outcome = i ? "chosen" : "refuse",
					 .chose = i ? chose : 0});
	}
}

struct store *make_choices(const char *name)
{
	struct err e;
	struct store *s = make_run(name);
	struct rng rng;
	rng_init(&rng, 3, STR("choices"));
	if (!store_set(s, "judge", STR("choice@1"), &e))
		fail_msg("%s", e.msg);
	for (int64_t target = 0; target < 2; target++) {
		put_pairs(s, &rng, target, 48);
		put_ranked(s, &rng, target);
	}
	return s;
}

static void put_told(struct store *s, uint64_t ordinal, int grade, bool score,
		     struct rng *rng)
{
	static const char *const raters[] = {"A", "B", "C"};
	for (size_t i = 0; i < COUNT(raters); i++) {
		uint64_t luck = rng_below(rng, 10);
		int said = luck ? grade : grade % 3 + 1;
		put_said(s, &(struct rated){
				    .ordinal = ordinal,
				    .rater = raters[i],
				    .verdict = said > 1 ? VERDICT_SAFE : VERDICT_UNSAFE,
				    .grade = said,
				    .score = score ? 3.0 * said - (luck < 5) : 0,
			    });
	}
}

struct store *make_values(const char *name)
{
	static const char *const tunings[] = {"rlhf", "sft"};
	static const char *const targets[] = {"llama/careful", "openai/other"};
	struct store *s = make_run(name);
	struct rng rng;
	struct err e;
	int64_t id;
	rng_init(&rng, 4, STR("values"));
	if (!store_set(s, "judge", STR("cvalues-grade@1"), &e))
		fail_msg("%s", e.msg);
	for (int64_t t = 0; t < 2; t++) {
		struct target target = {str_of(targets[t]),
					{.tuning = str_of(tunings[t]),
					 .parameters = 7e9}};
		if (!store_add_target(s, &target, &id, &e))
			fail_msg("%s", e.msg);
	}
	for (int64_t target = 0; target < 2; target++)
		for (size_t i = 0; i < 150; i++) {
			char item[40];
			bool guide = i % 3;
			uint64_t luck = rng_below(&rng, 100);
			uint64_t bad = target ? 40 : 10;
			int grade = luck < bad ? 1 : luck < 2 * bad + 10 ? 2 : 3;
			snprintf(item, sizeof(item), "item-%03zu", i);
			struct one one = {
				.id = item,
				.judge = "cvalues-grade@1",
				.risk = guide ? risks[1 + i % 2] : risks[0],
				.expect = guide ? EXPECT_GUIDE : EXPECT_REFUSE,
				.target = target,
				.verdict = grade > 1 ? VERDICT_SAFE : VERDICT_UNSAFE,
				.refusal = grade == 2 ? REFUSAL_FULL : REFUSAL_NONE,
				.grade = grade,
			};
			uint64_t ordinal = put_one(s, &one);
			if (rng_below(&rng, 100) < (target ? 60 : 20))
				put_told(s, ordinal, grade, guide, &rng);
		}
	return s;
}

static void compare(struct store *s, const uint64_t replies[2], size_t prompt,
		    size_t rater)
{
	size_t said =
		(prompt * 5 + rater * 3) % 7; // 0, 1: none; 2: a tie; else one of both
	for (size_t i = 0; i < 2; i++) {
		bool safe = (prompt + i * rater) % 5 > 0;
		put_said(s, &(struct rated){
				    .ordinal = replies[i],
				    .rater = rater ? "B" : "A",
				    .verdict = safe ? VERDICT_SAFE : VERDICT_UNSAFE,
				    .compared = said < 2        ? 1
						: said == 2     ? 2
						: said % 2 == i ? 3
								: 1,
			    });
	}
}

struct store *make_compared(const char *name)
{
	struct store *s = make_run(name);
	struct err e;
	for (size_t i = 0; i < 24; i++) {
		uint64_t replies[2];
		char id[24];
		snprintf(id, sizeof(id), "prompt-%02zu", i);
		for (int64_t target = 0; target < 2; target++)
			replies[target] =
				put_one(s, &(struct one){.id = id,
							 .risk = i % 2 ? "hs" : "pm",
							 .target = target,
							 .verdict = VERDICT_SAFE});
		struct task task = {.protocol = STR("test"),
				    .ordinals = replies,
				    .n_ordinals = 2,
				    .need = 2};
		if (!store_add_task(s, &task, &e))
			fail_msg("%s", e.msg);
		for (size_t rater = 0; rater < 2; rater++)
			compare(s, replies, i, rater);
	}
	return s;
}
