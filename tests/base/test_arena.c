#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "child.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define IS_POISONED(p) __asan_address_is_poisoned(p)
#define HAS_ASAN 1
#else
#define IS_POISONED(p) ((void)(p), 1)
#define HAS_ASAN 0
#endif

static bool each_by_malloc(void)
{
	const char *value = getenv("ASSAY_ARENA_MALLOC");

	return value && strcmp(value, "1") == 0;
}

static void pieces_are_apart_aligned_and_zeroed(void **state)
{
	static const size_t sizes[] = {0,    1,    7,     15,      16,      17,
				       4000, 4096, 65536, 1 << 20, 3 << 20, 5};
	struct arena a;
	unsigned char *pieces[COUNT(sizes) * 3];
	size_t total = 0, n = 0;

	(void)state;
	arena_init(&a);
	for (size_t round = 0; round < 3; round++) {
		for (size_t i = 0; i < COUNT(sizes); i++) {
			unsigned char *p = arena_alloc(&a, sizes[i]);

			assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
			for (size_t j = 0; j < sizes[i]; j++)
				assert_int_equal(p[j], 0);
			memset(p, 0xA5 + (int)i, sizes[i]);
			pieces[n++] = p;
			total += sizes[i];
		}
	}
	assert_int_equal(a.used, total);
	for (size_t i = 0; i < n; i++) {
		size_t size = sizes[i % COUNT(sizes)];
		unsigned char mark = (unsigned char)(0xA5 + i % COUNT(sizes));

		for (size_t j = 0; j < size; j++)
			assert_int_equal(pieces[i][j], mark);
		for (size_t j = i + 1; j < n; j++)
			assert_ptr_not_equal(pieces[i], pieces[j]);
	}
	arena_release(&a);
	assert_int_equal(a.used, 0);
	assert_null(a.blocks);
}

static void a_zero_arena_is_one(void **state)
{
	struct arena a = {0};

	(void)state;
	arena_release(&a);
	arena_reset(&a);
	assert_non_null(arena_alloc(&a, 1));
	arena_release(&a);
	arena_release(&a);
}

static void reset_gives_zeroed_memory_again(void **state)
{
	struct arena a = {0};

	(void)state;
	for (size_t round = 0; round < 20; round++) {
		for (size_t i = 0; i < 100; i++) {
			unsigned char *p = arena_alloc(&a, i * 10);

			for (size_t j = 0; j < i * 10; j++)
				assert_int_equal(p[j], 0);
			memset(p, 0xFF, i * 10);
		}
		arena_reset(&a);
		assert_int_equal(a.used, 0);
	}
	arena_release(&a);
}

// A loop that resets comes to live in one block.
static void reset_keeps_the_largest_block(void **state)
{
	struct arena a = {0};
	const void *kept;

	(void)state;
	if (each_by_malloc())
		skip();
	for (size_t i = 0; i < 100; i++)
		arena_alloc(&a, 1000);
	arena_reset(&a);
	kept = a.blocks;
	assert_non_null(kept);
	for (size_t i = 0; i < 10; i++)
		arena_alloc(&a, 1000);
	assert_ptr_equal(a.blocks, kept);
	arena_reset(&a);
	assert_ptr_equal(a.blocks, kept);
	arena_alloc(&a, 50 << 20);
	arena_reset(&a);
	assert_ptr_equal(a.blocks, kept); // not the outsized one
	arena_release(&a);
}

static void free_space_is_poisoned(void **state)
{
	struct arena a = {0};
	char *p, *q;

	(void)state;
	if (!HAS_ASAN || each_by_malloc())
		skip();
	p = arena_alloc(&a, 13);
	q = arena_alloc(&a, 5);
	assert_false(IS_POISONED(p + 12));
	assert_true(IS_POISONED(p + 13)); // between p and q, too
	assert_true(IS_POISONED(q - 1));
	assert_false(IS_POISONED(q + 4));
	assert_true(IS_POISONED(q + 5));
	arena_reset(&a);
	assert_true(IS_POISONED(p));
	assert_true(IS_POISONED(q));
	arena_release(&a);
}

static void texts(void **state)
{
	static const struct str parts[] = {STR_INIT("a"),
					   {NULL, 0},
					   STR_INIT("bc"),
					   STR_INIT("d")};
	struct arena a = {0};
	struct str s;
	char longer[1000];

	(void)state;
	s = arena_str(&a, STR("a\0b"));
	assert_true(str_eq(s, STR("a\0b")));
	assert_int_equal(s.p[3], '\0');
	s = arena_str(&a, STR_NONE);
	assert_non_null(s.p);
	assert_int_equal(s.n, 0);
	assert_string_equal(arena_cstr(&a, STR("xyz")), "xyz");
	assert_string_equal(arena_cstr(&a, STR_NONE), "");
	assert_string_equal(arena_join(&a, parts, COUNT(parts), STR(", ")).p,
			    "a, , bc, d");
	assert_string_equal(arena_join(&a, parts, COUNT(parts), STR_NONE).p, "abcd");
	assert_string_equal(arena_join(&a, parts, 0, STR(",")).p, "");
	assert_memory_equal(arena_copy(&a, "q", 2), "q", 2);
	assert_non_null(arena_copy(&a, NULL, 0));
	memset(longer, 'x', sizeof(longer));
	for (size_t n = 250; n < 260; n++) { // around the buffer on the stack
		s = arena_printf(&a, "%.*s", (int)n, longer);
		assert_int_equal(s.n, n);
		assert_int_equal(strlen(s.p), n);
	}
	s = arena_printf(&a, "%d-%s", 5, "z");
	assert_true(str_is(s, "5-z"));
	s = arena_printf(&a, "%s", "");
	assert_true(str_is(s, ""));
	arena_release(&a);
}

static size_t volatile huge = SIZE_MAX / 4;

static void overflow_array(void *arg)
{
	arena_array(arg, huge, 8);
}

static void ask_too_much(void *arg)
{
	arena_alloc(arg, huge * 3);
}

static void overflow_is_a_bug(void **state)
{
	static void (*const cases[])(void *) = {overflow_array, ask_too_much};
	struct arena a = {0};
	int *p;

	(void)state;
	p = arena_array(&a, 3, sizeof(*p));
	assert_int_equal(p[2], 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[4096];
		int status = run_child(cases[i], &a, out, sizeof(out));

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGABRT);
		assert_non_null(strstr(out, "bug: "));
	}
	arena_release(&a);
}

// The whole of this file once more, with an allocation of its own for each piece.
static void all_again_by_malloc(void **state)
{
	pid_t pid;
	int status;

	(void)state;
	if (each_by_malloc())
		skip();
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		setenv("ASSAY_ARENA_MALLOC", "1", 1);
		if (!freopen("/dev/null", "w", stdout))
			_exit(120);
		execl("/proc/self/exe", "test-arena-malloc", (char *)NULL);
		_exit(121);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_apart_aligned_and_zeroed),
		cmocka_unit_test(a_zero_arena_is_one),
		cmocka_unit_test(reset_gives_zeroed_memory_again),
		cmocka_unit_test(reset_keeps_the_largest_block),
		cmocka_unit_test(free_space_is_poisoned),
		cmocka_unit_test(texts),
		cmocka_unit_test(overflow_is_a_bug),
		cmocka_unit_test(all_again_by_malloc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
