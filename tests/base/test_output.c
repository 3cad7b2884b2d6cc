#include "base/output.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/input.h"
#include "folder.h"

static const char *const names[] = {"out.txt", "out.txt.gz", "out.txt.zst"};

// `n` lines that compress to some extent.
static bool add_lines(struct output *out, size_t n, struct err *e)
{
	char line[100];

	for (size_t i = 0; i < n; i++) {
		int length = snprintf(line, sizeof(line), "line %zu of %zu: %zx\n", i, n,
				      i * 2654435761u);
		if (!output_add(out, (struct str){line, (size_t)length}, e))
			return false;
	}
	return true;
}

static void test_round_trip(void **state)
{
	static const size_t sizes[] = {0, 1, 100000};

	(void)state;
	for (size_t i = 0; i < COUNT(names) * COUNT(sizes); i++) {
		const char *path = folder_path(names[i / COUNT(sizes)]);
		char sum[SHA256_HEX + 1], meant[SHA256_HEX + 1];
		struct arena a = {0};
		struct err e = {0};
		struct str text;

		struct output *out = output_open(path, true, &e);
		assert_non_null(out);
		assert_true(add_lines(out, sizes[i % COUNT(sizes)], &e));
		assert_true(output_close(out, sum, &e));
		struct input *in = input_open(path, INPUT_DETECT, &e);
		assert_non_null(in);
		assert_true(input_rest(in, &a, 100000000, &text, &e));
		sha256_hex(text, meant);
		assert_string_equal(sum, meant);
		input_close(in);
		arena_release(&a);
	}
	assert_int_equal(folder_count(), COUNT(names));
}

static struct str read_whole(struct arena *a, const char *path)
{
	struct str text = STR_NONE;

	assert_true(file_read(a, path, 100000000, &text, NULL));
	return text;
}

// The same text gives the same file, however it is cut into pieces; packed files are
// smaller.
static void test_same(void **state)
{
	struct arena a = {0};
	struct err e = {0};
	struct str lines;

	(void)state;
	struct output *out = output_open(folder_path("out.txt"), true, &e);
	assert_true(add_lines(out, 20000, &e));
	assert_true(output_close(out, NULL, &e));
	lines = read_whole(&a, folder_path("out.txt"));
	for (size_t i = 1; i < COUNT(names); i++) {
		out = output_open(folder_path(names[i]), true, &e);
		assert_true(add_lines(out, 20000, &e));
		assert_true(output_close(out, NULL, &e));
		struct str one = read_whole(&a, folder_path(names[i]));
		out = output_open(folder_path(names[i]), true, &e);
		assert_true(output_add(out, lines, &e));
		assert_true(output_close(out, NULL, &e));
		assert_true(str_eq(one, read_whole(&a, folder_path(names[i]))));
		assert_true(one.n < lines.n / 2);
	}
	arena_release(&a);
}

static void test_replace(void **state)
{
	const char *path = folder_put("there", STR("old"));
	size_t before = folder_count();
	struct arena a = {0};
	struct err e = {0};

	(void)state;
	assert_null(output_open(path, false, &e));
	assert_int_equal(e.code, ERR_EXISTS);
	struct output *out = output_open(path, true, &e);
	assert_true(output_add(out, STR("new"), &e));
	assert_true(str_is(read_whole(&a, path), "old"));
	output_abandon(out);
	assert_true(str_is(read_whole(&a, path), "old"));
	out = output_open(path, true, &e);
	assert_true(output_add(out, STR("new"), &e));
	assert_true(output_close(out, NULL, &e));
	assert_true(str_is(read_whole(&a, path), "new"));
	// Somebody else takes the name meanwhile.
	out = output_open(folder_path("taken"), false, &e);
	assert_non_null(out);
	folder_put("taken", STR("theirs"));
	assert_true(output_add(out, STR("ours"), &e));
	assert_false(output_close(out, NULL, &e));
	assert_int_equal(e.code, ERR_EXISTS);
	assert_true(str_is(read_whole(&a, folder_path("taken")), "theirs"));
	assert_false(output_write(folder_path("taken"), false, STR("all"), &e));
	assert_int_equal(e.code, ERR_EXISTS);
	assert_true(output_write(folder_path("taken"), true, STR("all"), &e));
	assert_true(str_is(read_whole(&a, folder_path("taken")), "all"));
	assert_int_equal(folder_count(), before + 1);
	output_abandon(NULL);
	arena_release(&a);
}

