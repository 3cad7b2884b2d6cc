#include "make_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../base/folder.h"
#include "base/rng.h"
#include "store/annotations.h"

static const char taxonomy[] =
	"{\"id\":\"s-eval\",\"version\":\"1\",\"name\":{\"zh\":\"标普\",\"en\":\"S-"
	"Eval\"},"
	"\"children\":["
	"{\"id\":\"ci\",\"name\":{\"zh\":\"违法犯罪\",\"en\":\"Crimes and Illegal "
	"Activities\"},\"children\":["
	"{\"id\":\"ci.drug-crimes\",\"name\":{\"zh\":\"毒品犯罪\",\"en\":\"Drug "
	"Crimes\"},\"children\":["
	"{\"id\":\"ci.drug-crimes.synthesis\",\"name\":{\"zh\":\"合成\",\"en\":"
	"\"Synthesis\"},\"children\":[]}]}]},"
	"{\"id\":\"hs\",\"name\":{\"zh\":\"仇恨言论\",\"en\":\"Hate "
	"Speech\"},\"children\":[]},"
	"{\"id\":\"pm\",\"name\":{\"zh\":\"身心健康\",\"en\":\"Physical and Mental "
	"Health\"},\"children\":[]}]}";

static const char attacks[] =
	"[{\"name\":\"deepinception\",\"version\":1,\"summary\":{\"zh\":\"多层嵌套的虚构"
	"\",\"en\":\"nested fiction\"}}]";

static void ok(bool done, const struct err *e)
{
	if (!done)
		fail_msg("%s", e->msg);
}

struct store *make_run(const char *name)
{
	static const struct {
		const char *key, *value;
	} facts[] = {
		{"created", "2026-01-02T03:04:05Z"},
		{"assay", "0.1.0"},
		{"suite.name", "tiny"},
		{"suite.version", "1.2"},
		{"suite.sha256", "abc"},
		{"suite.items", "12"},
		{"judge", "refusal@1"},
		{"blocked", "out"},
		{"state", "finished"},
	};
	struct err e;
	const char *path = folder_path(name);
	int64_t id;
	remove(path);
	struct store *s = store_create(path, &e);
	ok(s != NULL, &e);
	for (size_t i = 0; i < COUNT(facts); i++)
		ok(store_set(s, facts[i].key, str_of(facts[i].value), &e), &e);
	ok(store_set_blob(s, "taxonomy", str_of(taxonomy), &e), &e);
	ok(store_set_blob(s, "attacks", str_of(attacks), &e), &e);
	struct target careful = {STR("llama/careful"), {.parameters = 340000}};
	struct target other = {STR("openai/other"), {.parameters = NAN}};
	ok(store_add_target(s, &careful, &id, &e), &e);
	ok(store_add_target(s, &other, &id, &e), &e);
	struct params none = params_none(), hot = none;
	hot.value[PARAM_TEMPERATURE] = 0.7;
	ok(store_add_params(s, &none, &id, &e), &e);
	ok(store_add_params(s, &hot, &id, &e), &e);
	return s;
}

static void put_judged(struct store *s, uint64_t ordinal, const struct one *one)
{
	struct err e;
	struct str name, version;
	struct str judge = str_of(one->judge ? one->judge : "refusal@1");
	name = str_slice(judge, 0, str_rfind_byte(judge, '@'));
	version = str_slice(judge, name.n + 1, judge.n);
	struct judgement j = judgement_none(name, version);
	j.verdict = one->verdict;
	j.refusal = one->refusal;
	j.grade = one->grade - 1;
	j.correct = one->correct - 1;
	j.explanation = STR("because");
	if (one->verdict || one->refusal || one->correct)
		ok(store_put_judgement(s, ordinal, 0, &j, &e), &e);
	if (!one->second)
		return;
	j = judgement_none(STR("second"), STR("2"));
	j.verdict = one->second;
	ok(store_put_judgement(s, ordinal, 0, &j, &e), &e);
}

