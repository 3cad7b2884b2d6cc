#include "make.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/schema.h"

static void test_create(void **state)
{
	struct store *s = make_store("new");
	struct err e = {0};

	(void)state;
	assert_string_equal(store_path(s), make_path("new"));
	assert_err(store_create(make_path("new"), &e), ERR_EXISTS, "new");
	make_close(s);
	assert_int_equal(access(make_path("new-wal"), F_OK), -1); // one file when closed
	assert_int_equal(access(make_path("new-shm"), F_OK), -1);
	assert_err(store_create(make_path("none/new"), &e), ERR_NOT_FOUND, "none/new");
	assert_true(store_close(NULL, &e));
}

static void test_no_run_file(void **state)
{
	static const struct {
		const char *name, *bytes, *words;
	} cases[] = {
		{"empty", "", "it is empty"},
		{"text",
		 "this is no database, but long enough to look at: ....................."
		 "...................................................................",
		 "not a run file"},
		{"short", "x", "not a run file"},
	};
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *path =
			make_file(cases[i].name, cases[i].bytes, strlen(cases[i].bytes));

		assert_err(store_open(path, false, &e), ERR_INPUT, cases[i].words);
		assert_err(store_open(path, true, &e), ERR_INPUT, cases[i].words);
		assert_non_null(strstr(e.msg, cases[i].name));
	}
	assert_err(store_open(make_path("none"), false, &e), ERR_NOT_FOUND, "none");
	assert_err(store_open(make_path("none"), true, &e), ERR_NOT_FOUND, "none");
	assert_err(store_open(make_path(""), true, &e), ERR_INPUT, "folder");
}

static void test_other_database(void **state)
{
	const char *path = make_path("other");
	sqlite3 *db;
	struct err e = {0};

	(void)state;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE t(x); PRAGMA user_version=1",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
	assert_err(store_open(path, false, &e), ERR_INPUT,
		   "SQLite database, but not a run");
	assert_err(store_open(path, true, &e), ERR_INPUT,
		   "SQLite database, but not a run");
}

static void set_version(const char *name, int version)
{
	struct store *s = make_store(name);
	char sql[60];
	struct err e = {0};

	snprintf(sql, sizeof(sql), "PRAGMA user_version=%d", version);
	assert_ok(sql_exec(s, sql, &e));
	make_close(s);
}

static void test_versions(void **state)
{
	struct err e = {0};

	(void)state;
	set_version("newer", STORE_SCHEMA + 1);
	assert_err(store_open(make_path("newer"), false, &e), ERR_NEWER, "newer assay");
	assert_err(store_open(make_path("newer"), true, &e), ERR_NEWER, "newer assay");
	set_version("zero", 0);
	assert_err(store_open(make_path("zero"), true, &e), ERR_INPUT, "not a run file");
}

// Cut anywhere: never more than one line, never a crash.
static void test_cut(void **state)
{
	const char *path = make_path("cut");
	struct store *s = make_store("cut");
	struct err e = {0};
	size_t opened = 0;
	struct stat st;

	(void)state;
	for (uint64_t i = 0; i < 500; i++)
		assert_ok(make_sample(s, i, &e));
	make_close(s);
	assert_int_equal(stat(path, &st), 0);
	for (off_t size = st.st_size - 1; size > 0; size -= size > 5000 ? 4999 : 499) {
		bool writes = size % 2;

		assert_int_equal(truncate(path, size), 0);
		s = store_open(path, writes, &e);
		if (s) {
			struct row row;
			struct reader *r = reader_open(s, READ_TEXT, &e);
			int got = r ? 1 : -1;

			while (got == 1)
				got = reader_next(r, &row, &e);
			assert_int_equal(got, -1);
			reader_close(r);
			(void)!store_close(s, &e);
			opened++;
		}
		assert_int_equal(e.code, ERR_INPUT);
		assert_null(strchr(e.msg, '\n'));
	}
	assert_true(opened < 2);
}

// Bytes changed anywhere: whatever comes of it, it is not a crash.
static void test_scrambled(void **state)
{
	const char *path = make_path("scrambled");
	struct store *s = make_store("scrambled");
	struct err e = {0};
	char *bytes = mem_alloc(1 << 20);
	uint64_t random = 1;
	size_t n;
	FILE *f;

	(void)state;
	for (uint64_t i = 0; i < 200; i++)
		assert_ok(make_sample(s, i, &e));
	make_close(s);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(bytes, 1, 1 << 20, f);
	fclose(f);
	for (int round = 0; round < 60; round++) {
		char *copy = mem_alloc(n);
		struct row row;
		struct reader *r;
		int got = 1;

		memcpy(copy, bytes, n);
		for (int i = 0; i < 40; i++) {
			random = random * 6364136223846793005u + 1442695040888963407u;
			copy[(random >> 33) % n] = (char)(random >> 25);
		}
		make_file("scrambled", copy, n);
		mem_free(copy);
		s = store_open(path, false, &e);
		if (!s)
			continue;
		r = reader_open(s, READ_TEXT, &e);
		while (r && got == 1)
			got = reader_next(r, &row, &e);
		reader_close(r);
		make_close(s);
	}
	mem_free(bytes);
}

