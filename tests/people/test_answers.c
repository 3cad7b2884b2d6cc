#include "made.h"

#include <math.h>

#include "people/answers.h"

static const char all[] =
	"name: all\n"
	"title: {zh: 全, en: All}\n"
	"unit: prompt\n"
	"questions:\n"
	"  - {id: best, type: reply, label: {zh: a, en: a}, to: preferred, options:\n"
	"     [{value: none, label: {zh: a, en: a}}, {value: tie, label: {zh: a, en: "
	"a}}]}\n"
	"  - {id: score, type: score, label: {zh: a, en: a}, to: score}\n"
	"  - {id: risk, type: score, min: 0, max: 4, label: {zh: a, en: a}, to: "
	"riskiness,\n"
	"     required: false}\n"
	"  - {id: flaws, type: multi, label: {zh: a, en: a}, required: false, to: tags, "
	"max: 2,\n"
	"     map: {law: rs.law}, options: [{value: law, label: {zh: a, en: a}},\n"
	"     {value: ci, label: {zh: a, en: a}}, {value: rs, label: {zh: a, en: a}}]}\n"
	"  - {id: nodes, type: tags, label: {zh: a, en: a}, to: tags, required: false,\n"
	"     when: {question: flaws, is: [law, ci]}}\n"
	"  - {id: refusal, type: choice, label: {zh: a, en: a}, to: refusal, required: "
	"false,\n"
	"     map: {1: full, 2: none}, options: [{value: 1, label: {zh: a, en: a}},\n"
	"     {value: 2, label: {zh: a, en: a}}]}\n"
	"  - {id: why, type: text, label: {zh: a, en: a}, to: explanation, required: "
	"false,\n"
	"     when: {question: best, is: [none]}}\n"
	"  - {id: low, type: text, label: {zh: a, en: a}, to: explanation, required: "
	"false,\n"
	"     when: {question: score, is: [1, 2]}}\n";

// The page counts slots: slot 0 shows sample 2.
static const uint8_t order[] = {2, 0, 1};

static struct str shown_again(struct arena *a, const struct answer_task *t,
			      const struct answers *x)
{
	struct json_writer w;
	struct buf text;
	struct str out;

	buf_init(&text, BUF_TEXT_MAX);
	json_writer_init(&w, &text, 0);
	answers_to_json(t, x, &w);
	out = buf_dup(a, &text);
	buf_release(&text);
	return out;
}

