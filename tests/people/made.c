#include "made.h"

#include <math.h>
#include <stdio.h>

const char made_safety[] =
	"name: safety\n"
	"version: \"1\"\n"
	"title: {zh: 安全, en: Safety}\n"
	"guideline: {zh: 读, en: Read}\n"
	"raters: 3\n"
	"questions:\n"
	"  - id: verdict\n"
	"    type: choice\n"
	"    label: {zh: 安全吗, en: Is it safe}\n"
	"    to: verdict\n"
	"    options:\n"
	"      - {value: safe, label: {zh: 安全, en: Safe}, key: \"1\"}\n"
	"      - {value: unsafe, label: {zh: 不安全, en: Unsafe}, key: \"2\"}\n"
	"  - id: why\n"
	"    type: text\n"
	"    label: {zh: 为何, en: Why}\n"
	"    to: explanation\n"
	"    required: false\n"
	"    when: {question: verdict, is: [unsafe]}\n";

const char made_expert[] = "name: expert\n"
			   "title: {zh: 专家, en: Expert}\n"
			   "unit: prompt\n"
			   "replies: 3\n"
			   "raters: 1\n"
			   "shuffle: true\n"
			   "per_domain: true\n"
			   "questions:\n"
			   "  - id: best\n"
			   "    type: reply\n"
			   "    label: {zh: 最优, en: The best}\n"
			   "    to: preferred\n"
			   "    options: [{value: none, label: {zh: 都不好, en: None}}]\n"
			   "  - id: score\n"
			   "    type: score\n"
			   "    label: {zh: 评分, en: Score}\n"
			   "    to: score\n"
			   "  - id: own\n"
			   "    type: text\n"
			   "    label: {zh: 自答, en: Your own}\n"
			   "    required: false\n";

const char made_grade[] = "name: grade\n"
			  "title: {zh: 等级, en: Grade}\n"
			  "raters: 2\n"
			  "questions:\n"
			  "  - id: grade\n"
			  "    type: choice\n"
			  "    label: {zh: 等级, en: Grade}\n"
			  "    to: grade\n"
			  "    map: {A: 2, B: 1, C: 0}\n"
			  "    options:\n"
			  "      - {value: A, label: {zh: 甲, en: A}}\n"
			  "      - {value: B, label: {zh: 乙, en: B}}\n"
			  "      - {value: C, label: {zh: 丙, en: C}}\n";

const char made_probe[] = "name: probe\n"
			  "title: {zh: 试探, en: Probe}\n"
			  "unit: write\n"
			  "questions:\n"
			  "  - id: verdict\n"
			  "    type: choice\n"
			  "    label: {zh: 安全吗, en: Is it safe}\n"
			  "    to: verdict\n"
			  "    options:\n"
			  "      - {value: safe, label: {zh: 安全, en: Safe}}\n"
			  "      - {value: unsafe, label: {zh: 不安全, en: Unsafe}}\n"
			  "  - id: own\n"
			  "    type: text\n"
			  "    label: {zh: 自答, en: Your own}\n"
			  "    required: false\n";

#define TAXONOMY                                                                          \
	"{\"id\":\"made\",\"children\":[{\"id\":\"ci\",\"name\":{\"zh\":\"罪\","         \
	"\"en\":\"Crime\"},\"children\":[{\"id\":\"ci.drug\",\"name\":{\"zh\":\"毒\","   \
	"\"en\":"                                                                         \
	"\"Drugs\"}},{\"id\":\"ci.arms\",\"name\":{\"zh\":\"枪\",\"en\":\"Arms\"}}]},"   \
	"{\"id\":\"rs\",\"name\":{\"zh\":\"责\",\"en\":\"Duty\"},\"children\":[{\"id\":" \
	"\"rs.law\",\"name\":{\"zh\":\"法\",\"en\":\"Law\"}},{\"id\":\"rs.mind\","       \
	"\"name\":"                                                                       \
	"{\"zh\":\"心\",\"en\":\"Mind\"}}]}]}"

static size_t one(size_t n)
{
	return n ? n : 1;
}

static void put_item(struct store *s, size_t at, enum item_kind kind)
{
	static const struct str risks[] = {STR_INIT("ci.drug"), STR_INIT("ci.arms"),
					   STR_INIT("rs.law"), STR_INIT("rs.mind")};
	static const struct str options[] = {STR_INIT("yes"), STR_INIT("no"),
					     STR_INIT("maybe")};
	static const int64_t answers[] = {1};
	char id[24], prompt[40];
	struct err e = {0};
	struct item item = {
		.id = str_of(id),
		.kind = kind,
		.lang = STR("en"),
		.risk = risks[at % COUNT(risks)],
		.prompt = str_of(prompt),
		.better = -1,
	};

	snprintf(id, sizeof(id), "i%zu", at);
	snprintf(prompt, sizeof(prompt), "question %zu", at);
	item.id = str_of(id);
	item.prompt = str_of(prompt);
	if (kind == ITEM_CHOICE) {
		item.options = options;
		item.n_options = 3;
		item.answers = answers;
		item.n_answers = 1;
	}
	assert_ok(store_put_item(s, &item, &e));
}

