#include "make.h"

#include <math.h>

#include "store/sql.h"

// The judgements of the only cell there is, as a reader gives them.
static struct reader *read_one(struct store *s, int flags, struct row *row)
{
	struct err e = {0};
	struct reader *r = reader_open(s, flags, &e);

	assert_ok(r);
	assert_int_equal(reader_next(r, row, &e), 1);
	return r;
}

static struct store *make_one(const char *name)
{
	struct store *s = make_store(name);
	struct err e = {0};

	assert_ok(make_sample(s, 0, &e)); // judged by refusal@1
	return s;
}

static void test_round_trip(void **state)
{
	static const struct str tags[] = {{"ci.drug-crimes", 14}, {"hs", 2}};
	struct judgement j = {
		.judge = STR("panel:甲"),
		.version = STR("3-abc"),
		.verdict = VERDICT_UNSAFE,
		.riskiness = 0.75,
		.threshold = 0.5,
		.refusal = REFUSAL_PARTIAL,
		.grade = 0,
		.tags = tags,
		.n_tags = 2,
		.explanation = STR("说明"),
		.answer = STR("B"),
		.outcome = STR("wrong"),
		.correct = 0,
	};
	struct store *s = make_one("judgements");
	const struct judgement *got;
	struct reader *r;
	struct row row;
	struct err e = {0};

	(void)state;
	assert_ok(store_put_judgement(s, 0, 0, &j, &e));
	make_close(s);
	s = make_open("judgements", false);
	r = read_one(s, READ_TEXT, &row);
	assert_int_equal(row.n_judgements, 2);
	got = &row.judgements[0];
	assert_str(got->judge, "refusal");
	assert_int_equal(got->verdict, VERDICT_SAFE);
	assert_int_equal(got->refusal, REFUSAL_UNKNOWN);
	assert_int_equal(got->grade, -1);
	assert_int_equal(got->correct, -1);
	assert_true(isnan(got->riskiness) && isnan(got->threshold));
	assert_int_equal(got->n_tags, 0);
	assert_null(got->explanation.p);
	assert_null(got->answer.p);
	got = &row.judgements[1];
	assert_str(got->judge, "panel:甲");
	assert_str(got->version, "3-abc");
	assert_int_equal(got->purpose, PURPOSE_RECORD);
	assert_int_equal(got->verdict, VERDICT_UNSAFE);
	assert_int_equal(got->refusal, REFUSAL_PARTIAL);
	assert_true(got->riskiness == 0.75 && got->threshold == 0.5);
	assert_int_equal(got->grade, 0);
	assert_int_equal(got->correct, 0);
	assert_str(got->answer, "B");
	assert_str(got->outcome, "wrong");
	assert_str(got->explanation, "说明");
	assert_int_equal(got->n_tags, 2);
	assert_str(got->tags[0], "ci.drug-crimes");
	assert_str(got->tags[1], "hs");
	reader_close(r);
	r = read_one(s, 0, &row);
	assert_null(row.judgements[1].explanation.p);
	reader_close(r);
	make_close(s);
}

static void test_replace(void **state)
{
	struct store *s = make_one("rejudged");
	struct judgement j = make_judgement(VERDICT_UNSCOREABLE);
	struct reader *r;
	struct row row;
	struct err e = {0};
	int64_t texts = make_number(s, "SELECT count(*) FROM texts");

	(void)state;
	j.explanation = STR("first");
	assert_ok(store_put_judgement(s, 0, 0, &j, &e));
	j.explanation = STR("second");
	j.verdict = VERDICT_UNSAFE;
	assert_ok(store_put_judgement(s, 0, 0, &j, &e));
	assert_int_equal(make_number(s, "SELECT count(*) FROM texts"), texts + 1);
	j.purpose = PURPOSE_STEER; // stands apart, and is not read
	j.verdict = VERDICT_SAFE;
	assert_ok(store_put_judgement(s, 0, 0, &j, &e));
	j.purpose = PURPOSE_RECORD; // another version stays beside it
	j.version = STR("2");
	assert_ok(store_put_judgement(s, 0, 0, &j, &e));
	r = read_one(s, READ_TEXT, &row);
	assert_int_equal(row.n_judgements, 2);
	assert_str(row.judgements[0].explanation, "second");
	assert_int_equal(row.judgements[0].verdict, VERDICT_UNSAFE);
	assert_str(row.judgements[1].version, "2");
	reader_close(r);
	assert_int_equal(make_number(s, "SELECT count(*) FROM judgements"), 3);
	make_close(s);
}

static void test_odd_tags(void **state)
{
	static const struct str tags[] = {{"a\"b", 3},
					  {"", 0},
					  {"c\\,d", 4},
					  {"[\"x\"]", 5}};
	static const struct str plain[] = {{",", 1}, {"", 0}, {"] [", 3}};
	const struct {
		const struct str *tags;
		size_t n;
	} cases[] = {{tags, COUNT(tags)}, {plain, COUNT(plain)}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct store *s = make_one(i ? "tags-1" : "tags-0");
		struct judgement j = make_judgement(VERDICT_SAFE);
		struct reader *r;
		struct row row;
		struct err e = {0};

		j.tags = cases[i].tags;
		j.n_tags = cases[i].n;
		assert_ok(store_put_judgement(s, 0, 0, &j, &e));
		r = read_one(s, 0, &row);
		assert_int_equal(row.judgements[0].n_tags, cases[i].n);
		for (size_t k = 0; k < cases[i].n; k++)
			assert_true(str_eq(row.judgements[0].tags[k], cases[i].tags[k]));
		reader_close(r);
		make_close(s);
	}
}

// What somebody else wrote into the file is a fault of the file, in one line.
static void test_damaged(void **state)
{
	static const struct {
		const char *sql, *words;
	} cases[] = {
		{"UPDATE judgements SET verdict = 9", "verdict is 9"},
		{"UPDATE judgements SET refusal = -1", "refusal is -1"},
		{"UPDATE judgements SET judge = 9", "judge without a name"},
		{"UPDATE judgements SET tags = '[\"\\'", "tags"},
		{"UPDATE judgements SET riskiness = 1.25", "riskiness of a judgement"},
		{"UPDATE judgements SET riskiness = -9e999", "riskiness of a judgement"},
		{"UPDATE judgements SET grade = 3", "grade of a judgement"},
		{"UPDATE judgements SET correct = 4294967297",
		 "correctness of a judgement"},
		{"UPDATE cells SET state = 4", "state is 4"},
		{"UPDATE cells SET machine = 9", "machine without a name"},
		{"UPDATE calls SET failure = 13", "failure is 13"},
		{"UPDATE calls SET role = 4", "role is 4"},
		{"UPDATE items SET expect = 4", "expect is 4"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char name[] = "damaged-a";
		struct store *s;
		struct reader *r;
		struct row row;
		struct err e = {0};

		name[sizeof(name) - 2] = (char)('a' + i);
		s = make_one(name);
		assert_ok(sql_exec(s, cases[i].sql, &e));
		make_close(s);
		s = make_open(name, false);
		r = reader_open(s, READ_TEXT, &e);
		assert_ok(r);
		assert_err(reader_next(r, &row, &e) >= 0, ERR_INPUT, cases[i].words);
		assert_non_null(strstr(e.msg, name));
		reader_close(r);
		make_close(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_odd_tags),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("judgements", tests, NULL, NULL);
}