static void test_read(void **state)
{
	static const struct {
		const char *body, *stored; // or what is wrong, and the field
		const char *field;
	} cases[] = {
		{"{\"best\":0,\"score\":7}", "{\"best\":2,\"score\":7}", NULL},
		{"{\"best\":2,\"score\":7.0}", "{\"best\":1,\"score\":7}", NULL},
		{"{\"best\":\"tie\",\"score\":7,\"risk\":0}",
		 "{\"best\":\"tie\",\"score\":7,\"risk\":0}", NULL},
		{"{\"best\":\"tie\",\"score\":7,\"other\":1}", "no such question",
		 "other"},
		{"{\"best\":\"none\",\"score\":1,\"why\":\" x \",\"low\":\"y\"}",
		 "{\"best\":\"none\",\"score\":1,\"why\":\"x\",\"low\":\"y\"}", NULL},
		{"{\"best\":0,\"score\":3,\"why\":\"x\"}", "it is not asked", "why"},
		{"{\"best\":0,\"score\":3,\"flaws\":[\"law\",\"law\"],\"nodes\":[\"a.b\"]"
		 "}",
		 "{\"best\":2,\"score\":3,\"flaws\":[\"law\"],\"nodes\":[\"a.b\"]}",
		 NULL},
		{"{\"best\":0,\"score\":3,\"flaws\":[\"rs\"],\"nodes\":[\"a.b\"]}",
		 "it is not asked", "nodes"},
		{"{\"best\":0,\"score\":3,\"refusal\":1}",
		 "{\"best\":2,\"score\":3,\"refusal\":\"1\"}", NULL},
		{"{\"best\":3,\"score\":7}", "the number of a reply", "best"},
		{"{\"best\":\"no\",\"score\":7}", "the number of a reply", "best"},
		{"{\"score\":7}", "expected an answer", "best"},
		{"{\"best\":null,\"score\":7}", "expected an answer", "best"},
		{"{\"best\":0,\"score\":11}", "from 1 to 10", "score"},
		{"{\"best\":0,\"score\":\"7\"}", "from 1 to 10", "score"},
		{"{\"best\":0,\"score\":7.5}", "from 1 to 10", "score"},
		{"{\"best\":0,\"score\":7,\"flaws\":\"law\"}", "a list", "flaws"},
		{"{\"best\":0,\"score\":7,\"flaws\":[\"x\"]}", "its options", "flaws"},
		{"{\"best\":0,\"score\":7,\"flaws\":[\"law\",\"ci\",\"rs\"]}", "0 to 2",
		 "flaws"},
		{"{\"best\":0,\"score\":7,\"flaws\":[1]}", "its options", "flaws"},
		{"{\"best\":\"none\",\"score\":7,\"why\":5}", "a text", "why"},
		{"7", "an object", ""},
		{"{", "line 1", ""},
	};
	struct arena a = {0};
	struct answer_task t = {made_protocol(&a, all), 3, order, NULL, {0}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char field[ANSWER_FIELD_MAX];
		struct answer_task stored = t;
		struct answers x, again;
		struct err e = {0};

		if (cases[i].field) {
			assert_err(answers_read(&a, &t, str_of(cases[i].body), &x, field,
						&e),
				   ERR_INPUT, cases[i].stored);
			assert_string_equal(field, cases[i].field);
			continue;
		}
		assert_ok(answers_read(&a, &t, str_of(cases[i].body), &x, field, &e));
		stored.order = NULL;
		assert_str(shown_again(&a, &stored, &x), cases[i].stored);
		answers_read_stored(&a, &t, str_of(cases[i].stored), &again);
		assert_str(shown_again(&a, &stored, &again), cases[i].stored);
	}
	arena_release(&a);
}

// A pair shows two replies: what it has not is refused, and what only other items are
// asked.
static void test_of_an_item(void **state)
{
	static const char yaml[] =
		"name: look\n"
		"title: {zh: a, en: a}\n"
		"questions:\n"
		"  - {id: outcome, type: choice, label: {zh: a, en: a}, to: outcome,\n"
		"     options: shown, when: {kind: [choice, pair]}}\n"
		"  - {id: verdict, type: choice, label: {zh: a, en: a}, to: verdict,\n"
		"     when: {kind: [open]}, options: [{value: safe, label: {zh: a, en: "
		"a}},\n"
		"     {value: unsafe, label: {zh: a, en: a}}]}\n"
		"  - {id: m, type: multi, label: {zh: a, en: a}, required: any,\n"
		"     when: {question: verdict, is: [unsafe]},\n"
		"     options: [{value: a, label: {zh: a, en: a}}]}\n"
		"  - {id: o, type: multi, label: {zh: a, en: a}, required: any,\n"
		"     when: {question: verdict, is: [unsafe]},\n"
		"     options: [{value: b, label: {zh: a, en: a}}]}\n";
	static const struct {
		enum item_kind kind;
		const char *body, *fault, *field; // fault NULL: well
	} cases[] = {
		{ITEM_PAIR, "{\"outcome\":\"2\"}", NULL, NULL},
		{ITEM_PAIR, "{\"outcome\":\"refuse\"}", NULL, NULL},
		{ITEM_PAIR, "{\"outcome\":\"3\"}", "one of the options", "outcome"},
		{ITEM_PAIR, "{\"outcome\":\"27\"}", "one of the options", "outcome"},
		{ITEM_PAIR, "{}", "an answer", "outcome"},
		{ITEM_PAIR, "{\"verdict\":\"safe\",\"outcome\":\"1\"}", "not asked",
		 "verdict"},
		{ITEM_OPEN, "{\"verdict\":\"safe\"}", NULL, NULL},
		{ITEM_OPEN, "{\"verdict\":\"safe\",\"seen\":\"open\"}",
		 "no such question", "seen"},
		{ITEM_OPEN, "{\"verdict\":\"unsafe\"}", "this or another", "m"},
		{ITEM_OPEN, "{\"verdict\":\"unsafe\",\"o\":[\"b\"]}", NULL, NULL},
	};
	struct arena a = {0};
	struct answer_task t = {.protocol = made_protocol(&a, yaml), .n_replies = 1};

	(void)state;
	assert_true(protocol_varies(t.protocol));
	for (size_t i = 0; i < COUNT(cases); i++) {
		char field[ANSWER_FIELD_MAX];
		struct answers x;
		struct err e = {0};

		t.item = (struct asked_item){true, cases[i].kind,
					     cases[i].kind == ITEM_PAIR ? 2 : 0};
		if (!cases[i].fault) {
			assert_ok(answers_read(&a, &t, str_of(cases[i].body), &x, field,
					       &e));
			continue;
		}
		assert_err(answers_read(&a, &t, str_of(cases[i].body), &x, field, &e),
			   ERR_INPUT, cases[i].fault);
		assert_string_equal(field, cases[i].field);
	}
	arena_release(&a);
}

