#include "make.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/annotations.h"
#include "store/schema.h"

static void test_created(void **state)
{
	struct store *s = make_store("schema");
	int64_t version = 0;
	struct err e = {0};

	(void)state;
	assert_ok(schema_version(s, &version, &e));
	assert_int_equal(version, STORE_SCHEMA);
	assert_int_equal(make_number(s,
				     "SELECT count(*) FROM migrations WHERE version = 1"
				     " AND at > 1.7e12 AND assay <> ''"),
			 1);
	assert_int_equal(
		make_number(s, "SELECT count(*) FROM pragma_table_list WHERE strict = 0"
			       " AND type = 'table' AND schema = 'main'"
			       " AND name NOT LIKE 'sqlite%'"),
		0);
	make_close(s);
}

static const struct schema_step steps[] = {
	{STORE_SCHEMA, {"CREATE TABLE never_run(x)"}},
	{STORE_SCHEMA + 1,
	 {"ALTER TABLE events ADD COLUMN who TEXT", "UPDATE events SET who = 'someone'"}},
	{STORE_SCHEMA + 2,
	 {"CREATE TABLE late(name TEXT) STRICT; INSERT INTO late VALUES('r')",
	  "INSERT INTO late SELECT what FROM events"}},
};

// A made-up older file: two versions behind, brought on in one go.
static void test_migrates(void **state)
{
	struct store *s = make_store("older");
	int64_t version = 0;
	struct err e = {0};

	(void)state;
	assert_ok(store_add_event(s, "started", STR_NONE, &e));
	assert_ok(store_flush(s, &e));
	assert_ok(schema_migrate(s, steps, COUNT(steps), STORE_SCHEMA, &e));
	assert_ok(schema_version(s, &version, &e));
	assert_int_equal(version, STORE_SCHEMA + 2);
	assert_int_equal(make_number(s, "SELECT count(*) FROM late"), 2);
	assert_int_equal(make_number(s,
				     "SELECT count(*) FROM events WHERE who = 'someone'"),
			 1);
	assert_int_equal(make_number(s, "SELECT count(*) FROM migrations"),
			 STORE_SCHEMA + 2);
	assert_int_equal(
		make_number(
			s, "SELECT count(*) FROM sqlite_schema WHERE name = 'never_run'"),
		0);
	assert_ok(schema_migrate(s, steps, COUNT(steps), STORE_SCHEMA + 2,
				 &e)); // nothing is left to do
	assert_int_equal(make_number(s, "SELECT count(*) FROM migrations"),
			 STORE_SCHEMA + 2);
	make_close(s);
	assert_err(store_open(make_path("older"), true, &e), ERR_NEWER, "newer assay");
}

// A step that fails leaves the file as it was.
static void test_all_or_nothing(void **state)
{
	static const struct schema_step broken[] = {
		{STORE_SCHEMA + 1, {"ALTER TABLE events ADD COLUMN who TEXT"}},
		{STORE_SCHEMA + 2,
		 {"CREATE TABLE fine(x)", "INSERT INTO nowhere VALUES(1)"}},
	};
	struct store *s = make_store("half");
	int64_t version = 0;
	struct err e = {0};

	(void)state;
	assert_err(schema_migrate(s, broken, COUNT(broken), STORE_SCHEMA, &e), ERR_IO,
		   "to format 4");
	assert_ok(schema_version(s, &version, &e));
	assert_int_equal(version, STORE_SCHEMA);
	assert_int_equal(make_number(s, "SELECT count(*) FROM migrations"), STORE_SCHEMA);
	assert_int_equal(make_number(s,
				     "SELECT count(*) FROM pragma_table_info('events')"),
			 4);
	make_close(s);
}

static struct str read_manual(struct arena *a)
{
	const char *source = getenv("ASSAY_SOURCE");
	char path[600];
	char *text = arena_alloc(a, 100000);
	size_t n;
	FILE *f;

	assert_non_null(source);
	snprintf(path, sizeof(path), "%s/docs/run-file.md", source);
	f = fopen(path, "r");
	assert_non_null(f);
	n = fread(text, 1, 100000, f);
	fclose(f);
	return (struct str){text, n};
}