static void test_refuses(void **state)
{
	struct err e = {0};

	(void)state;
	assert_null(output_open(folder_path("no/such/folder"), true, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_false(output_write(folder_path("no/such/folder"), true, STR("x"), &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_null(output_open(folder_path(""), true, &e));
	assert_int_equal(e.code, ERR_INPUT);
	assert_null(output_open("/proc/nothing", true, &e));
}

// What is said of a full place must be that, at whichever call it shows.
static void expect_full(const char *path, size_t lines)
{
	struct err e = {0}, again = {0};
	struct output *out = output_open(path, true, &e);
	bool fine = out != NULL && add_lines(out, lines, &e);

	if (out && !fine) {
		assert_false(output_add(out, STR("x"), &again));
		assert_string_equal(again.msg, e.msg);
	}
	if (out)
		fine = output_close(out, NULL, &e) && fine;
	assert_false(fine);
	if (e.code != ERR_FULL)
		fail_msg("%s: %s", path, e.msg);
}

static void test_dev_full(void **state)
{
	(void)state;
	expect_full("/dev/full", 1);
	expect_full("/dev/full", 100000);
	assert_true(file_exists("/dev/full"));
}

// A limit on the size of files stands for the disk where the test may not mount one.
static void test_file_limit(void **state)
{
	struct rlimit old, small;
	size_t before = folder_count();

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 50000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	for (size_t i = 0; i < COUNT(names); i++) {
		char name[40];
		snprintf(name, sizeof(name), "limited-%s", names[i]);
		expect_full(folder_path(name), 100000);
	}
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(folder_count(), before);
}

static void test_full_disk(void **state)
{
	char disk[300], path[400];

	(void)state;
	snprintf(disk, sizeof(disk), "%s", folder_path("disk"));
	assert_true(file_make_dir(disk, NULL));
	if (mount("tmpfs", disk, "tmpfs", 0, "size=64k") != 0) {
		print_message("test_full_disk needs the right to mount\n");
		rmdir(disk);
		skip();
	}
	for (size_t i = 0; i < COUNT(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", disk, names[i]);
		expect_full(path, 100000);
		assert_false(file_exists(path));
	}
	// What stood there stays.
	snprintf(path, sizeof(path), "%s/kept", disk);
	assert_true(file_write(path, STR("kept"), NULL));
	expect_full(path, 100000);
	struct arena a = {0};
	assert_true(str_is(read_whole(&a, path), "kept"));
	arena_release(&a);
	assert_int_equal(umount(disk), 0);
	rmdir(disk);
}

static void test_standard_output(void **state)
{
	const char *path = folder_put("stdout", STR(""));
	struct arena a = {0};
	struct err e = {0};

	(void)state;
	fflush(stdout);
	int kept = dup(STDOUT_FILENO), fd = open(path, O_WRONLY);
	dup2(fd, STDOUT_FILENO);
	close(fd);
	struct output *out = output_open("-", false, &e);
	bool fine =
		out && output_add(out, STR("shown\n"), &e) && output_close(out, NULL, &e);
	bool still_open = fcntl(STDOUT_FILENO, F_GETFD) >= 0;
	fd = open("/dev/full", O_WRONLY);
	dup2(fd, STDOUT_FILENO);
	close(fd);
	out = output_open("-", false, &e);
	bool full = out && output_add(out, STR("x"), &e) && !output_close(out, NULL, &e);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	assert_true(fine && still_open && full);
	assert_int_equal(e.code, ERR_FULL);
	assert_non_null(strstr(e.msg, "cannot write standard output"));
	assert_true(str_is(read_whole(&a, path), "shown\n"));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_same),
		cmocka_unit_test(test_replace),    cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_dev_full),   cmocka_unit_test(test_file_limit),
		cmocka_unit_test(test_full_disk),  cmocka_unit_test(test_standard_output),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
