#include "base/file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "folder.h"

static void test_read(void **state)
{
	static const struct {
		struct str text;
		size_t max;
		bool fine;
	} cases[] = {
		{{"", 0}, 0, true},         {{"", 0}, 10, true},
		{{"abc", 3}, 3, true},      {{"abc", 3}, 2, false},
		{{"a\0b", 3}, 9, true},     {{"abc", 3}, 0, false},
		{{"x", 1}, SIZE_MAX, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena a = {0};
		struct err e = {0};
		struct str got = STR("old");
		const char *path = folder_put("read", cases[i].text);

		assert_int_equal(file_read(&a, path, cases[i].max, &got, &e),
				 cases[i].fine);
		assert_true(str_eq(got, cases[i].fine ? cases[i].text : STR("old")));
		assert_int_equal(e.code, cases[i].fine ? ERR_NONE : ERR_INPUT);
		arena_release(&a);
	}
}

static void test_read_refuses(void **state)
{
	struct arena a = {0};
	struct err e = {0};
	struct str got;

	(void)state;
	assert_false(file_read(&a, folder_path("none"), 10, &got, &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_non_null(strstr(e.msg, "none: No such file"));
	assert_false(file_read(&a, folder_path(""), 10, &got, &e));
	assert_int_equal(e.code, ERR_INPUT);
	assert_non_null(strstr(e.msg, "is a folder, expected a file"));
	// A file of /proc tells no size.
	assert_true(file_read(&a, "/proc/self/status", 100000, &got, &e));
	assert_true(got.n > 0 && str_starts(got, STR("Name:")));
	arena_release(&a);
}

static void expect_text(const char *path, const char *text)
{
	struct arena a = {0};
	struct str got;

	assert_true(file_read(&a, path, 1000, &got, NULL));
	assert_true(str_is(got, text));
	arena_release(&a);
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static void test_write(void **state)
{
	const char *path = folder_path("write");
	mode_t mask = umask(027);
	struct err e = {0};

	(void)state;
	assert_true(file_write(path, STR("one"), &e));
	expect_text(path, "one");
	assert_int_equal(mode_of(path), 0640);
	assert_int_equal(chmod(path, 0600), 0);
	assert_true(file_write(path, STR(""), &e));
	expect_text(path, "");
	assert_int_equal(mode_of(path), 0600);
	umask(mask);
	// A link stays one.
	assert_int_equal(symlink("write", folder_path("link")), 0);
	assert_true(file_write(folder_path("link"), STR("two"), &e));
	expect_text(path, "two");
	assert_true((mode_of(folder_path("link")) & 0777) == 0777);
	unlink(folder_path("link"));
}

static void test_write_refuses(void **state)
{
	struct err e = {0};
	size_t before = folder_count();

	(void)state;
	assert_false(file_write(folder_path(""), STR("x"), &e));
	assert_int_equal(e.code, ERR_INPUT);
	assert_false(file_write(folder_path("no/such/folder"), STR("x"), &e));
	assert_int_equal(e.code, ERR_NOT_FOUND);
	assert_false(file_write("", STR("x"), &e));
	assert_false(file_write("/dev/full", STR("x"), &e));
	assert_int_equal(e.code, ERR_FULL);
	assert_true(file_write("/dev/null", STR("x"), &e));
	assert_true(file_exists("/dev/null"));
	assert_int_equal(folder_count(), before);
}

static void test_draft(void **state)
{
	struct file_draft d;
	struct err e = {0};
	const char *path = folder_path("draft");

	(void)state;
	assert_true(file_draft_open(&d, path, false, &e));
	assert_false(file_exists(path));
	assert_true(file_draft_add(&d, STR("a"), &e));
	file_draft_abandon(&d);
	assert_false(file_exists(path));

	// Somebody else takes the name meanwhile.
	assert_true(file_draft_open(&d, path, false, &e));
	assert_true(file_draft_add(&d, STR("mine"), &e));
	folder_put("draft", STR("theirs"));
	assert_false(file_draft_commit(&d, false, &e));
	assert_int_equal(e.code, ERR_EXISTS);
	expect_text(path, "theirs");

	assert_false(file_draft_open(&d, path, false, &e));
	assert_int_equal(e.code, ERR_EXISTS);
	assert_non_null(strstr(e.msg, "draft exists already"));
	assert_true(file_draft_open(&d, path, true, &e));
	assert_true(file_draft_add(&d, STR("mine"), &e));
	assert_true(file_draft_commit(&d, true, &e));
	expect_text(path, "mine");
	unlink(path);
}

static void test_make_dir(void **state)
{
	struct err e = {0};

	(void)state;
	assert_true(file_make_dir(folder_path("a/b//c/"), &e));
	assert_true(file_is_dir(folder_path("a/b/c")));
	assert_true(file_make_dir(folder_path("a/b"), &e));
	assert_true(file_make_dir("/", &e));
	folder_put("a/file", STR(""));
	assert_false(file_is_dir(folder_path("a/file")));
	assert_false(file_make_dir(folder_path("a/file"), &e));
	assert_false(file_make_dir(folder_path("a/file/below"), &e));
	assert_non_null(strstr(e.msg, "cannot make the folder"));
	assert_false(file_make_dir("", &e));
	assert_true(file_exists(folder_path("a")));
	assert_false(file_exists(folder_path("b")));
}

static void test_paths(void **state)
{
	static const struct {
		const char *path, *base, *dir, *stem;
	} cases[] = {
		{"a", "a", ".", "a"},
		{"a.jsonl", "a.jsonl", ".", "a"},
		{"x/a.jsonl.zst", "a.jsonl.zst", "x", "a"},
		{"/a.jsonl.gz", "a.jsonl.gz", "/", "a"},
		{"/x/y/S-Eval_v1.0.jsonl.zip", "S-Eval_v1.0.jsonl.zip", "/x/y",
		 "S-Eval_v1.0"},
		{"a.b.yaml", "a.b.yaml", ".", "a.b"},
		{"a.zst", "a.zst", ".", "a"},
		{".env", ".env", ".", ".env"},
		{".gz", ".gz", ".", ".gz"},
		{"x.y/z", "z", "x.y", "z"},
		{"a/", "", "a", ""},
		{"", "", ".", ""},
	};
	struct arena a = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(str_is(path_base(str_of(cases[i].path)), cases[i].base));
		assert_true(str_is(path_dir(str_of(cases[i].path)), cases[i].dir));
		assert_true(str_is(path_stem(str_of(cases[i].path)), cases[i].stem));
	}
	assert_string_equal(path_join(&a, STR("a"), STR("b")).p, "a/b");
	assert_string_equal(path_join(&a, STR("a/"), STR("b")).p, "a/b");
	assert_string_equal(path_join(&a, STR(""), STR("b")).p, "b");
	assert_string_equal(path_join(&a, STR("a"), STR("/b")).p, "/b");
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),  cmocka_unit_test(test_read_refuses),
		cmocka_unit_test(test_write), cmocka_unit_test(test_write_refuses),
		cmocka_unit_test(test_draft), cmocka_unit_test(test_make_dir),
		cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