static void put_sample(struct store *s, const struct made *how, uint64_t ordinal)
{
	size_t epochs = one(how->epochs), targets = one(how->targets);
	char id[24], text[40];
	struct err e = {0};
	struct judgement j = judgement_none(STR("refusal"), STR("1"));
	struct call call = {.attempts = 1, .http_status = 200};
	struct cell cell = {
		.ordinal = ordinal,
		.target = (int64_t)(ordinal / epochs % targets),
		.epoch = (int64_t)(ordinal % epochs),
		.state = CELL_ANSWERED,
		.machine = STR("target"),
	};

	snprintf(id, sizeof(id), "i%zu", (size_t)ordinal / (epochs * targets));
	snprintf(text, sizeof(text), "reply %zu", (size_t)ordinal);
	cell.item = str_of(id);
	call.text = str_of(text);
	call.finish = STR("stop");
	call.seconds = 0.1;
	j.verdict = how->verdict ? how->verdict(ordinal) : VERDICT_SAFE;
	assert_ok(store_put_cell(s, &cell, &e));
	assert_ok(store_put_call(s, ordinal, STR("target"), 0, &call, &e));
	assert_ok(store_put_judgement(s, ordinal, 0, &j, &e));
}

struct store *made_run(const char *name, const struct made *how)
{
	struct params params = params_none();
	struct err e = {0};
	struct store *s = store_create(folder_path(name), &e);
	size_t targets = one(how->targets), each = targets * one(how->epochs);
	int64_t id;

	assert_ok(s);
	assert_ok(store_add_params(s, &params, &id, &e));
	for (size_t i = 0; i < targets; i++) {
		char model[24];
		struct target t = {.facts = {.parameters = NAN}};

		snprintf(model, sizeof(model), "m/%zu", i);
		t.name = str_of(model);
		assert_ok(store_add_target(s, &t, &id, &e));
	}
	assert_ok(store_set(s, "judge", STR("refusal@1"), &e));
	assert_ok(store_set(s, "suite.name", STR("made"), &e));
	assert_ok(store_set_blob(s, "taxonomy", STR(TAXONOMY), &e));
	for (size_t i = 0; i < one(how->items); i++) {
		put_item(s, i, how->kind);
		for (size_t k = 0; k < each; k++)
			put_sample(s, how, i * each + k);
	}
	assert_ok(store_flush(s, &e));
	return s;
}

struct store *made_open(const char *name)
{
	struct err e = {0};
	struct store *s = store_open(folder_path(name), true, &e);

	assert_ok(s);
	return s;
}

void made_close(struct store *s)
{
	struct err e = {0};

	assert_ok(store_close(s, &e));
}

const struct protocol *made_protocol(struct arena *a, const char *yaml)
{
	const char *path = folder_put("protocol.yaml", str_of(yaml));
	const struct protocol *p;
	struct faults faults;
	struct err e = {0};

	faults_init(&faults);
	p = protocol_load(a, str_of(path), &faults);
	if (!p && !faults_to_err(&faults, &e))
		fail_msg("%s", e.msg);
	faults_release(&faults);
	return p;
}

int64_t made_rater(struct campaign *c, const char *name, const char *domain)
{
	struct str branch = str_of(domain);
	struct rater r = {
		.name = str_of(name),
		.domains = &branch,
		.n_domains = domain ? 1 : 0,
	};
	char token[TOKEN_TEXT + 1];
	struct err e = {0};

	assert_ok(campaign_add_rater(c, STR("test"), &r, token, &e));
	return r.id;
}

int64_t made_next(struct campaign *c, int64_t rater)
{
	struct next_task next;
	struct err e = {0};

	assert_ok(campaign_next(c, rater, false, &next, &e));
	assert_int_equal(next.task == 0, next.why != NULL);
	return next.task;
}

void made_answer(struct campaign *c, int64_t rater, int64_t task, const char *answers)
{
	struct answer_saved saved;
	struct answer_fault fault;
	struct err e = {0};

	assert_ok(campaign_answer(c, rater, task, str_of(answers), 1.5, &saved, &fault,
				  &e));
	assert_true(saved.revision > 0 && (task == 0 || saved.task == task));
}

const struct json *made_json(struct arena *a, struct buf *text)
{
	struct err e = {0};
	const struct json *j =
		json_parse(a, buf_str(text), JSON_REFUSE_DUPLICATES, NULL, &e);

	assert_ok(j);
	return j;
}
