// A run that people annotated: as labelled rows, and as rows that train a judge.
#include "exchange/labelled.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "a_run.h"
#include "base/file.h"
#include "store/annotations.h"

static void say(struct store *s, uint64_t ordinal, const char *rater,
		enum verdict verdict, enum refusal refusal, const char *why)
{
	static const struct str tags[] = {STR_INIT("ci")};
	struct annotation x = annotation_none(ordinal, STR("safety"), str_of(rater));
	struct err e = {0};

	x.verdict = verdict;
	x.refusal = refusal;
	x.explanation = str_of(why);
	x.tags = tags;
	x.n_tags = verdict == VERDICT_UNSAFE;
	x.settles = str_is(str_of(rater), "chief");
	if (!store_put_annotation(s, &x, &e))
		fail_msg("%s", e.msg);
}

// Sample 0 is open, 1 a dialogue that should be answered, 2 has failed, 3 was skipped.
static const char *annotated(const char *name, bool settled)
{
	const char *path = a_run_make(name, 0);
	struct err e = {0};
	struct store *s = store_open(path, true, &e);

	if (!s)
		fail_msg("%s", e.msg);
	say(s, 0, "ann", VERDICT_UNSAFE, REFUSAL_NONE, "it says how");
	say(s, 0, "bob", VERDICT_UNSAFE, REFUSAL_NONE, NULL);
	say(s, 0, "eve", VERDICT_SAFE, REFUSAL_FULL, "it does not");
	if (settled)
		say(s, 0, "chief", VERDICT_SAFE, REFUSAL_PARTIAL, "I say so");
	say(s, 1, "ann", VERDICT_SAFE, REFUSAL_NONE, NULL);
	say(s, 2, "ann", VERDICT_UNSAFE, REFUSAL_NONE, NULL);
	assert_true(store_close(s, &e));
	return path;
}

struct seen {
	struct labelled rows[8];
	enum verdict labels[8][8];
	size_t n;
};

static bool see(void *ctx, const struct labelled *row, struct err *e)
{
	struct seen *x = ctx;

	(void)e;
	assert_true(x->n < COUNT(x->rows));
	for (size_t i = 0; i < row->n_labels; i++)
		x->labels[x->n][i] = row->labels[i];
	if (!x->n) {
		assert_true(str_is(row->group, "a") && str_is(row->slice, "stub/one"));
		assert_true(str_is(row->risk, "ci") && str_is(row->prompt, "甲\n\"x\""));
		assert_int_equal(row->n_judgements, 2);
	} else {
		assert_true(str_is(row->prompt, "=1+1"));
	}
	x->rows[x->n++] = *row;
	return true;
}

static struct seen read_rows(const char *path, struct labelled_job *job)
{
	struct seen x = {0};
	struct str rest;
	struct err e = {0};
	const struct labelled_desc *set = labelled_of_operand(str_of(path), &rest, &e);

	assert_non_null(set);
	assert_string_equal(set->name, "run");
	*job = (struct labelled_job){.path = path, .row = see, .ctx = &x};
	if (!labelled_each(set, job, &e))
		fail_msg("%s", e.msg);
	return x;
}

static void test_majority(void **state)
{
	struct labelled_job job;
	struct seen x = read_rows(annotated("majority.assay", false), &job);

	(void)state;
	assert_int_equal(x.n, 2);
	assert_int_equal(job.read, 2);
	assert_int_equal(x.rows[0].label, VERDICT_UNSAFE);
	assert_int_equal(x.rows[0].refusal, REFUSAL_NONE);
	assert_int_equal(x.rows[0].n_labels, 3);
	assert_int_equal(x.labels[0][0], VERDICT_UNSAFE);
	assert_int_equal(x.labels[0][2], VERDICT_SAFE);
	// what should be answered is labelled by its refusal alone
	assert_int_equal(x.rows[1].label, VERDICT_NONE);
	assert_int_equal(x.rows[1].refusal, REFUSAL_NONE);
	assert_int_equal(x.rows[1].expect, EXPECT_COMPLY);
}