static void test_second_writer(void **state)
{
	struct store *s = make_store("busy"), *reader;
	struct err e = {0};

	(void)state;
	assert_ok(make_sample(s, 0, &e));
	assert_err(store_open(make_path("busy"), true, &e), ERR_BUSY, "is writing to it");
	assert_ok(store_flush(s, &e));
	reader = make_open("busy", false);
	assert_int_equal(make_number(reader, "SELECT count(*) FROM cells"), 1);
	make_close(reader);
	make_close(s);
	s = make_open("busy", true);
	make_close(s);
}

static const char *mode(const char *name)
{
	FILE *f = fopen(make_path(name), "rb");
	char header[20] = {0};

	assert_non_null(f);
	assert_int_equal(fread(header, 1, 20, f), 20);
	fclose(f);
	return header[18] == 2 ? "wal" : "delete";
}

// Where a reader is still there when the writer closes, the file stays in WAL mode; the
// next writer finishes that.
static void test_closed_under_a_reader(void **state)
{
	struct store *s = make_store("wal"), *reader = make_open("wal", false);
	struct err e = {0};

	(void)state;
	assert_ok(make_sample(s, 0, &e));
	make_close(s);
	assert_int_equal(make_number(reader, "SELECT count(*) FROM cells"), 1);
	make_close(reader);
	assert_string_equal(mode("wal"), "wal");
	reader = make_open("wal", false);
	assert_int_equal(make_number(reader, "SELECT count(*) FROM cells"), 1);
	make_close(reader);
	s = make_open("wal", true);
	make_close(s);
	assert_string_equal(mode("wal"), "delete");
	assert_int_equal(access(make_path("wal-wal"), F_OK), -1);
}

static int read_it(const char *path)
{
	struct err e = {0};
	struct store *s = store_open(path, false, &e);
	struct store_counts n = {0};
	bool ok = s && store_count(s, &n, &e);

	if (!ok)
		fprintf(stderr, "# %s\n", e.msg);
	ok = store_close(s, &e) && ok;
	return ok ? (int)n.cells : 100;
}

static int try_write(const char *path)
{
	struct err e = {0};
	struct store *s = store_open(path, true, &e);

	if (s)
		return 100;
	return strchr(e.msg, '\n') || !strstr(e.msg, path) ? 101 : (int)e.code;
}

static int try_create(const char *path)
{
	struct err e = {0};
	struct store *s = store_create(path, &e);

	if (s)
		return 100;
	return strchr(e.msg, '\n') || !strstr(e.msg, path) ? 101 : (int)e.code;
}

static void test_read_only(void **state)
{
	struct store *s;
	struct err e = {0};

	(void)state;
	assert_int_equal(mkdir(make_path("locked"), 0777), 0);
	s = make_store("locked/run %?#");
	for (uint64_t i = 0; i < 7; i++)
		assert_ok(make_sample(s, i, &e));
	make_close(s);
	assert_int_equal(chmod(make_path("locked/run %?#"), 0444), 0);
	assert_int_equal(chmod(make_path("locked"), 0555), 0);
	assert_int_equal(make_unprivileged(read_it, make_path("locked/run %?#")), 7);
	assert_int_equal(make_unprivileged(try_write, make_path("locked/run %?#")),
			 ERR_IO);
	assert_int_equal(make_unprivileged(try_create, make_path("locked/new")), ERR_IO);
	assert_int_equal(chmod(make_path("locked/run %?#"), 0), 0);
	assert_int_equal(make_unprivileged(read_it, make_path("locked/run %?#")), 100);
	assert_int_equal(chmod(make_path("locked"), 0777), 0);
}

// A file that was left in WAL mode, in a folder where no -shm can be made.
static void test_read_only_wal(void **state)
{
	struct store *s, *reader;
	struct err e = {0};

	(void)state;
	assert_int_equal(mkdir(make_path("shut"), 0777), 0);
	s = make_store("shut/a %?#");
	assert_ok(make_sample(s, 0, &e));
	reader = make_open("shut/a %?#", false);
	make_close(s);
	make_close(reader);
	assert_string_equal(mode("shut/a %?#"), "wal");
	unlink(make_path("shut/a %?#-wal")); // all of it is in the file
	unlink(make_path("shut/a %?#-shm"));
	assert_int_equal(chmod(make_path("shut"), 0555), 0);
	assert_int_equal(make_unprivileged(read_it, make_path("shut/a %?#")), 1);
	assert_int_equal(chmod(make_path("shut"), 0777), 0);
}

static void test_odd_names(void **state)
{
	static const char *const names[] = {"file:run?mode=ro", ":memory:", "-x",
					    "空 格"};
	char *here = getcwd(NULL, 0);
	struct err e = {0};

	(void)state;
	assert_int_equal(chdir(make_path("")), 0);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct store *s = store_create(names[i], &e);

		assert_ok(s);
		assert_ok(make_sample(s, 0, &e));
		assert_ok(store_close(s, &e));
		assert_int_equal(access(make_path(names[i]), F_OK), 0);
		s = store_open(names[i], true, &e);
		assert_ok(s);
		assert_int_equal(make_number(s, "SELECT count(*) FROM cells"), 1);
		assert_ok(store_close(s, &e));
	}
	assert_int_equal(symlink("空 格", "link"), 0);
	assert_int_equal(read_it("link"), 1);
	assert_int_equal(chdir(here), 0);
	free(here);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_no_run_file),
		cmocka_unit_test(test_other_database),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_scrambled),
		cmocka_unit_test(test_second_writer),
		cmocka_unit_test(test_closed_under_a_reader),
		cmocka_unit_test(test_odd_names),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_read_only_wal),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
