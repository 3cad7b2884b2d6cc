#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/utf8.h"
#include "child.h"

#define KEY "sk-abcdef123456"

struct job {
	enum log_level most, level;
	bool json;
	struct str secrets[3];
	const char *text;
};

static void log_text(void *arg)
{
	const struct job *job = arg;

	log_setup(job->most, job->json);
	for (size_t i = 0; i < COUNT(job->secrets); i++)
		log_hide(job->secrets[i]);
	errno = 7;
	log_at(job->level, "%s", job->text);
	if (errno != 7)
		_exit(9);
}

static const struct {
	struct job job;
	const char *expected;
} lines[] = {
	{{LOG_INFO, LOG_ERROR, false, {{0}}, "no such file"}, "error: no such file\n"},
	{{LOG_INFO, LOG_WARN, false, {{0}}, "odd"}, "warning: odd\n"},
	{{LOG_INFO, LOG_INFO, false, {{0}}, "hello"}, "hello\n"},
	{{LOG_DEBUG, LOG_DEBUG, false, {{0}}, "x=5"}, "debug: x=5\n"},
	{{LOG_INFO, LOG_DEBUG, false, {{0}}, "x=5"}, ""},
	{{LOG_ERROR, LOG_WARN, false, {{0}}, "odd"}, ""},
	{{LOG_ERROR, LOG_ERROR, false, {{0}}, ""}, "error: \n"},
	{{LOG_INFO, LOG_INFO, false, {{0}}, "a\x1b[31mb\rc"}, "a\\x1b[31mb\\x0dc\n"},
	{{LOG_INFO, LOG_WARN, false, {{0}}, "it said\nerror: all is lost\n"},
	 "warning: it said\n  error: all is lost\n  \n"},
	{{LOG_INFO, LOG_INFO, false, {{0}}, "中文\xFF"}, "中文\uFFFD\n"},
	{{LOG_INFO, LOG_INFO, false, {STR_INIT(KEY)}, "key " KEY "."}, "key ***.\n"},
	{{LOG_INFO, LOG_INFO, false, {STR_INIT("12345")}, "12345"},
	 "12345\n"}, // too short
	{{LOG_INFO, LOG_INFO, false, {STR_INIT("123456")}, "x123456123456x"}, "x***x\n"},
	// One secret within, or across, another.
	{{LOG_INFO,
	  LOG_INFO,
	  false,
	  {STR_INIT("abcdef"), STR_INIT("abcdefgh")},
	  "abcdefgh!"},
	 "***!\n"},
	{{LOG_INFO,
	  LOG_INFO,
	  false,
	  {STR_INIT("abcdef"), STR_INIT("defghi")},
	  "-abcdefghi-"},
	 "-***-\n"},
	{{LOG_INFO, LOG_INFO, false, {STR_INIT("aaaaaa")}, "aaaaaaaa"}, "***\n"},
};

static void text_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct job job = lines[i].job;
		char out[4096];
		int status = run_child(log_text, &job, out, sizeof(out));

		assert_int_equal(status, 0);
		assert_string_equal(out, lines[i].expected);
	}
}

static const struct {
	struct job job;
	const char *tail;
} json_lines[] = {
	{{LOG_INFO,
	  LOG_WARN,
	  true,
	  {STR_INIT(KEY)},
	  "a \"b\" \\ " KEY "\n\t\x1b\x7f 中\xFF"},
	 ",\"level\":\"warn\",\"message\":\"a \\\"b\\\" \\\\ ***\\n\\u0009\\u001b\\u007f "
	 "中\uFFFD\"}"
	 "\n"},
	{{LOG_INFO, LOG_ERROR, true, {{0}}, "\u2028"},
	 ",\"level\":\"error\",\"message\":\"\\u2028\"}\n"},
	{{LOG_INFO, LOG_INFO, true, {{0}}, ""},
	 ",\"level\":\"info\",\"message\":\"\"}\n"},
	{{LOG_DEBUG, LOG_DEBUG, true, {{0}}, "x"},
	 ",\"level\":\"debug\",\"message\":\"x\"}\n"},
};

static void json_lines_for_machines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(json_lines); i++) {
		struct job job = json_lines[i].job;
		char out[4096];
		int status = run_child(log_text, &job, out, sizeof(out));

		assert_int_equal(status, 0);
		assert_true(str_starts(str_of(out), STR("{\"time\":\"2")));
		assert_string_equal(out + strlen("{\"time\":\"2026-01-02T03:04:05Z\""),
				    json_lines[i].tail);
	}
}

