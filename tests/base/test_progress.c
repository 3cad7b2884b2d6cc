#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/log.h"
#include "base/progress.h"
#include "child.h"

#define SECOND ((uint64_t)1000000000)

// As if `ns` had passed since the start and the last drawing.
static void age(struct progress *p, uint64_t ns)
{
	p->started_ns -= ns;
	p->drawn_ns -= ns;
}

// Figures are chosen so that a second more or less of real time does not show.
static void plain(void *arg)
{
	struct progress p;

	progress_start(&p, "asking", 20500, *(bool *)arg);
	p.done = 500; // a resumed run
	progress_update(&p);
	age(&p, 4 * SECOND);
	p.done = 510;
	progress_update(&p); // too early
	age(&p, 996 * SECOND);
	p.done = 10500;
	p.in_flight = 64;
	p.unsafe = 31;
	p.failed = 2;
	progress_update(&p); // 10,000 in 1,000 s, and as many are left
	progress_update(&p); // too early again
	progress_hide(&p);   // nothing to hide
	progress_show(&p);
	age(&p, 500 * SECOND);
	p.done = 20500;
	p.in_flight = 0;
	progress_finish(&p);
}

static void plain_lines(void **state)
{
	bool quiet = false;
	char out[4096];

	(void)state;
	assert_int_equal(run_child(plain, &quiet, out, sizeof(out)), 0);
	assert_string_equal(
		out, "asking 10500/20500 64 in flight 10/s 31 unsafe 2 failed ETA 16:40\n"
		     "asking 20500/20500 13/s 31 unsafe 2 failed in 25:00\n");
	quiet = true;
	assert_int_equal(run_child(plain, &quiet, out, sizeof(out)), 0);
	assert_string_equal(out, "");
}

static void unknown_total(void *arg)
{
	struct progress p;

	(void)arg;
	progress_start(&p, "reading", 0, false);
	progress_update(&p);
	age(&p, 5000 * SECOND);
	p.done = 12345678;
	progress_update(&p);
	age(&p, 5 * SECOND);
	progress_update(&p); // nothing new: the rate falls, but not at once
	p.done = 0;
	age(&p, 5000 * SECOND);
	progress_update(&p); // and going back is no trouble
	age(&p, 3600 * SECOND);
	p.done = 9;
	progress_finish(&p);
}

static void odd_figures(void **state)
{
	static const char second[] = "reading 12345678 0 in flight ";
	char out[4096];
	struct str rest, line;
	uint64_t rate;

	(void)state;
	assert_int_equal(run_child(unknown_total, NULL, out, sizeof(out)), 0);
	rest = str_of(out);
	assert_true(str_is(str_cut(&rest, '\n'),
			   "reading 12345678 0 in flight 2,469/s 0 unsafe 0 failed"));
	line = str_cut(&rest, '\n');
	assert_true(str_starts(line, str_of(second)));
	line = str_slice(line, strlen(second), line.n);
	assert_true(str_to_u64(str_cut(&line, '/'), &rate));
	assert_in_range(rate, 700, 909); // 2,469 / e, a little later
	assert_true(str_starts(str_cut(&rest, '\n'), STR("reading 0 0 in flight 0")));
	assert_true(str_ends(str_cut(&rest, '\n'), STR(" 0 failed in 3:46:45")));
	assert_int_equal(rest.n, 0);
}

static void hide_unseen(void *arg)
{
	struct progress p;

	(void)arg;
	progress_start(&p, "asking", 0, false);
	progress_hide(&p);
	progress_show(&p);
}

static void extreme(void *arg)
{
	char what[2000];
	struct progress p;

	(void)arg;
	for (size_t i = 0; i + 3 < sizeof(what); i += 3)
		memcpy(what + i, "中", 3);
	what[1998] = '\0';
	progress_start(&p, what, UINT64_MAX, false);
	p.done = UINT64_MAX - 1;
	p.in_flight = p.failed = p.unsafe = UINT64_MAX;
	age(&p, 5 * SECOND);
	progress_update(&p);
	p.done = 1;
	p.shown_done = 0;
	age(&p, 5 * SECOND);
	progress_update(&p);
	progress_finish(&p);
	if (p.line[sizeof(p.line) - 1] != '\0')
		_exit(9);
}