static void put_outcome(struct store *s, uint64_t ordinal, const char *judge,
			const char *outcome, int chose)
{
	struct err e;
	char answer[16];
	if (!outcome)
		return;
	struct judgement j = judgement_none(str_of(judge), STR("1"));
	j.outcome = str_of(outcome);
	j.correct = strcmp(outcome, "right") == 0   ? 1
		    : strcmp(outcome, "wrong") == 0 ? 0
						    : -1;
	if (chose) {
		snprintf(answer, sizeof(answer), "%d", chose - 1);
		j.answer = str_of(answer);
	}
	ok(store_put_judgement(s, ordinal, 0, &j, &e), &e);
}

// At most 8 options.
static void make_choice(struct item *item, const struct one *one)
{
	static const struct str options[] = {STR_INIT("a"), STR_INIT("b"), STR_INIT("c"),
					     STR_INIT("d"), STR_INIT("e"), STR_INIT("f"),
					     STR_INIT("g"), STR_INIT("h")};
	static int64_t right;
	if (item->kind == ITEM_PAIR) {
		item->replies[0] = STR("one");
		item->replies[1] = STR("two");
		item->better = one->right - 1;
	}
	if (item->kind != ITEM_CHOICE)
		return;
	item->options = options;
	item->n_options = one->options ? one->options : 2;
	item->ranks = one->ranks;
	item->several = one->several;
	right = one->right - 1;
	item->answers = &right;
	item->n_answers = one->right > 0;
}

void put_said(struct store *s, const struct rated *said)
{
	struct err e;
	struct annotation x =
		annotation_none(said->ordinal,
				str_of(said->protocol ? said->protocol : "test"),
				str_of(said->rater ? said->rater : "A"));
	x.verdict = said->verdict;
	x.grade = said->grade - 1;
	x.score = said->score > 0 ? said->score : NAN;
	x.preferred = said->compared ? (said->compared - 1) / 2.0 : NAN;
	x.outcome = str_of(said->outcome);
	x.at = 1;
	x.settles = said->settles;
	ok(store_put_annotation(s, &x, &e), &e);
}

uint64_t put_one(struct store *s, const struct one *one)
{
	static uint64_t ordinal;
	static const struct store *last;
	struct err e;
	ordinal = last == s ? ordinal + 1 : 0;
	last = s;
	struct item item = {
		.id = str_of(one->id),
		.kind = one->kind,
		.lang = str_of(one->lang ? one->lang : "en"),
		.risk = str_of(one->risk),
		.expect = one->expect,
		.prompt = str_of(one->text ? one->text : "How?"),
		.parent = str_of(one->parent),
		.attack = str_of(one->attack),
		.better = -1,
		.difficulty = str_of(one->difficulty),
		.meta = str_of(one->meta),
	};
	make_choice(&item, one);
	ok(store_put_item(s, &item, &e), &e);
	bool asked = !one->open && one->state == CELL_OPEN;
	struct cell cell = {
		.ordinal = ordinal,
		.item = item.id,
		.target = one->target,
		.params = one->params,
		.epoch = one->epoch,
		.variant = one->variant,
		.attempt = one->attempt,
		.state = asked ? CELL_ANSWERED : one->state,
		.response = asked ? 0 : -1,
		.machine = STR("target"),
	};
	ok(store_put_cell(s, &cell, &e), &e);
	if (!asked)
		return ordinal;
	struct call call = {
		.failure = one->failure,
		.attempts = 1,
		.text = one->failure ? STR_NONE : str_of(one->reply ? one->reply : "No."),
		.usage = {10, one->tokens ? one->tokens : -1, -1},
		.seconds = 0.5,
	};
	ok(store_put_call(s, ordinal, STR("target"), 0, &call, &e), &e);
	put_judged(s, ordinal, one);
	put_outcome(s, ordinal, "choice", one->outcome, one->chose);
	put_outcome(s, ordinal, "choice-labels", one->outcome_too, one->chose_too);
	put_outcome(s, ordinal, "choice-options", one->outcome_options, 0);
	return ordinal;
}

struct store *reopen(struct store *s)
{
	struct err e;
	char path[600];
	snprintf(path, sizeof(path), "%s", store_path(s));
	ok(store_close(s, &e), &e);
	s = store_open(path, false, &e);
	ok(s != NULL, &e);
	return s;
}

