#include "folder.h"

#include <dirent.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[300];

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static void remove_all(void)
{
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *folder_path(const char *name)
{
	static char paths[8][600];
	static size_t turn;
	char *path = paths[turn++ % 8];

	if (!folder[0]) {
		const char *below = getenv("TMPDIR");
		snprintf(folder, sizeof(folder), "%s/assay-test-XXXXXX",
			 below ? below : "/tmp");
		assert_non_null(mkdtemp(folder));
		atexit(remove_all);
	}
	snprintf(path, sizeof(paths[0]), "%s%s%s", folder, *name ? "/" : "", name);
	return path;
}

const char *folder_put(const char *name, struct str text)
{
	const char *path = folder_path(name);
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
	assert_int_equal(fclose(f), 0);
	return path;
}

size_t folder_count(void)
{
	size_t n = 0;
	DIR *dir = opendir(folder_path(""));

	assert_non_null(dir);
	for (struct dirent *d; (d = readdir(dir));)
		n += d->d_name[0] != '.';
	closedir(dir);
	return n;
}

const char *folder_data(const char *test, const char *path)
{
	static char whole[600];
	const char *data = getenv("ASSAY_TEST_DATA");

	if (!data) {
		print_message("%s needs ASSAY_TEST_DATA\n", test);
		skip();
	}
	snprintf(whole, sizeof(whole), "%s/%s", data ? data : "", path);
	if (access(whole, R_OK) != 0)
		fail_msg("%s is missing", whole);
	return whole;
}