// What another version of the protocol understood is passed over, and nothing fails.
static void test_read_stored(void **state)
{
	static const char *const bodies[] = {"", "null", "[]",
					     "{\"best\":9,\"score\":99}",
					     "{\"flaws\":[\"gone\"],\"why\":1}"};
	struct arena a = {0};
	struct answer_task t = {made_protocol(&a, all), 3, NULL, NULL, {0}};
	struct answers x;

	(void)state;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		answers_read_stored(&a, &t, str_of(bodies[i]), &x);
		assert_str(shown_again(&a, &t, &x), "{}");
	}
	answers_read_stored(&a, &t, STR_NONE, &x);
	assert_str(shown_again(&a, &t, &x), "{}");
	arena_release(&a);
}

static void flatten(struct arena *a, const struct answer_task *t, const char *body,
		    struct annotation *out)
{
	struct answers x;
	struct err e = {0};

	assert_ok(answers_read(a, t, str_of(body), &x, NULL, &e));
	for (size_t i = 0; i < t->n_replies; i++)
		out[i] = annotation_none(i, STR("all"), STR("r"));
	answers_flatten(a, t, &x, NULL, out);
}

static void test_flatten(void **state)
{
	struct arena a = {0};
	struct answer_task t = {made_protocol(&a, all), 3, order, NULL, {0}};
	struct annotation x[3];

	(void)state;
	// Slot 0 is sample 2: what else is said is about it.
	flatten(&a, &t,
		"{\"best\":0,\"score\":7,\"risk\":1,\"flaws\":[\"law\",\"ci\"],"
		"\"nodes\":[\"x.y\"],\"refusal\":\"2\"}",
		x);
	assert_true(x[2].preferred == 1 && x[0].preferred == 0 && x[1].preferred == 0);
	assert_true(x[2].score == 7 && isnan(x[0].score) && isnan(x[1].score));
	assert_true(x[2].riskiness == 0.25 && x[2].refusal == REFUSAL_NONE);
	assert_int_equal(x[2].n_tags, 3);
	assert_str(x[2].tags[0], "rs.law");
	assert_str(x[2].tags[1], "ci");
	assert_str(x[2].tags[2], "x.y");
	assert_true(annotation_says(&x[0]) && !x[0].settles);
	// None was good: words are about all, a score of "it" is about none of them.
	flatten(&a, &t, "{\"best\":\"none\",\"score\":2,\"why\":\"x\",\"low\":\"y\"}", x);
	for (size_t i = 0; i < 3; i++) {
		assert_true(x[i].preferred == 0 && isnan(x[i].score));
		assert_str(x[i].explanation, "x\ny");
	}
	flatten(&a, &t, "{\"best\":\"tie\",\"score\":9}", x);
	assert_true(x[0].preferred == 0.5 && x[2].preferred == 0.5);
	assert_true(x[0].score == 9 && x[1].score == 9 && x[2].score == 9);
	x[0] = annotation_none(0, STR("all"), STR("r"));
	assert_false(annotation_says(&x[0]));
	arena_release(&a);
}

