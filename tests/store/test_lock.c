#include "make.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/lock.h"

static void test_second_writer(void **state)
{
	const char *path = make_file("a", "x", 1);
	struct lock first, second, reader;
	struct err e = {0};

	(void)state;
	assert_ok(lock_take(&first, path, LOCK_TO_WRITE, &e));
	assert_err(lock_take(&second, path, LOCK_TO_WRITE, &e), ERR_BUSY, "writing");
	assert_ok(lock_take(&reader, path, LOCK_TO_READ, &e));
	lock_drop(&first);
	assert_ok(lock_take(&second, path, LOCK_TO_WRITE, &e));
	lock_drop(&second);
	lock_drop(&reader);
}

static int take(const char *path)
{
	struct lock l;
	struct err e = {0};

	return lock_take(&l, path, LOCK_TO_WRITE, &e) ? 0 : (int)e.code;
}

static int in_child(const char *path)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(take(path));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status);
}

static void test_other_process(void **state)
{
	const char *path = make_file("b", "x", 1);
	struct err e = {0};
	int fd = open(path, O_RDWR);
	struct lock l;

	(void)state;
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	assert_err(lock_take(&l, path, LOCK_TO_WRITE, &e), ERR_BUSY, "another process");
	assert_int_equal(flock(fd, LOCK_UN), 0);
	assert_ok(lock_take(&l, path, LOCK_TO_WRITE, &e));
	assert_int_not_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	lock_drop(&l);
	close(fd);
	assert_int_equal(in_child(path), 0);
}

// Closing any descriptor of a file drops the process's fcntl locks on it: while another
// handle is there, the writer's is left to it.
static bool range_is_locked(const char *path)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
		int fd = open(path, O_RDWR);

		_exit(fcntl(fd, F_GETLK, &l) == 0 && l.l_type != F_UNLCK);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status) == 1;
}

static void test_keeps_fcntl_locks(void **state)
{
	const char *path = make_file("c", "x", 1);
	struct flock range = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1};
	struct lock writer, reader, refused, next;
	struct err e = {0};
	int fd;

	(void)state;
	assert_ok(lock_take(&writer, path, LOCK_TO_WRITE, &e));
	assert_ok(lock_take(&reader, path, LOCK_TO_READ, &e));
	fd = open(path, O_RDONLY);
	assert_int_equal(fcntl(fd, F_SETLK, &range), 0);
	assert_false(lock_take(&refused, path, LOCK_TO_WRITE, &e));
	lock_drop(&writer);
	assert_true(reader.fd >= 0);
	assert_true(range_is_locked(path));
	assert_ok(lock_take(&next, path, LOCK_TO_WRITE, &e)); // takes it over
	assert_int_equal(reader.fd, -1);
	lock_drop(&next);
	assert_true(range_is_locked(path));
	close(fd);
	lock_drop(&reader);
}

static void test_refused(void **state)
{
	struct err e = {0};
	struct lock l;

	(void)state;
	assert_err(lock_take(&l, make_path("none"), LOCK_TO_WRITE, &e), ERR_NOT_FOUND,
		   "none");
	assert_err(lock_take(&l, make_path("none"), LOCK_TO_READ, &e), ERR_NOT_FOUND,
		   "none");
	assert_err(lock_take(&l, make_path(""), LOCK_TO_READ, &e), ERR_INPUT, "folder");
	assert_err(lock_take(&l, "/dev/null", LOCK_TO_READ, &e), ERR_INPUT,
		   "not a run file");
	assert_err(lock_take(&l, make_file("d", "x", 1), LOCK_TO_CREATE, &e), ERR_EXISTS,
		   "d");
	assert_err(lock_take(&l, make_path("no/e"), LOCK_TO_CREATE, &e), ERR_NOT_FOUND,
		   "no/e");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_second_writer),
		cmocka_unit_test(test_other_process),
		cmocka_unit_test(test_keeps_fcntl_locks),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("lock", tests, NULL, NULL);
}
