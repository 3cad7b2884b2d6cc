#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "child.h"

// So that a size that cannot be had is answered, as malloc does, wherever the test runs.
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
	return __asan_default_options();
}

static void zero_bytes_are_an_address(void **state)
{
	void *a = mem_alloc(0), *b = mem_zalloc(0), *c = mem_resize(NULL, 0, 8);

	(void)state;
	assert_non_null(a);
	assert_non_null(b);
	assert_non_null(c);
	mem_free(a);
	mem_free(b);
	mem_free(c);
	mem_free(NULL);
}

static void zalloc_is_zeroed(void **state)
{
	static const unsigned char zeros[1000];
	void *p = mem_zalloc(sizeof(zeros));

	(void)state;
	assert_memory_equal(p, zeros, sizeof(zeros));
	mem_free(p);
}

static void resize_keeps_contents(void **state)
{
	int *p = mem_resize(NULL, 2, sizeof(*p));

	(void)state;
	p[0] = 7;
	p[1] = 8;
	p = mem_resize(p, 100000, sizeof(*p));
	assert_int_equal(p[0], 7);
	assert_int_equal(p[1], 8);
	p = mem_resize(p, 1, sizeof(*p));
	assert_int_equal(p[0], 7);
	mem_free(p);
}

static void dup_copies(void **state)
{
	char text[] = "abc";
	char *copy = mem_dup(text);

	(void)state;
	text[0] = 'x';
	assert_string_equal(copy, "abc");
	mem_free(copy);
}

static size_t volatile huge = SIZE_MAX / 2;

static void ask_alloc(void *arg)
{
	(void)arg;
	mem_free(mem_alloc(huge));
}

static void ask_zalloc(void *arg)
{
	(void)arg;
	mem_free(mem_zalloc(huge));
}

static void ask_resize(void *arg)
{
	(void)arg;
	mem_free(mem_resize(NULL, huge, 1));
}

static void ask_overflow(void *arg)
{
	(void)arg;
	mem_free(mem_resize(NULL, huge, 3));
}

static void out_of_memory_is_one_line_and_1(void **state)
{
	static void (*const cases[])(void *) = {ask_alloc, ask_zalloc, ask_resize,
						ask_overflow};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[4096];
		int status = run_child(cases[i], NULL, out, sizeof(out));
		const char *line = strstr(out, "error: out of memory (");

		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 1);
		assert_non_null(line);
	}
}

static void break_invariant(void *arg)
{
	invariant(arg != NULL);
}

static void report_bug(void *arg)
{
	(void)arg;
	bug("as asked");
}

static void bugs_abort_with_their_place(void **state)
{
	static const struct {
		void (*f)(void *);
		const char *message;
	} cases[] = {
		{break_invariant, "test_mem.c:"},
		{break_invariant, "invariant broken: arg != NULL"},
		{report_bug, "as asked"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[4096];
		int status = run_child(cases[i].f, NULL, out, sizeof(out));

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGABRT);
		assert_non_null(strstr(out, cases[i].message));
	}
	invariant(state != NULL || cases[0].message);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zero_bytes_are_an_address),
		cmocka_unit_test(zalloc_is_zeroed),
		cmocka_unit_test(resize_keeps_contents),
		cmocka_unit_test(dup_copies),
		cmocka_unit_test(out_of_memory_is_one_line_and_1),
		cmocka_unit_test(bugs_abort_with_their_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
