#include "make.h"

static void test_put_and_replace(void **state)
{
	struct store *s = make_store("cells");
	struct item item = make_item("a"), other = make_item("b");
	struct cell cell = make_cell(7, "a");
	struct reader *r;
	struct row row;
	struct err e = {0};

	(void)state;
	assert_ok(store_put_item(s, &item, &e));
	assert_ok(store_put_item(s, &other, &e));
	cell.state = CELL_OPEN;
	cell.response = -1;
	cell.machine = STR_NONE;
	assert_ok(store_put_cell(s, &cell, &e));
	cell = (struct cell){.ordinal = 7,
			     .item = STR("b"),
			     .epoch = 1,
			     .variant = 2,
			     .attempt = 3,
			     .state = CELL_SKIPPED,
			     .response = -1,
			     .why = STR("no choice under code_injection")};
	assert_ok(store_put_cell(s, &cell, &e));
	make_close(s);
	s = make_open("cells", false);
	r = reader_open(s, 0, &e);
	assert_ok(r);
	assert_int_equal(reader_next(r, &row, &e), 1);
	assert_int_equal(row.cell.ordinal, 7);
	assert_str(row.cell.item, "b");
	assert_int_equal(row.cell.epoch, 1);
	assert_int_equal(row.cell.variant, 2);
	assert_int_equal(row.cell.attempt, 3);
	assert_int_equal(row.cell.state, CELL_SKIPPED);
	assert_int_equal(row.cell.response, -1);
	assert_null(row.cell.machine.p);
	assert_str(row.cell.why, "no choice under code_injection");
	assert_null(row.response);
	assert_int_equal(reader_next(r, &row, &e), 0);
	reader_close(r);
	make_close(s);
}

static void test_item_must_be_there(void **state)
{
	struct store *s = make_store("orphan");
	struct cell cell = make_cell(0, "nobody");
	struct err e = {0};

	(void)state;
	assert_err(store_put_cell(s, &cell, &e), ERR_INPUT, "item nobody was not stored");
	assert_err(store_close(s, &e), ERR_INPUT, "item nobody");
}

static bool bit(const uint8_t *bits, uint64_t at)
{
	return bits[at / 8] >> at % 8 & 1;
}

static void put_response(struct store *s, uint64_t ordinal, enum failure failure)
{
	struct call call = make_call(failure ? NULL : "text");
	struct cell cell = make_cell(ordinal, "a");
	struct err e = {0};

	call.failure = failure;
	assert_ok(store_put_call(s, ordinal, STR("target"), 0, &call, &e));
	assert_ok(store_put_cell(s, &cell, &e));
}

static void test_progress(void **state)
{
	struct store *s = make_store("progress");
	struct item item = make_item("a");
	struct judgement j = make_judgement(VERDICT_SAFE);
	struct cell cell = make_cell(20, "a");
	struct call failed = make_call(NULL);
	struct progress_bits p;
	struct store_counts n;
	struct arena a = {0};
	struct err e = {0};

	(void)state;
	assert_ok(store_put_item(s, &item, &e));
	for (int f = 0; f < FAILURES; f++)
		put_response(s, (uint64_t)f, (enum failure)f);
	cell.state = CELL_OPEN;
	assert_ok(store_put_cell(s, &cell, &e));
	cell.ordinal = 21;
	cell.state = CELL_SKIPPED;
	assert_ok(store_put_cell(s, &cell, &e));
	cell.ordinal = 22;
	cell.state = CELL_FAILED;
	assert_ok(store_put_cell(s, &cell, &e));
	put_response(s, 23, FAILURE_NONE);
	// Not the response: a writer's, which is no matter, and another of the target,
	// which is (how likely a choice's options are).
	failed.failure = FAILURE_TIMEOUT;
	assert_ok(store_put_call(s, 23, STR("attack"), 0, &failed, &e));
	assert_ok(store_put_call(s, 23, STR("target"), 1, &failed, &e));
	assert_ok(store_put_judgement(s, 0, 0, &j, &e));
	j.version = STR("2");
	assert_ok(store_put_judgement(s, 5, 0, &j, &e));
	j.version = STR("1");
	j.purpose = PURPOSE_STEER;
	assert_ok(store_put_judgement(s, 23, 0, &j, &e));
	j.purpose = PURPOSE_RECORD;
	j.verdict = VERDICT_UNSAFE;
	assert_ok(store_put_judgement(s, 6, 0, &j, &e));

	assert_ok(store_progress(s, &a, 24, STR("refusal"), STR("1"), &p, &e));
	assert_int_equal(p.cells, 24);
	for (int f = 0; f < FAILURES; f++)
		assert_int_equal(bit(p.answered, (uint64_t)f),
				 !failure_retries((enum failure)f));
	for (uint64_t i = FAILURES; i < 24; i++)
		assert_int_equal(bit(p.answered, i), i == 21 || i == 22);
	for (uint64_t i = 0; i < 24; i++) {
		assert_int_equal(bit(p.judged, i), i == 0 || i == 6);
		assert_int_equal(bit(p.unsafe, i), i == 6);
	}
	// A plan that is shorter, and a judge that has judged nothing.
	assert_ok(store_progress(s, &a, 3, STR("other"), STR("1"), &p, &e));
	assert_true(bit(p.answered, 0) && !bit(p.answered, 1) && !bit(p.judged, 0));

	assert_ok(store_count(s, &n, &e));
	assert_int_equal(n.cells, FAILURES + 4);
	assert_int_equal(n.answered, 2);
	assert_int_equal(n.failed, FAILURES - 1 + 1);
	assert_int_equal(n.judged, 3);
	make_close(s);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_put_and_replace),
		cmocka_unit_test(test_item_must_be_there),
		cmocka_unit_test(test_progress),
	};

	return cmocka_run_group_tests_name("cells", tests, NULL, NULL);
}
