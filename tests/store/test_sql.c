#include "make.h"

#include <math.h>

#include "store/sql.h"

static void test_errors(void **state)
{
	static const struct {
		int rc;
		enum err_code code;
		const char *words;
	} cases[] = {
		{SQLITE_FULL, ERR_FULL, "no space left"},
		{SQLITE_BUSY, ERR_BUSY, "try again"},
		{SQLITE_BUSY_SNAPSHOT, ERR_BUSY, "try again"},
		{SQLITE_NOTADB, ERR_INPUT, "not a run file"},
		{SQLITE_CORRUPT, ERR_INPUT, "damaged or cut short"},
		{SQLITE_CORRUPT_INDEX, ERR_INPUT, "damaged or cut short"},
		{SQLITE_READONLY_DIRECTORY, ERR_IO, "cannot be written"},
		{SQLITE_TOOBIG, ERR_FULL, "too long"},
		{SQLITE_IOERR_READ, ERR_IO, "sql"},
		{SQLITE_ERROR, ERR_IO, "sql"},
	};
	struct store *s = make_store("sql");
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_err(sql_err(s, cases[i].rc, &e), cases[i].code, cases[i].words);
		assert_non_null(strstr(e.msg, store_path(s)));
	}
	make_close(s);
}

static void test_number(void **state)
{
	struct store *s = make_store("number");
	struct err e = {0};
	int64_t n;

	(void)state;
	assert_ok(sql_number(s, "SELECT 42", &n, &e));
	assert_int_equal(n, 42);
	assert_false(sql_number(s, "SELECT 1 WHERE 0", &n, &e));
	assert_false(sql_number(s, "SELECT nonsense", &n, &e));
	assert_false(sql_exec(s, "DROP TABLE nothing", &e));
	make_close(s);
}

static void test_columns(void **state)
{
	struct store *s = make_store("columns");
	struct err e = {0};
	unsigned value = 7;
	struct query q;

	(void)state;
	assert_ok(query_open(&q, s, SQL_GET, "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7", &e));
	query_int(&q, 1, INT64_MIN);
	query_int_or_null(&q, 2, -1, -1);
	query_real(&q, 3, NAN);
	query_real(&q, 4, -0.5);
	query_str(&q, 5, STR("a\0b"));
	query_str(&q, 6, STR(""));
	query_blob(&q, 7, NULL, 0);
	assert_int_equal(query_row(&q, &e), 1);
	assert_true(column_int(q.stmt, 0, 0) == INT64_MIN);
	assert_int_equal(column_int(q.stmt, 1, -1), -1);
	assert_true(isnan(column_real(q.stmt, 2)));
	assert_true(column_real(q.stmt, 3) == -0.5);
	assert_true(str_eq(column_str(q.stmt, 4), STR("a\0b")));
	assert_true(column_str(q.stmt, 5).p && column_str(q.stmt, 5).n == 0);
	assert_null(column_str(q.stmt, 6).p);
	assert_true(column_enum(s, q.stmt, 1, 3, 2, &value, &e));
	assert_int_equal(value, 2);
	assert_false(column_enum(s, q.stmt, 0, 3, 0, &value, &e));
	assert_int_equal(query_row(&q, &e), 0);
	query_close(&q);
	query_close(&q);
	make_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_number),
		cmocka_unit_test(test_columns),
	};

	return cmocka_run_group_tests_name("sql", tests, NULL, NULL);
}
