#include "exchange/files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../base/pack.h"
#include "base/file.h"
#include "imported.h"

static struct imported im;

static int teardown(void **state)
{
	(void)state;
	imported_release(&im);
	return 0;
}

#define A "{\"id\": \"a\", \"prompt\": \"x\"}\n"
#define B "{\"id\": \"b\", \"prompt\": \"y\"}\n"
#define C "{\"id\": \"c\", \"prompt\": \"z\"}\n"

static void assert_ids(const char *ids)
{
	if (!im.ok)
		fail_msg("%s", im.e.msg);
	assert_int_equal(im.n, strlen(ids));
	for (size_t i = 0; i < im.n; i++)
		assert_true(im.items[i].id.p[0] == ids[i]);
}

static void test_folder(void **state)
{
	struct err e;

	(void)state;
	assert_true(file_make_dir(folder_path("set/deeper"), &e));
	folder_put("set/2.jsonl.gz", pack_gzip(&im.arena, STR(B)));
	folder_put("set/1.jsonl", STR(A));
	folder_put("set/.hidden.jsonl", STR(C));
	folder_put("set/readme.md", STR("none of it"));
	folder_put("set/other.json", STR("[none of it]"));
	folder_put("set/3.ndjson.zst", pack_zstd(&im.arena, STR(C)));
	imported_one(&im, "jsonl", NULL, folder_path("set"));
	assert_ids("abc");
	imported_one(&im, "jsonl", NULL, folder_path("set/deeper"));
	assert_false(im.ok);
	assert_true(str_ends(str_of(im.e.msg),
			     STR("set/deeper: the folder holds no .jsonl file")));
	imported_one(&im, "csv", NULL, folder_path("set"));
	assert_false(im.ok);
	assert_true(
		str_ends(str_of(im.e.msg), STR("set: the folder holds no .csv file")));
}

static void test_zip(void **state)
{
	static const struct pack_member members[] = {
		{"d/", {NULL, 0}},
		{"d/2.jsonl", STR_INIT(B)},
		{"__MACOSX/d/._2.jsonl", STR_INIT("\0\1")},
		{"README", STR_INIT("none of it")},
		{"d/1.jsonl",
		 STR_INIT(A "\n{\"id\": \"n\", \"prompt\": \"caf\xe9 x\"}\n")},
	};
	static const struct pack_member one[] = {{"data", STR_INIT(C)}};
	static const struct pack_member bad[] = {{"d/x.jsonl", STR_INIT(A "{\n")}};

	(void)state;
	pack_zip(folder_path("s.zip"), members, COUNT(members));
	imported_one(&im, "jsonl", NULL, folder_path("s.zip"));
	assert_ids("anb");
	assert_counts(
		&im, warnings,
		"junk in the archive=1 other files in the archive (left out)=1 places "
		"that were no valid text (repaired)=1");
	pack_zip(folder_path("one.zip"), one, 1);
	imported_one(&im, "jsonl", "set-risk=ci", folder_path("one.zip"));
	assert_ids("c");
	assert_true(str_is(im.items[0].source.dataset, "data"));
	pack_zip(folder_path("bad.zip"), bad, 1);
	imported_one(&im, "jsonl", NULL, folder_path("bad.zip"));
	assert_false(im.ok);
	assert_non_null(strstr(im.e.msg, "bad.zip(d/x.jsonl):2: column "));
	pack_zip(folder_path("dir.zip"), members, 1);
	imported_one(&im, "jsonl", NULL, folder_path("dir.zip"));
	assert_false(im.ok);
	assert_non_null(strstr(im.e.msg, "dir.zip: the archive holds no file"));
}

static void test_damaged_zip(void **state)
{
	static const struct pack_member members[] = {{"a.jsonl", STR_INIT(A B C)}};
	struct str text;
	struct err e;

	(void)state;
	pack_zip(folder_path("w.zip"), members, 1);
	assert_true(file_read(&im.arena, folder_path("w.zip"), 1 << 20, &text, &e));
	imported_one(&im, "jsonl", NULL,
		     folder_put("half.zip", str_slice(text, 0, text.n / 2)));
	assert_false(im.ok);
	assert_non_null(strstr(im.e.msg, "half.zip"));
}

static void test_several_paths(void **state)
{
	const char *paths[3] = {folder_put("p2.jsonl", STR(B)),
				folder_put("p1.jsonl", STR(A)), folder_path("p2.jsonl")};

	(void)state;
	imported_make(&im, "jsonl", NULL, paths, 3);
	assert_ids("ba");
	assert_counts(&im, dropped, "duplicate item=1");
	imported_make(&im, "jsonl", NULL, paths, 0);
	assert_message(&im, "no file to read");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_folder, teardown),
		cmocka_unit_test_teardown(test_zip, teardown),
		cmocka_unit_test_teardown(test_damaged_zip, teardown),
		cmocka_unit_test_teardown(test_several_paths, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
