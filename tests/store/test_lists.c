#include "make.h"

#include "store/rows.h"

static void test_texts(void **state)
{
	static const struct str odd[] = {{"a\"b", 3}, {"", 0}, {"c\\,d", 4}};
	static const struct str plain[] = {{",", 1}, {"甲", 3}, {"] [", 3}};
	const struct {
		const struct str *list;
		size_t n;
	} cases[] = {{odd, 3}, {plain, 3}, {plain, 1}, {NULL, 0}};
	struct store *s = make_store("lists");
	struct arena a = {0};
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct str *got;
		struct str text = list_text(s, cases[i].list, cases[i].n);
		size_t n;

		assert_int_equal(text.p != NULL, cases[i].n > 0);
		assert_ok(list_read(s, &a, text, &got, &n, &e));
		assert_int_equal(n, cases[i].n);
		for (size_t k = 0; k < n; k++)
			assert_true(str_eq(got[k], cases[i].list[k]));
	}
	make_close(s);
	arena_release(&a);
}

static void test_damaged_text(void **state)
{
	struct store *s = make_store("lists-damaged");
	const struct str *got;
	struct arena a = {0};
	struct err e = {0};
	size_t n;

	(void)state;
	assert_err(list_read(s, &a, STR("[\"\\"), &got, &n, &e), ERR_INPUT,
		   "lists-damaged");
	assert_ok(list_read(s, &a, STR("\"a"), &got, &n, &e)); // no harm comes of it
	assert_int_equal(n, 0);
	make_close(s);
	arena_release(&a);
}

static bool read_number(struct store *s, struct arena *a, sqlite3_stmt *stmt, void *out,
			struct err *e)
{
	int64_t *v = out;

	(void)a;
	*v = column_int(stmt, 0, 0);
	return *v < 1000 || sql_damaged(s, "too much", e);
}

static void test_table(void **state)
{
	static const struct table numbers = {
		SQL_READ_TASKS,
		"WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n"
		" WHERE x < 100) SELECT x FROM n WHERE ?1 IS NULL OR ?1 = 'all'",
		sizeof(int64_t),
		read_number,
	};
	static const struct table bad = {
		SQL_READ_RATERS,
		"SELECT 1 UNION ALL SELECT 1000",
		sizeof(int64_t),
		read_number,
	};
	struct store *s = make_store("table");
	struct arena a = {0};
	struct err e = {0};
	void *rows;
	size_t n;

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_ok(table_read(s, &a, &numbers, i ? STR("all") : STR_NONE, &rows,
				     &n, &e));
		assert_int_equal(n, 100);
		for (size_t k = 0; k < n; k++)
			assert_int_equal(((int64_t *)rows)[k], k + 1);
	}
	assert_ok(table_read(s, &a, &numbers, STR("none"), &rows, &n, &e));
	assert_true(n == 0 && rows == NULL);
	assert_err(table_read(s, &a, &bad, STR_NONE, &rows, &n, &e), ERR_INPUT,
		   "too much");
	assert_true(n == 0 && rows == NULL);
	make_close(s);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_damaged_text),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests_name("lists", tests, NULL, NULL);
}
