#include "make.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/sql.h"

#define MS 1000000u

// How many cells another handle sees.
static int64_t seen(const char *name)
{
	struct store *s = make_open(name, false);
	int64_t n = make_number(s, "SELECT count(*) FROM cells");

	make_close(s);
	return n;
}

static void test_batches(void **state)
{
	struct store *s = make_store("batches");
	struct err e = {0};
	uint64_t due;

	(void)state;
	assert_true(store_due_ns(s) == UINT64_MAX);
	assert_ok(make_sample(s, 0, &e));
	due = store_due_ns(s);
	assert_true(due <= clock_mono_ns() + 50 * MS);
	assert_ok(store_tick(s, due - 1, &e));
	assert_int_equal(seen("batches"), 0);
	assert_ok(make_sample(s, 1, &e));
	assert_true(store_due_ns(s) == due); // the first one's
	assert_ok(store_tick(s, due, &e));
	assert_int_equal(seen("batches"), 2);
	assert_true(store_due_ns(s) == UINT64_MAX);
	assert_ok(store_tick(s, UINT64_MAX - 1, &e));
	assert_ok(store_flush(s, &e));
	make_close(s);
}

// 256 rows are a batch, without any tick.
static void test_full_batch(void **state)
{
	struct store *s = make_store("rows");
	struct err e = {0};
	int64_t last = 0;

	(void)state;
	for (uint64_t i = 0; i < 200; i++) {
		int64_t n;

		assert_ok(make_sample(s, i, &e));
		n = seen("rows");
		assert_true((int64_t)i + 1 - n <= STORE_BATCH_ROWS / 4 + 1);
		assert_true(n >= last);
		last = n;
	}
	assert_true(last > 0);
	make_close(s);
	assert_int_equal(seen("rows"), 200);
}

// --- kill -9

struct witness {                  // shared between the writing child and the test
	_Atomic uint64_t put;     // samples that were put
	_Atomic uint64_t due_put; // of them, those put 50 ms before the last tick ended
};

static void write_for_ever(const char *path, struct witness *w)
{
	static uint64_t when[1 << 20];
	struct err e = {0};
	struct store *s = store_open(path, true, &e);
	uint64_t old = 0;

	for (uint64_t i = 0; s && i < 1 << 20; i++) {
		uint64_t now;

		when[i] = clock_mono_ns();
		if (!make_sample(s, i, &e))
			_exit(1);
		atomic_store(&w->put, i + 1);
		now = clock_mono_ns();
		if (!store_tick(s, now, &e))
			_exit(2);
		while (old <= i && when[old] + 50 * MS < now)
			old++;
		atomic_store(&w->due_put, old);
		if (i % 16 == 0)
			usleep(700);
	}
	_exit(3);
}