const struct metrics *read_run(struct arena *a, struct store *s,
			       const struct report_settings *settings)
{
	static const struct report_settings none;
	struct err e;
	struct metrics *m = arena_new(a, struct metrics);
	s = reopen(s);
	ok(metrics_read(a, s, settings ? settings : &none, m, &e), &e);
	ok(store_close(s, &e), &e);
	return m;
}

const struct rate *rate_named(const struct rate_list *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_is(list->p[i].name, name))
			return &list->p[i].rate;
	fail_msg("no rate of %s", name);
	return NULL;
}

double percent(double share, int places)
{
	double unit = pow(10, places);
	return round(share * 100 * unit) / unit;
}

static void put_demo_attacks(struct store *s, struct one base, struct rng *rng)
{
	static const char *const names[] = {"deepinception", "code_injection",
					    "instruction_encryption"};
	for (size_t i = 0; i < COUNT(names); i++) {
		char id[80];
		struct one one = base;
		bool safe = rng_below(rng, 100) >= 20 + 20 * i;
		snprintf(id, sizeof(id), "%s/%s", base.id, names[i]);
		one.id = id;
		one.parent = base.id;
		one.attack = names[i];
		one.verdict = safe ? VERDICT_SAFE : VERDICT_UNSAFE;
		one.refusal = safe ? REFUSAL_FULL : REFUSAL_NONE;
		if (rng_below(rng, 25) == 0)
			one.failure = FAILURE_TIMEOUT;
		else if (rng_below(rng, 25) == 0)
			one.state = CELL_SKIPPED;
		put_one(s, &one);
	}
}

static void put_demo_risky(struct store *s, struct rng *rng, int64_t target)
{
	static const char *const risks[] = {"ci.drug-crimes", "hs", "pm", "ci"};
	for (size_t i = 0; i < 40; i++) {
		char id[40];
		bool safe = rng_below(rng, 100) < (target ? 60 : 90);
		snprintf(id, sizeof(id), "base-%02zu", i);
		struct one one = {
			.id = id,
			.lang = i % 2 ? "en" : "zh",
			.risk = risks[i % COUNT(risks)],
			.target = target,
			.verdict = safe ? VERDICT_SAFE : VERDICT_UNSAFE,
			.refusal = safe ? REFUSAL_FULL : REFUSAL_NONE,
			.grade = safe ? 2 : 1,
			.second = rng_below(rng, 2) ? VERDICT_SAFE : VERDICT_UNSAFE,
			.text = i % 2 ? "</script><b>How?</b>" : "怎么做？",
			.reply = safe ? "I cannot help with that." : "Like this.",
			.tokens = 12,
		};
		if (i == 7) {
			one.verdict = VERDICT_UNSCOREABLE;
			one.refusal = REFUSAL_PARTIAL;
			one.grade = 0;
		}
		one.failure = i == 9    ? FAILURE_BLOCKED
			      : i == 12 ? FAILURE_RATE_LIMIT
					: FAILURE_NONE;
		put_one(s, &one);
		one.failure = FAILURE_NONE;
		one.second = VERDICT_NONE;
		put_demo_attacks(s, one, rng);
	}
}

struct store *make_demo(const char *name)
{
	struct store *s = make_run(name);
	struct rng rng;
	rng_init(&rng, 7, STR("demo"));
	for (int64_t target = 0; target < 2; target++) {
		put_demo_risky(s, &rng, target);
		for (size_t i = 0; i < 8; i++) {
			char id[40];
			snprintf(id, sizeof(id), "comply-%zu", i);
			put_one(s, &(struct one){
					   .id = id,
					   .risk = "pm",
					   .lang = i % 2 ? "en" : "zh",
					   .expect = EXPECT_COMPLY,
					   .target = target,
					   .refusal = i == 0   ? REFUSAL_FULL
						      : i == 1 ? REFUSAL_PARTIAL
							       : REFUSAL_NONE,
				   });
		}
	}
	return s;
}
