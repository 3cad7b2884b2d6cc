#include "make.h"

#include <stdio.h>

#include "store/sql.h"

static void test_empty(void **state)
{
	struct store *s = make_store("nothing");
	struct err e = {0};
	struct reader *r = reader_open(s, READ_TEXT, &e);
	struct row row;

	(void)state;
	assert_ok(r);
	assert_int_equal(reader_next(r, &row, &e), 0);
	reader_close(r);
	reader_close(NULL);
	make_close(s);
}

// Stored out of order, read in order; what is not of the response is left out.
static void test_joined(void **state)
{
	static const uint64_t order[] = {9, 3, 0, 7, 4, 1, 8};
	static const uint64_t sorted[] = {0, 1, 3, 4, 7, 8, 9};
	struct store *s = make_store("joined");
	struct call other = make_call("not this one");
	struct judgement steer = make_judgement(VERDICT_UNSAFE);
	struct err e = {0};

	(void)state;
	steer.purpose = PURPOSE_STEER;
	for (size_t i = 0; i < COUNT(order); i++) {
		assert_ok(make_sample(s, order[i], &e));
		assert_ok(store_put_call(s, order[i], STR("attack"), 0, &other, &e));
		assert_ok(store_put_call(s, order[i], STR("target"), 1, &other, &e));
		assert_ok(store_put_judgement(s, order[i], 0, &steer, &e));
	}
	assert_ok(store_put_judgement(s, 2, 0, &steer, &e)); // a cell that is not there
	steer.purpose = PURPOSE_RECORD;
	assert_ok(store_put_judgement(s, 5, 0, &steer, &e));
	make_close(s);
	s = make_open("joined", false);
	for (int flags = 0; flags <= READ_TEXT; flags++) {
		struct reader *r = reader_open(s, flags, &e);
		struct row row;

		assert_ok(r);
		for (size_t i = 0; i < COUNT(sorted); i++) {
			char id[40];

			snprintf(id, sizeof(id), "item-%d", (int)sorted[i]);
			assert_int_equal(reader_next(r, &row, &e), 1);
			assert_int_equal(row.cell.ordinal, sorted[i]);
			assert_str(row.cell.item, id);
			assert_str(row.item.id, id);
			assert_str(row.item.risk, "ci.drug-crimes");
			assert_str(row.item.lang, "en");
			assert_str(row.cell.machine, "target");
			assert_int_equal(row.n_judgements, 1);
			assert_int_equal(row.judgements[0].verdict, VERDICT_SAFE);
			assert_non_null(row.response);
			assert_int_equal(row.response->usage.out, 7);
			assert_true(row.response->seconds == 0.25);
			if (flags & READ_TEXT) {
				assert_str(row.item.prompt, "How?");
				assert_str(row.response->text,
					   "I cannot help with that.");
				assert_str(row.response->finish, "stop");
				assert_int_equal(row.response->http_status, 200);
			} else {
				assert_null(row.item.prompt.p);
				assert_null(row.response->text.p);
			}
		}
		assert_int_equal(reader_next(r, &row, &e), 0);
		assert_int_equal(reader_next(r, &row, &e), 0);
		reader_close(r);
	}
	make_close(s);
}

// A reading handle sees one moment, however much is written meanwhile.
static void test_one_moment(void **state)
{
	struct store *s = make_store("moment"), *reader;
	struct judgement late = make_judgement(VERDICT_UNSAFE);
	struct reader *r, *second;
	struct row row;
	struct err e = {0};

	(void)state;
	late.version = STR("later");
	for (uint64_t i = 0; i < 10; i++)
		assert_ok(make_sample(s, i, &e));
	assert_ok(store_flush(s, &e));
	reader = make_open("moment", false);
	r = reader_open(reader, READ_TEXT, &e);
	assert_ok(r);
	for (uint64_t i = 0; i < 5000; i++) {
		assert_ok(make_sample(s, i + 10, &e));
		assert_ok(store_put_judgement(s, i, 0, &late, &e));
	}
	assert_ok(store_flush(s, &e));
	second = reader_open(reader, 0, &e); // of the same moment
	assert_ok(second);
	for (uint64_t i = 0; i < 10; i++) {
		assert_int_equal(reader_next(r, &row, &e), 1);
		assert_int_equal(row.n_judgements, 1);
		assert_int_equal(reader_next(second, &row, &e), 1);
	}
	assert_int_equal(reader_next(r, &row, &e), 0);
	reader_close(r);
	assert_int_equal(reader_next(second, &row, &e), 0);
	reader_close(second);
	r = reader_open(reader, 0, &e);
	assert_ok(r);
	assert_int_equal(reader_next(r, &row, &e), 1);
	assert_int_equal(row.n_judgements, 2);
	assert_str(row.judgements[1].version, "later");
	reader_close(r);
	make_close(reader);
	make_close(s);
}

// Judging again: what is read is written to, by one handle, over many commits.
static void test_written_while_read(void **state)
{
	struct store *s = make_store("both");
	struct judgement again = make_judgement(VERDICT_UNSAFE);
	struct reader *r;
	struct row row;
	struct err e = {0};
	uint64_t n = 0;
	int got;

	(void)state;
	again.judge = STR("critic");
	again.explanation = STR("because");
	for (uint64_t i = 0; i < 9000; i++)
		assert_ok(make_sample(s, i, &e));
	r = reader_open(s, READ_TEXT, &e);
	assert_ok(r);
	while ((got = reader_next(r, &row, &e)) == 1) {
		assert_int_equal(row.cell.ordinal, n++);
		assert_str(row.item.prompt, "How?");
		assert_str(row.response->text, "I cannot help with that.");
		assert_ok(store_put_judgement(s, row.cell.ordinal, 0, &again, &e));
	}
	assert_int_equal(got, 0);
	assert_int_equal(n, 9000);
	reader_close(r);
	make_close(s);
	s = make_open("both", false);
	assert_int_equal(make_number(s, "SELECT count(*) FROM judgements"), 18000);
	make_close(s);
}

// Cells of one item follow each other: it is read once, and stands for all of them.
static void test_shared_item(void **state)
{
	struct store *s = make_store("shared");
	struct item a = make_item("a"), b = make_item("b"), bare = make_item("c");
	const char *ids[] = {"a", "a", "b", "b", "a", "c", "c"};
	struct reader *r;
	struct row row;
	struct err e = {0};

	(void)state;
	b.prompt = STR("Why?");
	bare.prompt = STR_NONE;
	assert_ok(store_put_item(s, &a, &e));
	assert_ok(store_put_item(s, &b, &e));
	assert_ok(store_put_item(s, &bare, &e));
	for (uint64_t i = 0; i < COUNT(ids); i++) {
		struct cell cell = make_cell(i, ids[i]);

		assert_ok(store_put_cell(s, &cell, &e));
	}
	r = reader_open(s, READ_TEXT, &e);
	assert_ok(r);
	for (size_t i = 0; i < COUNT(ids); i++) {
		assert_int_equal(reader_next(r, &row, &e), 1);
		assert_str(row.item.id, ids[i]);
		assert_null(row.response); // its call is not there
		if (*ids[i] == 'c')
			assert_null(row.item.prompt.p);
		else
			assert_str(row.item.prompt, *ids[i] == 'a' ? "How?" : "Why?");
	}
	reader_close(r);
	make_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_joined),
		cmocka_unit_test(test_one_moment),
		cmocka_unit_test(test_written_while_read),
		cmocka_unit_test(test_shared_item),
	};

	return cmocka_run_group_tests_name("read", tests, NULL, NULL);
}