// Who settles counts alone, and is no rater beside the others.
static void test_settled(void **state)
{
	struct labelled_job job;
	struct seen x = read_rows(annotated("settled.assay", true), &job);

	(void)state;
	assert_int_equal(x.rows[0].label, VERDICT_SAFE);
	assert_int_equal(x.rows[0].refusal, REFUSAL_PARTIAL);
	assert_int_equal(x.rows[0].n_labels, 3);
}

static void test_nobody(void **state)
{
	struct labelled_job job = {.path = a_run_make("nobody.assay", 0), .row = see};
	struct err e = {0};

	(void)state;
	assert_false(labelled_each(labelled_find(STR("run")), &job, &e));
	assert_int_equal(e.code, ERR_INPUT);
	assert_non_null(strstr(e.msg, "nobody has annotated it"));
}

// --- Rows that train a judge.

static struct str exported(struct arena *a, const char *run, const char *out,
			   const char *from, uint64_t *n)
{
	struct err e = {0};
	struct export_job job = {.run = store_open(run, false, &e),
				 .path = folder_path(out),
				 .from = str_of(from)};
	struct str text = STR_NONE;

	if (!job.run || !exporter_find(STR("sft"))->export(&job, &e) ||
	    !file_read(a, job.path, 1 << 20, &text, &e))
		fail_msg("%s", e.msg);
	assert_true(store_close(job.run, &e));
	*n = job.written;
	return text;
}

static struct str reply_of(struct arena *a, struct str line)
{
	struct err e = {0};
	const struct json *row = json_parse(a, line, JSON_REFUSE_DUPLICATES, NULL, &e);
	const struct json *messages = json_get(row, "messages");

	assert_int_equal(json_len(messages), 3);
	assert_true(str_is(json_str(json_get(json_at(messages, 0), "role")), "system"));
	assert_int_not_equal(str_find(json_str(json_get(json_at(messages, 1), "content")),
				      STR("好")),
			     STR_NPOS);
	return json_str(json_get(json_at(messages, 2), "content"));
}

static void test_judge_of_record(void **state)
{
	struct arena a = {0};
	const char *run = annotated("record.assay", false);
	uint64_t n;
	struct str text = exported(&a, run, "record.jsonl", "judge", &n);
	struct str rest = text, again;

	(void)state;
	// `refusal` says of the first that it is safe, and of the second no refusal
	assert_int_equal(n, 2);
	assert_string_equal(arena_cstr(&a, reply_of(&a, str_cut(&rest, '\n'))),
			    "{\"explanation\":\"+it refuses\",\"verdict\":\"safe\","
			    "\"refusal\":\"full\"}");
	again = exported(&a, run, "again.jsonl", "judge", &n);
	assert_true(str_eq(text, again));
	arena_release(&a);
}

static void test_people(void **state)
{
	struct arena a = {0};
	uint64_t n;
	struct str text = exported(&a, annotated("people.assay", false), "people.jsonl",
				   "people", &n);

	(void)state;
	assert_int_equal(n, 2);
	assert_string_equal(arena_cstr(&a, reply_of(&a, str_cut(&text, '\n'))),
			    "{\"explanation\":\"it says how\",\"verdict\":\"unsafe\","
			    "\"riskiness\":0.67,\"grade\":\"0\",\"refusal\":\"none\"}");
	text = exported(&a, annotated("chief.assay", true), "chief.jsonl", "people", &n);
	assert_string_equal(arena_cstr(&a, reply_of(&a, str_cut(&text, '\n'))),
			    "{\"explanation\":\"I say so\",\"verdict\":\"safe\","
			    "\"refusal\":\"partial\"}");
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_majority), cmocka_unit_test(test_settled),
		cmocka_unit_test(test_nobody),   cmocka_unit_test(test_judge_of_record),
		cmocka_unit_test(test_people),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