// Each score belongs to the reply that it was given for.
static void test_expert(void **state)
{
	static const struct {
		const char *body;
		int reply; // -1: refused
		double score, preferred;
	} cases[] = {
		{"{\"best\":0,\"score\":7}", 2, 7, 1},
		{"{\"best\":\"none\",\"least\":2,\"low\":4,\"own\":\"x\"}", 1, 4, 0},
		{"{\"best\":\"none\",\"score\":7}", -1, 0, 0},
		{"{\"best\":\"none\",\"low\":3}", -1, 0, 0},
		{"{\"best\":\"none\",\"least\":1,\"low\":5}", -1, 0, 0},
		{"{\"best\":1,\"least\":1,\"score\":5}", -1, 0, 0},
	};
	struct arena a = {0};
	struct err e = {0};
	const struct protocol *p = protocol_open(&a, STR("expert"), &e);
	struct answer_task t = {p, 3, order, NULL, {0}};

	(void)state;
	assert_non_null(p);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct annotation x[3];
		struct answers said;

		if (cases[i].reply < 0) {
			assert_false(answers_read(&a, &t, str_of(cases[i].body), &said,
						  NULL, &e));
			continue;
		}
		flatten(&a, &t, cases[i].body, x);
		for (int k = 0; k < 3; k++) {
			bool is_it = k == cases[i].reply;

			assert_true(is_it ? x[k].score == cases[i].score
					  : isnan(x[k].score));
			assert_true(x[k].preferred == (is_it ? cases[i].preferred : 0));
		}
	}
	arena_release(&a);
}

// Of two replies that are named, each question is about the one named before it.
static void test_about(void **state)
{
	static const char yaml[] =
		"name: two\n"
		"title: {zh: a, en: a}\n"
		"unit: prompt\n"
		"questions:\n"
		"  - {id: first, type: score, label: {zh: a, en: a}, to: riskiness}\n"
		"  - {id: best, type: reply, label: {zh: a, en: a}}\n"
		"  - {id: high, type: score, label: {zh: a, en: a}, to: score}\n"
		"  - {id: worst, type: reply, label: {zh: a, en: a}}\n"
		"  - {id: low, type: score, label: {zh: a, en: a}, to: score}\n";
	struct arena a = {0};
	struct answer_task t = {made_protocol(&a, yaml), 3, NULL, NULL, {0}};
	struct annotation x[3];

	(void)state;
	flatten(&a, &t, "{\"first\":10,\"best\":1,\"high\":8,\"worst\":0,\"low\":2}", x);
	assert_true(x[1].score == 8 && x[0].score == 2 && isnan(x[2].score));
	assert_true(x[1].riskiness == 1 && isnan(x[0].riskiness));
	arena_release(&a);
}

static void test_grade(void **state)
{
	struct arena a = {0};
	struct answer_task t = {made_protocol(&a, made_grade), 1, NULL, NULL, {0}};
	const struct question *q = &t.protocol->questions[0];
	struct annotation x[1];
	struct answers answers;
	struct err e = {0};

	(void)state;
	flatten(&a, &t, "{\"grade\":\"A\"}", x);
	assert_int_equal(x[0].grade, 2);
	assert_int_equal(answers_scale(q), SCALE_ORDINAL);
	assert_ok(answers_read(&a, &t, STR("{\"grade\":\"C\"}"), &answers, NULL, &e));
	assert_true(answers_code(q, &answers.said[0]) == 0); // in the order of grades
	arena_release(&a);
}

