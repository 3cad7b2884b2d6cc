#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/process.h"

static struct process *start(const char *script)
{
	const char *argv[] = {"sh", "-c", script, NULL};
	struct err e = {0};
	struct process *p = process_start(argv, &e);
	if (!p)
		fail_msg("%s", e.msg);
	return p;
}

static enum err_code ask(struct process *p, struct str line, double seconds,
			 struct buf *out)
{
	struct err e = {0};
	return process_exchange(p, line, seconds, NULL, out, &e) ? ERR_NONE : e.code;
}

static void lines(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1 << 20);
	struct process *p = start("while read -r l; do echo \"[$l]\"; done");
	assert_int_equal(ask(p, STR("one two"), 10, &out), ERR_NONE);
	assert_string_equal(out.p, "[one two]");
	assert_int_equal(ask(p, STR(""), 10, &out), ERR_NONE);
	assert_string_equal(out.p, "[]");
	process_end(p);
	buf_release(&out);
}

// A line too many is nobody's answer, whenever it comes.
static void too_many(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1 << 20);
	struct process *p = start("read -r l; printf 'a\\nb\\n'; read -r l");
	assert_int_equal(ask(p, STR("x"), 10, &out), ERR_INPUT);
	process_end(p);
	p = start("read -r l; echo a; sleep 0.2; echo b; read -r l; echo c");
	assert_int_equal(ask(p, STR("x"), 10, &out), ERR_NONE);
	assert_string_equal(out.p, "a");
	sleep(1);
	assert_int_equal(ask(p, STR("y"), 10, &out), ERR_INPUT);
	process_end(p);
	p = start("echo hello; cat");
	sleep(1);
	assert_int_equal(ask(p, STR("x"), 10, &out), ERR_INPUT);
	process_end(p);
	buf_release(&out);
}

// Or waits for init to take note of it.
static bool is_gone(pid_t pid)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%lld/cmdline", (long long)pid);
	FILE *f = fopen(path, "r");
	bool gone = !f || fgetc(f) == EOF;
	if (f)
		fclose(f);
	return gone;
}

// What a program has started does not outlive it, also after it ended by itself.
static void group(void **state)
{
	(void)state;
	struct buf out;
	int64_t pid;
	buf_init(&out, 1 << 20);
	struct process *p =
		start("sleep 60 >/dev/null & read -r l; echo $!; read -r l; exit 0");
	assert_int_equal(ask(p, STR("x"), 10, &out), ERR_NONE);
	assert_true(str_to_i64(buf_str(&out), &pid) && pid > 1);
	assert_int_equal(kill((pid_t)pid, 0), 0);
	process_hang_up(p);
	process_end(p);
	bool gone = false;
	for (int i = 0; i < 100 && !gone; i++) {
		usleep(20000);
		gone = is_gone((pid_t)pid);
	}
	assert_true(gone);
	buf_release(&out);
}

// More than a pipe holds, both ways at once.
static void large(void **state)
{
	(void)state;
	enum { SIZE = 1000000 };
	struct buf out, in;
	buf_init(&out, 2 * SIZE);
	buf_init(&in, 2 * SIZE);
	for (size_t i = 0; i < SIZE; i++)
		buf_addc(&in, (char)('a' + i % 26));
	struct process *p = start("exec cat");
	assert_int_equal(ask(p, buf_str(&in), 30, &out), ERR_NONE);
	assert_true(str_eq(buf_str(&in), buf_str(&out)));
	process_end(p);
	buf_release(&in);
	buf_release(&out);
}

static void bad(void **state)
{
	(void)state;
	static const struct {
		const char *script;
		enum err_code code;
	} cases[] = {
		{"exit 3", ERR_IO},
		{"read -r l; printf half", ERR_IO}, // no line break: no answer
		{"exec sleep 60", ERR_BUSY},
		{"read -r l; exec cat /dev/zero", ERR_FULL},
		{"read -r l; yes | tr -d '\\n'", ERR_FULL},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out;
		buf_init(&out, 100000);
		struct process *p = start(cases[i].script);
		assert_int_equal(ask(p, STR("x"), cases[i].code == ERR_BUSY ? 0.2 : 30,
				     &out),
				 cases[i].code);
		process_end(p);
		buf_release(&out);
	}
}

static void stopped(void **state)
{
	(void)state;
	struct err e = {0};
	struct buf out;
	atomic_bool stop;
	atomic_init(&stop, true);
	buf_init(&out, 100);
	struct process *p = start("exec sleep 60");
	assert_false(process_exchange(p, STR("x"), 60, &stop, &out, &e));
	assert_int_equal(e.code, ERR_STOPPED);
	process_end(p);
	buf_release(&out);
}

static void absent(void **state)
{
	(void)state;
	const char *argv[] = {"./there-is-no-such-program", NULL};
	struct err e = {0};
	assert_null(process_start(argv, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	process_end(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),  cmocka_unit_test(too_many),
		cmocka_unit_test(group),  cmocka_unit_test(large),
		cmocka_unit_test(bad),    cmocka_unit_test(stopped),
		cmocka_unit_test(absent),
	};
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
