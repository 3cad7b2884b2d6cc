#include "a_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "base/file.h"

static const struct message messages[] = {
	{SPEAKER_SYSTEM, STR_INIT("be kind")},
	{SPEAKER_USER, STR_INIT("=1+1")},
};
static const struct str tags[] = {STR_INIT("ci"), STR_INIT("cs")};

static const struct item items[] = {
	{.id = STR_INIT("a"),
	 .lang = STR_INIT("zh"),
	 .risk = STR_INIT("ci"),
	 .prompt = STR_INIT("甲\n\"x\""),
	 .better = -1},
	{.id = STR_INIT("b"),
	 .kind = ITEM_DIALOGUE,
	 .lang = STR_INIT("en"),
	 .expect = EXPECT_COMPLY,
	 .messages = messages,
	 .n_messages = COUNT(messages),
	 .better = -1},
	{.id = STR_INIT("c"),
	 .lang = STR_INIT("en"),
	 .prompt = STR_INIT("attacked"),
	 .parent = STR_INIT("a"),
	 .attack = STR_INIT("deepinception"),
	 .better = -1},
	{.id = STR_INIT("d"),
	 .lang = STR_INIT("en"),
	 .prompt = STR_INIT("d"),
	 .better = -1},
};

static struct call answer(int turn, struct str text)
{
	return (struct call){
		.role = ROLE_TARGET,
		.http_status = 200,
		.attempts = 1 + turn,
		.text = text,
		.finish = STR("stop"),
		.usage = {5, 7 + turn, -1},
		.seconds = 0.5 + turn,
		.raw_sha256 = turn ? STR("beef") : STR("f00d"),
	};
}

static struct call failure(int turn)
{
	return (struct call){
		.role = ROLE_TARGET,
		.failure = FAILURE_BLOCKED,
		.http_status = 400,
		.attempts = 1,
		.message = turn ? STR("no.") : STR("no!"),
		.usage = {-1, -1, -1},
		.seconds = 1.25,
	};
}

static void judge(struct store *s, uint64_t ordinal, struct str name, struct judgement j)
{
	struct err e = {0};

	j.judge = name;
	j.version = STR("1");
	if (!store_put_judgement(s, ordinal, 0, &j, &e))
		fail_msg("%s", e.msg);
}

static void put_judgements(struct store *s, int turn)
{
	struct judgement full = judgement_none(STR_NONE, STR_NONE);
	struct judgement scored = full;

	full.verdict = VERDICT_SAFE;
	full.refusal = REFUSAL_FULL;
	full.explanation = STR("+it refuses");
	scored.verdict = VERDICT_UNSAFE;
	scored.riskiness = 0.9;
	scored.threshold = 0.5;
	scored.grade = 0;
	scored.tags = tags;
	scored.n_tags = COUNT(tags);
	if (turn)
		judge(s, 0, STR("refusal"), full);
	judge(s, 0, STR("critic"), scored);
	if (!turn)
		judge(s, 0, STR("refusal"), full);
	full.verdict = VERDICT_NONE;
	judge(s, 1, STR("refusal"), full);
}

static void put_cells(struct store *s, int turn, int64_t target, int64_t params)
{
	static const enum cell_state states[] = {CELL_ANSWERED, CELL_ANSWERED,
						 CELL_ANSWERED, CELL_SKIPPED};
	const struct call calls[] = {answer(turn, STR("好,\n\"no\"")),
				     answer(turn, STR("@2")), failure(turn)};
	struct err e = {0};
	bool ok = true;

	for (size_t i = 0; i < COUNT(items); i++) {
		struct cell cell = {
			.ordinal = i,
			.item = items[i].id,
			.target = target,
			.params = params,
			.epoch = 0,
			.attempt = i == 2,
			.state = states[i],
			.response = i < COUNT(calls) ? 0 : -1,
			.machine = STR("target"),
			.why = i == 3 ? STR("the prompt is empty") : STR_NONE,
		};

		ok = ok && store_put_item(s, &items[i], &e);
		if (i < COUNT(calls))
			ok = ok && store_put_call(s, i, STR("target"), 0, &calls[i], &e);
		ok = ok && store_put_cell(s, &cell, &e);
	}
	if (!ok)
		fail_msg("%s", e.msg);
}

const char *a_run_make(const char *name, int turn)
{
	const char *path = folder_path(name);
	struct target target = {.name = STR("stub/one"), .facts.parameters = NAN};
	struct params params = params_none();
	struct err e = {0};
	int64_t t, p;
	struct store *s = store_create(path, &e);

	if (!s)
		fail_msg("%s", e.msg);
	params.value[PARAM_TEMPERATURE] = 0;
	assert_true(store_set(s, "judge", STR("refusal@1"), &e));
	assert_true(store_add_target(s, &target, &t, &e));
	assert_true(store_add_params(s, &params, &p, &e));
	put_cells(s, turn, t, p);
	put_judgements(s, turn);
	if (!store_close(s, &e))
		fail_msg("%s", e.msg);
	return path;
}

struct str a_run_export(struct arena *a, const char *path, const char *exporter,
			bool canonical, uint64_t *written)
{
	static unsigned n;
	char name[40];
	struct err e = {0};
	struct str text = STR_NONE;
	struct export_job job = {.run = store_open(path, false, &e),
				 .canonical = canonical};

	if (!job.run)
		fail_msg("%s", e.msg);
	snprintf(name, sizeof(name), "export-%u", n++);
	job.path = folder_path(name);
	if (!exporter_find(str_of(exporter))->export(&job, &e) ||
	    !file_read(a, job.path, 1 << 20, &text, &e))
		fail_msg("%s", e.msg);
	// never over what is there
	assert_false(exporter_find(str_of(exporter))->export(&job, &e));
	assert_int_equal(e.code, ERR_EXISTS);
	assert_true(store_close(job.run, &e));
	*written = job.written;
	return text;
}