// "The second that was shown" is right or wrong by what was shown there.
static void test_outcome(void **state)
{
	static const char yaml[] = "name: look\n"
				   "title: {zh: 看, en: Look}\n"
				   "questions:\n"
				   "  - {id: which, type: choice, label: {zh: a, en: a}, "
				   "to: outcome, map: {x: other},\n"
				   "     options: [{value: 1, label: {zh: a, en: a}}, "
				   "{value: 2, label: {zh: a, en: a}},\n"
				   "     {value: 3, label: {zh: a, en: a}}, {value: x, "
				   "label: {zh: a, en: a}}]}\n";
	static const struct shown_options shown = {{0, 1, -1}, 3};
	static const char *const want[] = {"wrong", "right", "", "other"};
	struct arena a = {0};
	struct answer_task t = {made_protocol(&a, yaml), 1, NULL, NULL, {0}};

	(void)state;
	for (size_t i = 0; i < COUNT(want); i++) {
		struct annotation x = annotation_none(0, STR("look"), STR("r"));
		struct str body = arena_printf(&a, "{\"which\":\"%c\"}", "123x"[i]);
		struct answers answers;
		struct err e = {0};

		assert_ok(answers_read(&a, &t, body, &answers, NULL, &e));
		answers_flatten(&a, &t, &answers, &shown, &x);
		assert_str(x.outcome, want[i]);
	}
	arena_release(&a);
}

static void test_match(void **state)
{
	static const struct {
		const char *known, *said;
		bool same;
	} cases[] = {
		{"{\"best\":1}", "{\"best\":1,\"score\":9}", true},
		{"{\"best\":1}", "{\"best\":2}", false},
		{"{\"score\":7}", "{\"score\":8}", true},
		{"{\"score\":7}", "{\"score\":5}", false},
		{"{\"flaws\":[\"law\",\"ci\"]}", "{\"flaws\":[\"ci\",\"law\"]}", true},
		{"{\"flaws\":[\"law\",\"ci\"]}", "{\"flaws\":[\"ci\"]}", false},
		{"{\"best\":\"none\",\"why\":\"x\"}", "{\"best\":\"none\"}", true},
		{"{\"refusal\":\"1\"}", "{}", false},
		{"{}", "{\"best\":1}", true},
	};
	struct arena a = {0};
	struct answer_task t = {made_protocol(&a, all), 3, NULL, NULL, {0}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct answers known, said;

		answers_read_stored(&a, &t, str_of(cases[i].known), &known);
		answers_read_stored(&a, &t, str_of(cases[i].said), &said);
		if (answers_match(t.protocol, &known, &said) != cases[i].same)
			fail_msg("%s, %s", cases[i].known, cases[i].said);
	}
	arena_release(&a);
}