static void test_kill(void **state)
{
	struct witness *w = mmap(NULL, sizeof(*w), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	(void)state;
	assert_true(w != MAP_FAILED);
	for (int round = 0; round < 6; round++) {
		char name[] = "killed-0";
		struct store *s;
		int64_t n;
		int status;
		pid_t pid;

		name[sizeof(name) - 2] = (char)('0' + round);
		make_close(make_store(name));
		atomic_store(&w->put, 0);
		atomic_store(&w->due_put, 0);
		pid = fork();
		if (pid == 0)
			write_for_ever(make_path(name), w);
		for (int i = 0;
		     i < 400 && atomic_load(&w->due_put) < 50u * (unsigned)round + 20;
		     i++)
			usleep(10000 + 37 * (unsigned)round);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		n = seen(
			name); // by a reader first, which cannot repair anything for good
		assert_true(n >= (int64_t)atomic_load(&w->due_put) && n > 0);
		assert_true(n <= (int64_t)atomic_load(&w->put) + 1);
		s = make_open(name, true);
		assert_int_equal(make_number(s, "SELECT count(*) FROM cells"), n);
		assert_int_equal(make_number(s, "SELECT max(ordinal) + 1 FROM cells"), n);
		assert_int_equal(make_number(s, "SELECT count(*) FROM cells c"
						" WHERE NOT EXISTS (SELECT 1 FROM calls k"
						" WHERE k.ordinal = c.ordinal)"),
				 0);
		assert_int_equal(make_number(s,
					     "SELECT count(*) FROM pragma_integrity_check"
					     " WHERE integrity_check <> 'ok'"),
				 0);
		make_close(s);
	}
	munmap(w, sizeof(*w));
}

// --- A full disk

// Writes until it fails; then everything fails alike, and what was committed is there.
static void fill(struct store *s, const char *path, uint64_t most)
{
	struct err e = {0}, again = {0};
	struct row row;
	struct reader *r;
	uint64_t i = 0, n = 0;

	assert_true(store_flush(s, &e) && store_sync(s, &e));
	assert_false(store_failed(s, &again));
	while (i < most && make_sample(s, i, &e))
		i++;
	assert_true(i < most && i > 100);
	assert_true(store_faults(s) > 0);
	assert_true(store_failed(s, &again));
	assert_string_equal(again.msg, e.msg);
	again = (struct err){0};
	assert_int_equal(e.code, ERR_FULL);
	assert_null(strchr(e.msg, '\n'));
	assert_non_null(strstr(e.msg, path));
	assert_non_null(strstr(e.msg, "no space left"));
	assert_false(make_sample(s, 0, &again));
	assert_string_equal(again.msg, e.msg);
	again = (struct err){0};
	assert_false(store_set(s, "state", STR("interrupted"), &again));
	assert_int_equal(again.code, ERR_FULL);
	assert_false(store_flush(s, &again));
	assert_false(store_tick(s, clock_mono_ns(), &again));
	assert_true(store_due_ns(s) == UINT64_MAX);
	assert_false(store_close(s, &again));
	assert_string_equal(again.msg, e.msg);

	s = store_open(path, false, &e);
	assert_ok(s);
	r = reader_open(s, READ_TEXT, &e);
	assert_ok(r);
	while (reader_next(r, &row, &e) == 1)
		assert_int_equal(row.cell.ordinal, n++);
	reader_close(r);
	make_close(s);
	assert_true(n + STORE_BATCH_ROWS / 4 + 1 >= i && n <= i);
}

static void test_full_file(void **state)
{
	struct store *s = make_store("full");
	struct err e = {0};

	(void)state;
	assert_ok(sql_exec(s, "PRAGMA max_page_count=300", &e));
	fill(s, make_path("full"), 100000);
	s = make_open("full", true); // the limit was the connection's: now there is space
	for (uint64_t i = 0; i < 5000; i++)
		assert_ok(make_sample(s, i, &e));
	make_close(s);
	assert_int_equal(seen("full"), 5000);
}

static int on_small_disk(const char *folder)
{
	char path[700], ballast[700];
	struct err e = {0};
	struct store *s;
	FILE *f;

	if (unshare(CLONE_NEWNS) != 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("assay", folder, "tmpfs", 0, "size=6m") != 0)
		return 77;
	snprintf(path, sizeof(path), "%s/run", folder);
	snprintf(ballast, sizeof(ballast), "%s/ballast", folder);
	f = fopen(ballast, "wb");
	for (int i = 0; f && i < 4500000; i++)
		fputc('x', f);
	if (!f || fclose(f) != 0)
		return 1;
	s = store_create(path, &e);
	assert_ok(s);
	{
		struct target target = {.name = STR("openai/x")};
		struct params params = params_none();
		int64_t id;

		assert_ok(store_add_target(s, &target, &id, &e));
		assert_ok(store_add_params(s, &params, &id, &e));
	}
	fill(s, path, 100000);
	unlink(ballast);
	s = store_open(path, true, &e); // with space again it goes on
	assert_ok(s);
	for (uint64_t i = 0; i < 200; i++)
		assert_ok(make_sample(s, i, &e));
	assert_ok(store_close(s, &e));
	return 0;
}

static void test_full_disk(void **state)
{
	const char *folder = make_path("disk");
	int status;
	pid_t pid;

	(void)state;
	assert_int_equal(mkdir(folder, 0777), 0);
	fflush(NULL);
	pid = fork();
	if (pid == 0) // what fails there fails here by its exit code
		_exit(on_small_disk(folder));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
		print_message("no file system may be mounted here\n");
		skip();
	}
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_batches),   cmocka_unit_test(test_full_batch),
		cmocka_unit_test(test_kill),      cmocka_unit_test(test_full_file),
		cmocka_unit_test(test_full_disk),
	};

	return cmocka_run_group_tests_name("write", tests, NULL, NULL);
}