// docs/run-file.md has a section for each table and view, and names all its columns
// there.
static void test_manual_is_whole(void **state)
{
	struct store *s = make_store("manual");
	struct arena a = {0};
	struct str manual = read_manual(&a);
	sqlite3_stmt *stmt = NULL;
	size_t columns = 0;

	(void)state;
	assert_int_equal(
		sqlite3_prepare_v2(
			s->db,
			"SELECT t.name, c.name FROM sqlite_schema t"
			" JOIN pragma_table_info(t.name) c WHERE t.type <> 'index'"
			" AND t.name NOT LIKE 'sqlite%'",
			-1, &stmt, NULL),
		SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		struct str table = column_str(stmt, 0), column = column_str(stmt, 1);
		struct str title =
			arena_printf(&a, "\n### `" STR_FMT "`", STR_ARG(table));
		struct str name = arena_printf(&a, "`" STR_FMT "`", STR_ARG(column));
		size_t from = str_find(manual, title);
		struct str section;

		if (from == STR_NPOS)
			fail_msg("no section " STR_FMT, STR_ARG(table));
		section = str_slice(manual, from + title.n, manual.n);
		section = str_slice(section, 0, str_find(section, STR("\n### ")));
		if (str_find(section, name) == STR_NPOS)
			fail_msg(STR_FMT " has no " STR_FMT, STR_ARG(table),
				 STR_ARG(column));
		columns++;
	}
	assert_true(columns > 80);
	sqlite3_finalize(stmt);
	make_close(s);
	arena_release(&a);
}

// What the views say in words is what the names in core say.
static void test_views(void **state)
{
	struct store *s = make_store("views");
	struct item item = make_item("a");
	struct arena a = {0};
	struct err e = {0};

	(void)state;
	// As other clients have it: the view calls json_extract().
	assert_ok(sql_exec(s, "PRAGMA trusted_schema=ON", &e));
	assert_ok(store_put_item(s, &item, &e));
	for (int f = 0; f < FAILURES; f++) {
		struct call call = make_call("x");
		struct cell cell = make_cell((uint64_t)f, "a");
		struct judgement j = make_judgement((enum verdict)(f % VERDICTS));

		call.failure = (enum failure)f;
		j.refusal = (enum refusal)(f % REFUSALS);
		assert_ok(store_put_call(s, (uint64_t)f, STR("target"), 0, &call, &e));
		assert_ok(store_put_cell(s, &cell, &e));
		assert_ok(store_put_judgement(s, (uint64_t)f, 0, &j, &e));
	}
	for (int f = 0; f < FAILURES; f++) {
		const char *verdict = verdict_name((enum verdict)(f % VERDICTS));
		const char *refusal = refusal_name((enum refusal)(f % REFUSALS));
		struct str sql = arena_printf(
			&a,
			"SELECT count(*) FROM samples s JOIN verdicts v USING(ordinal)"
			" WHERE ordinal = %d AND coalesce(failure, 'none') = '%s'"
			" AND coalesce(verdict, '') = '%s' AND coalesce(refusal, '') = "
			"'%s'"
			" AND prompt = 'How?' AND response = 'x' AND state = 'answered'"
			" AND expect = 'refuse' AND purpose = 'record'",
			f, failure_name((enum failure)f), verdict ? verdict : "",
			refusal ? refusal : "");

		assert_int_equal(make_number(s, sql.p), 1);
	}
	make_close(s);
	arena_release(&a);
}

static void test_view_of_people(void **state)
{
	struct store *s = make_store("view-people");
	struct arena a = {0};
	struct err e = {0};

	(void)state;
	for (int i = 0; i < VERDICTS; i++) {
		const char *verdict = verdict_name((enum verdict)i);
		const char *refusal = refusal_name((enum refusal)i);
		struct annotation x =
			annotation_none((uint64_t)i, STR("safety"), STR("a"));
		struct str sql = arena_printf(
			&a,
			"SELECT count(*) FROM people WHERE ordinal = %d"
			" AND coalesce(verdict, '') = '%s'"
			" AND coalesce(refusal, '') = '%s' AND settles = '%s'",
			i, verdict ? verdict : "", refusal ? refusal : "",
			i % 2 ? "yes" : "no");

		x.verdict = (enum verdict)i;
		x.refusal = (enum refusal)i;
		x.settles = i % 2;
		assert_ok(store_put_annotation(s, &x, &e));
		assert_int_equal(make_number(s, sql.p), 1);
	}
	make_close(s);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_created),
		cmocka_unit_test(test_migrates),
		cmocka_unit_test(test_all_or_nothing),
		cmocka_unit_test(test_manual_is_whole),
		cmocka_unit_test(test_views),
		cmocka_unit_test(test_view_of_people),
	};

	return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
