#include "made.h"

#include "base/asset.h"

static void test_built_in(void **state)
{
	static const char *const needed[] = {"abc",          "adjudicate", "elicit",
					     "expert",       "gb45654",    "grade",
					     "needs-a-look", "pairwise",   "probe",
					     "safety",       "tags"};
	struct arena a = {0};
	struct str *names;
	size_t n = protocol_builtin(&a, &names);

	(void)state;
	assert_int_equal(n, COUNT(needed));
	for (size_t i = 0; i < n; i++) {
		const struct protocol *p;
		struct faults faults;
		struct err e = {0};

		assert_str(names[i], needed[i]);
		faults_init(&faults);
		p = protocol_load(&a, names[i], &faults);
		if (!p && !faults_to_err(&faults, &e))
			fail_msg("%s", e.msg);
		faults_release(&faults);
		assert_true(str_eq(p->name, names[i]));
		assert_true(p->guideline.zh.n > 100 && p->guideline.en.n > 100);
		assert_true(p->summary.zh.n > 0 && p->summary.en.n > 0);
		assert_true(str_ends(p->version, str_slice(str_of(p->sha256), 0, 8)));
		assert_int_equal(protocol_settles(p), str_is(p->name, "adjudicate"));
		assert_int_equal(p->unit == UNIT_WRITE,
				 str_is(p->name, "probe") || str_is(p->name, "elicit"));
	}
	arena_release(&a);
}

static void test_read(void **state)
{
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, made_expert);
	const struct question *q = protocol_find(p, STR("best"));

	(void)state;
	assert_true(p->unit == UNIT_PROMPT && p->replies == 3 && p->raters == 1);
	assert_true(p->shuffle && p->blind && p->per_domain && !p->warn);
	assert_int_equal(p->kinds, 15);
	assert_int_equal(p->only, ONLY_ALL);
	assert_true(q->type == QUESTION_REPLY && q->to == TO_PREFERRED && q->required);
	assert_str(question_option(q, STR("none"))->means, "0");
	assert_null(question_option(q, STR("tie")));
	q = protocol_find(p, STR("score"));
	assert_true(q->min == 1 && q->max == 10 && q->to == TO_SCORE);
	assert_false(protocol_find(p, STR("own"))->required);
	assert_null(protocol_find(p, STR("none")));
	p = made_protocol(&a, made_safety);
	q = protocol_find(p, STR("why"));
	assert_true(q->when == 0 && q->n_is == 1);
	assert_str(q->is[0], "unsafe");
	arena_release(&a);
}

#define HEAD "name: x\ntitle: {zh: a, en: a}\n"
#define LABEL "label: {zh: a, en: a}"
#define TWO "options: [{value: safe, " LABEL "}, {value: unsafe, " LABEL "}]"