// As much as a rater may say, and no more; a reply is cut instead of refused.
static void test_limits(void **state)
{
	struct arena a = {0};
	struct answer_task t = {made_protocol(&a, made_probe), 0, NULL, NULL, {0}};
	struct str big = {arena_alloc(&a, ANSWER_BODY_MAX), ANSWER_BODY_MAX};
	char field[ANSWER_FIELD_MAX];
	struct answers x;
	struct err e = {0};
	struct str body;

	(void)state;
	memset((char *)big.p, 'x', big.n);
	body = arena_printf(&a,
			    "{\"prompt\":\"p\",\"verdict\":\"safe\",\"reply\":\"" STR_FMT
			    "\"}",
			    STR_ARG(str_slice(big, 0, 100000)));
	assert_ok(answers_read(&a, &t, body, &x, field, &e));
	assert_int_equal(x.reply.n, ANSWER_TEXT_MAX);
	assert_true(str_ends(x.reply, STR("x [...]")));
	body = arena_printf(&a, "{\"prompt\":\"" STR_FMT "\",\"verdict\":\"safe\"}",
			    STR_ARG(str_slice(big, 0, ANSWER_TEXT_MAX)));
	assert_ok(answers_read(&a, &t, body, &x, field, &e));
	body = arena_printf(&a, "{\"prompt\":\"" STR_FMT "\",\"verdict\":\"safe\"}",
			    STR_ARG(str_slice(big, 0, ANSWER_TEXT_MAX + 1)));
	assert_err(answers_read(&a, &t, body, &x, field, &e), ERR_INPUT, "65,536");
	assert_string_equal(field, "prompt");
	body = arena_printf(&a, "{\"other\":\"" STR_FMT "\"}", STR_ARG(big));
	assert_err(answers_read(&a, &t, body, &x, field, &e), ERR_INPUT, "in all");
	arena_release(&a);
}

static void test_long_lists(void **state)
{
	static const char yaml[] = "name: nodes\n"
				   "title: {zh: 点, en: Nodes}\n"
				   "questions:\n"
				   "  - {id: nodes, type: tags, label: {zh: a, en: a}, "
				   "to: tags}\n";
	struct arena a = {0};
	struct answer_task t = {made_protocol(&a, yaml), 1, NULL, NULL, {0}};
	struct err e = {0};
	struct answers x;
	struct buf body;

	(void)state;
	buf_init(&body, BUF_TEXT_MAX);
	for (size_t n = ANSWER_LIST_MAX; n <= ANSWER_LIST_MAX + 1; n++) {
		buf_clear(&body);
		buf_adds(&body, "{\"nodes\":[\"0\"");
		for (size_t i = 1; i < n; i++)
			buf_addf(&body, ",\"%zu\"", i / 2);
		buf_adds(&body, "]}");
		if (n == ANSWER_LIST_MAX) {
			assert_ok(answers_read(&a, &t, buf_str(&body), &x, NULL, &e));
			assert_int_equal(x.said[0].n, n / 2);
		} else {
			assert_err(answers_read(&a, &t, buf_str(&body), &x, NULL, &e),
				   ERR_INPUT, "0 to 1000 of them");
		}
	}
	buf_release(&body);
	arena_release(&a);
}

// An option of a question about replies is the same, whatever number of them was shown.
static void test_codes(void **state)
{
	struct arena a = {0};
	const struct protocol *p = made_protocol(&a, all);
	const struct question *best = &p->questions[0];
	double none[2], second[2];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct answer_task t = {p, 2 + i, NULL, NULL, {0}};
		struct answers x;

		answers_read_stored(&a, &t, STR("{\"best\":\"none\"}"), &x);
		none[i] = answers_code(best, &x.said[0]);
		answers_read_stored(&a, &t, STR("{\"best\":1}"), &x);
		second[i] = answers_code(best, &x.said[0]);
	}
	assert_true(none[0] == none[1] && second[0] == second[1] && none[0] < 0);
	assert_int_equal(answers_codes(best, 3), 5);
	assert_int_equal(answers_codes(&p->questions[1], 1), 10);
	assert_int_equal(answers_codes(&p->questions[3], 1), 0);
	assert_int_equal(answers_codes(&p->questions[5], 1), 2);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_an_item),  cmocka_unit_test(test_read),
		cmocka_unit_test(test_read_stored), cmocka_unit_test(test_flatten),
		cmocka_unit_test(test_expert),      cmocka_unit_test(test_about),
		cmocka_unit_test(test_grade),       cmocka_unit_test(test_outcome),
		cmocka_unit_test(test_match),       cmocka_unit_test(test_codes),
		cmocka_unit_test(test_limits),      cmocka_unit_test(test_long_lists),
	};

	return cmocka_run_group_tests_name("answers", tests, NULL, NULL);
}