static void log_long(void *arg)
{
	size_t n = *(size_t *)arg;
	char *text = mem_alloc(n + 1);

	memset(text, 'x', n);
	text[n] = '\0';
	log_info("%s", text);
	mem_free(text);
}

static void any_length(void **state)
{
	static char out[3 << 20];

	(void)state;
	for (size_t n = 510; n < 515; n++) { // around the buffer on the stack
		assert_int_equal(run_child(log_long, &n, out, sizeof(out)), 0);
		assert_int_equal(strlen(out), n + 1);
	}
	for (size_t n = 2 << 20; n < (2 << 20) + 1; n++) { // cut
		assert_int_equal(run_child(log_long, &n, out, sizeof(out)), 0);
		assert_int_equal(strlen(out), (1 << 20) + 1);
	}
}

static void before(void *ctx)
{
	fprintf(stderr, "<%s", (const char *)ctx);
}

static void after(void *ctx)
{
	fprintf(stderr, "%s>", (const char *)ctx);
}

static void log_around_lines(void *arg)
{
	log_around(before, after, arg);
	log_info("one");
	log_debug("unseen");
	log_info("two");
	log_around(NULL, NULL, NULL);
	log_info("three");
}

static void steps_aside(void **state)
{
	char bar[] = "bar";
	char out[4096];

	(void)state;
	assert_int_equal(run_child(log_around_lines, bar, out, sizeof(out)), 0);
	assert_string_equal(out, "<barone\nbar><bartwo\nbar>three\n");
}

enum { THREADS = 4, LINES = 200 };

static void *chat(void *arg)
{
	struct arena a = {0};

	for (int i = 0; i < LINES; i++) {
		log_info("thread %d %s line %d", *(int *)arg, KEY, i);
		log_redact(&a, STR("text with " KEY));
		log_hide(STR(KEY));
	}
	arena_release(&a);
	return NULL;
}

static void chat_in_threads(void *arg)
{
	pthread_t threads[THREADS];
	int numbers[THREADS];

	(void)arg;
	log_hide(STR(KEY));
	for (int i = 0; i < THREADS; i++) {
		numbers[i] = i;
		if (pthread_create(&threads[i], NULL, chat, &numbers[i]) != 0)
			_exit(9);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

static void lines_of_threads_stay_whole(void **state)
{
	static char out[1 << 20];
	int next[THREADS] = {0};
	struct str rest;

	(void)state;
	assert_int_equal(run_child(chat_in_threads, NULL, out, sizeof(out)), 0);
	rest = str_of(out);
	while (rest.n) {
		struct str line = str_cut(&rest, '\n');
		char expected[64];
		int thread = line.n > 7 ? line.p[7] - '0' : -1;

		assert_in_range(thread, 0, THREADS - 1);
		snprintf(expected, sizeof(expected), "thread %d *** line %d", thread,
			 next[thread]++);
		assert_true(str_is(line, expected));
	}
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(next[i], LINES);
}

static void redacting(void **state)
{
	static const struct {
		struct str s;
		const char *expected;
	} cases[] = {
		{STR_INIT("Bearer " KEY "\n"), "Bearer ***\n"},
		{STR_INIT(KEY KEY), "***"},
		{STR_INIT(KEY " " KEY), "*** ***"},
		{STR_INIT("sk-abcdef12345"), "sk-abcdef12345"},
		{STR_INIT(""), ""},
	};
	struct arena a = {0};
	struct str text = STR("nothing here");

	(void)state;
	log_hide(STR(KEY));
	log_hide(STR(KEY));
	log_hide(STR(""));
	log_hide(STR_NONE);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_true(str_is(log_redact(&a, cases[i].s), cases[i].expected));
	assert_ptr_equal(log_redact(&a, text).p, text.p); // the same, not a copy
	assert_null(log_redact(&a, STR_NONE).p);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_lines),
		cmocka_unit_test(json_lines_for_machines),
		cmocka_unit_test(any_length),
		cmocka_unit_test(steps_aside),
		cmocka_unit_test(lines_of_threads_stay_whole),
		cmocka_unit_test(redacting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