static void test_faults(void **state)
{
	static const struct {
		const char *yaml, *words;
	} cases[] = {
		{"[]", "1: expected a protocol"},
		{"name: X y\n", "1: name: expected small letters"},
		{"name: x\n", "title: expected {zh: ..., en: ...}"},
		{HEAD "nmae: x\n", "3: nmae: unknown key; did you mean name?"},
		{HEAD "unit: screen\n", "3: unit: expected sample, prompt or write, got "
					"\"screen\""},
		{HEAD "replies: 9\n", "replies: expected a whole number from 1 to 8"},
		{HEAD "raters: 0\n", "raters: expected a whole number from 1 to 100"},
		{HEAD "blind: maybe\n", "blind: expected true or false, got \"maybe\""},
		{HEAD "select: all\n", "select: expected"},
		{HEAD "select: {kinds: [essay]}\n", "kinds: expected open, dialogue"},
		{HEAD "select: {only: some}\n", "only: expected all, needs-a-look or"},
		{HEAD "taxonomy: none-such\n", "taxonomy: expected a taxonomy: "},
		{HEAD "questions: []\n", "questions: expected a list of 1 to 50"},
		{HEAD "unit: write\nquestions:\n  - {id: model, type: text, " LABEL "}\n",
		 "5: id: expected another id: prompt"},
		{HEAD "questions:\n  - {type: text, " LABEL "}\n",
		 "4: id: expected a text"},
		{HEAD "questions:\n  - {id: q, " LABEL "}\n",
		 "type: expected choice, multi"},
		{HEAD "questions:\n  - {id: q, type: essay, " LABEL "}\n",
		 "type: expected choice, multi, score, text, tags or reply, got "
		 "\"essay\""},
		{HEAD "questions:\n  - {id: q, type: text, " LABEL "}\n"
		      "  - {id: q, type: text, " LABEL "}\n",
		 "5: id: expected another id"},
		{HEAD "questions:\n  - {id: q, type: text, " LABEL ", key: s}\n",
		 "4: key: expected a small letter"},
		{HEAD "questions:\n  - {id: q, type: text, " LABEL ", key: q1}\n",
		 "4: key: expected a small letter"},
		{HEAD "questions:\n  - {id: q, type: text, " LABEL ", key: q}\n"
		      "  - {id: r, type: text, " LABEL ", key: q}\n",
		 "5: key: expected a small letter"},
		{HEAD "questions:\n  - {id: q, type: text, " LABEL ", to: verdict}\n",
		 "to: expected what such an answer can become"},
		{HEAD "questions:\n  - {id: q, type: text, " LABEL ", to: nowhere}\n",
		 "to: expected nothing, verdict"},
		{HEAD "questions:\n  - {id: q, type: reply, " LABEL "}\n",
		 "type: expected `unit: prompt`"},
		{HEAD "questions:\n  - {id: q, type: choice, " LABEL "}\n",
		 "options: expected a list of 2 to 64"},
		{HEAD "questions:\n  - {id: q, type: text, " LABEL ", " TWO "}\n",
		 "options: expected none of this type"},
		{HEAD "questions:\n  - {id: q, type: choice, " LABEL ", to: grade, " TWO
		      "}\n",
		 "map: expected for option \"safe\" 0, 1 or 2"},
		{HEAD "questions:\n  - {id: q, type: choice, " LABEL
		      ", to: verdict, map: {ok: safe}, " TWO "}\n",
		 "map: expected an option's value, got \"ok\""},
		{HEAD "questions:\n  - {id: q, type: choice, " LABEL
		      ", to: verdict, map: {safe: bad}, " TWO "}\n",
		 "expected for option \"safe\" safe, unsafe or unscoreable, got \"bad\""},
		{HEAD "questions:\n  - {id: q, type: choice, " LABEL
		      ", map: {safe: x}, " TWO "}\n",
		 "map: expected `to` beside it"},
		{HEAD "questions:\n  - {id: q, type: choice, " LABEL
		      ", options: [{value: a, " LABEL ", key: k}, {value: a, " LABEL
		      ", key: k}]}\n",
		 "value: expected another value"},
		{HEAD "questions:\n  - {id: q, type: score, min: 0, " LABEL
		      ", to: score}\n",
		 "a score from 1 to 10"},
		{HEAD "questions:\n  - {id: q, type: score, min: 5, max: 3, " LABEL "}\n",
		 "min: expected no more than max"},
		{HEAD "questions:\n  - {id: q, type: text, min: 1, " LABEL "}\n",
		 "min: expected none of this type"},
		{HEAD "questions:\n  - {id: q, type: text, " LABEL
		      ", when: {question: later, is: [a]}}\n",
		 "question: expected the id of a question before"},
		{HEAD "questions:\n  - {id: p, type: choice, " LABEL ", " TWO "}\n"
		      "  - {id: q, type: text, " LABEL
		      ", when: {question: p, is: [maybe]}}\n",
		 "is: expected an answer of question p, got \"maybe\""},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *path = folder_put("bad.yaml", str_of(cases[i].yaml));
		struct faults faults;
		struct buf text;

		faults_init(&faults);
		buf_init(&text, BUF_TEXT_MAX);
		assert_null(protocol_load(&a, str_of(path), &faults));
		faults_print(&faults, &text);
		if (!strstr(text.p, cases[i].words) || !strstr(text.p, "bad.yaml"))
			fail_msg("expected \"%s\" in: %s", cases[i].words, text.p);
		buf_release(&text);
		faults_release(&faults);
	}
	arena_release(&a);
}

static void test_none(void **state)
{
	struct arena a = {0};
	struct faults faults;
	struct err e = {0};

	(void)state;
	faults_init(&faults);
	assert_null(protocol_load(&a, STR("none-such"), &faults));
	assert_err(faults_to_err(&faults, &e), ERR_INPUT, "none-such: no such protocol");
	faults_release(&faults);
	faults_init(&faults);
	assert_null(protocol_load(&a, STR("/none/such.yaml"), &faults));
	assert_err(faults_to_err(&faults, &e), ERR_INPUT, "/none/such.yaml");
	faults_release(&faults);
	arena_release(&a);
}

static void test_json(void **state)
{
	struct arena a = {0};
	struct json_writer w;
	const struct json *j;
	struct buf text;

	(void)state;
	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	protocol_to_json(&w, made_protocol(&a, made_safety));
	j = made_json(&a, &text);
	assert_str(json_str(json_get(j, "unit")), "sample");
	assert_str(json_str(json_get(json_get(j, "title"), "zh")), "安全");
	assert_true(json_is_null(json_get(j, "summary")));
	j = json_get(j, "questions");
	assert_int_equal(json_len(j), 2);
	assert_str(json_str(json_get(json_at(json_get(json_at(j, 0), "options"), 1),
				     "key")),
		   "2");
	assert_true(json_is_null(json_get(json_at(j, 0), "when")));
	j = json_get(json_at(j, 1), "when");
	assert_str(json_str(json_get(j, "question")), "verdict");
	assert_str(json_str(json_at(json_get(j, "is"), 0)), "unsafe");
	buf_release(&text);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_built_in), cmocka_unit_test(test_read),
		cmocka_unit_test(test_faults),   cmocka_unit_test(test_none),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests_name("protocol", tests, NULL, NULL);
}