static void extremes(void **state)
{
	char out[8192];

	(void)state;
	assert_int_equal(run_child(extreme, NULL, out, sizeof(out)), 0);
	assert_int_equal(run_child(hide_unseen, NULL, out, sizeof(out)), 0);
	assert_string_equal(out, "");
}

static void on_terminal(void *arg)
{
	struct winsize size = {.ws_row = 24, .ws_col = *(unsigned short *)arg};
	int fd = posix_openpt(O_RDWR | O_NOCTTY);
	int end, log = dup(STDERR_FILENO);
	struct progress p;
	char out[8192];
	ssize_t n;

	if (fd < 0 || grantpt(fd) != 0 || unlockpt(fd) != 0)
		_exit(77);
	end = open(ptsname(fd), O_RDWR | O_NOCTTY);
	if (end < 0 || ioctl(end, TIOCSWINSZ, &size) != 0)
		_exit(77);
	setenv("TERM", "xterm", 1);
	dup2(end, STDERR_FILENO);
	progress_start(&p, "asking", 1000000, false);
	log_around(progress_hide, progress_show, &p);
	log_info("before");
	progress_update(&p);
	age(&p, 1000 * SECOND);
	p.done = 500000;
	p.in_flight = 4;
	progress_update(&p);
	progress_update(&p); // too early
	log_info("between");
	p.done = 1000000;
	age(&p, 1000 * SECOND);
	progress_finish(&p);
	log_info("after");
	dup2(log, STDERR_FILENO);
	close(end);
	while ((n = read(fd, out, sizeof(out))) > 0) {
		if (write(log, out, (size_t)n) != n)
			_exit(9);
	}
}

static void a_bar_on_a_terminal(void **state)
{
	static const struct {
		unsigned short columns;
		const char *expected;
	} cases[] = {
		{100, "before\r\n"
		      "\rasking [##############               ] "
		      "500000/1000000 4 in flight 500/s 0 unsafe 0 failed ETA 16:40\x1b[K"
		      "\r\x1b[Kbetween\r\n"
		      "\rasking [##############               ] "
		      "500000/1000000 4 in flight 500/s 0 unsafe 0 failed ETA 16:40\x1b[K"
		      "\rasking [########################################] "
		      "1000000/1000000 500/s 0 unsafe 0 failed in 33:20\x1b[K\r\n"
		      "after\r\n"},
		{40, "before\r\n"
		     "\rasking 500000/1000000 4 in flight 500/…\x1b[K"
		     "\r\x1b[Kbetween\r\n"
		     "\rasking 500000/1000000 4 in flight 500/…\x1b[K"
		     "\rasking 1000000/1000000 500/s 0 unsafe …\x1b[K\r\n"
		     "after\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		unsigned short columns = cases[i].columns;
		char out[8192];
		int status = run_child(on_terminal, &columns, out, sizeof(out));

		if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
			skip(); // no pseudo terminals here
		assert_int_equal(status, 0);
		assert_string_equal(out, cases[i].expected);
	}
}

static void *chatter(void *arg)
{
	(void)arg;
	for (int i = 0; i < 100; i++)
		log_info("line");
	return NULL;
}

// The log's threads draw the line while its owner changes the figures.
static void with_threads(void *arg)
{
	pthread_t threads[2];
	struct progress p;

	(void)arg;
	progress_start(&p, "asking", 1000, false);
	p.tty = true;
	log_around(progress_hide, progress_show, &p);
	for (size_t i = 0; i < COUNT(threads); i++) {
		if (pthread_create(&threads[i], NULL, chatter, NULL) != 0)
			_exit(9);
	}
	for (int i = 0; i < 1000; i++) {
		p.done++;
		p.drawn_ns -= SECOND;
		progress_update(&p);
	}
	for (size_t i = 0; i < COUNT(threads); i++)
		pthread_join(threads[i], NULL);
	progress_finish(&p);
}

static void log_threads_and_the_line(void **state)
{
	static char out[1 << 20];

	(void)state;
	assert_int_equal(run_child(with_threads, NULL, out, sizeof(out)), 0);
	assert_non_null(strstr(out, "1000/1000"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_lines),
		cmocka_unit_test(odd_figures),
		cmocka_unit_test(extremes),
		cmocka_unit_test(a_bar_on_a_terminal),
		cmocka_unit_test(log_threads_and_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
