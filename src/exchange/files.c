#include "exchange/files.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/vec.h"
#include "base/zip.h"
#include "suite/line.h"

#define ROW_MAX ((size_t)64 << 20)

const char *const files_jsonl[] = {".jsonl", ".ndjson", NULL};

static void warn(const struct files *f, struct str what, size_t n)
{
	if (n && !f->again)
		tally_add(&f->job->report->warnings, what, n);
}

static bool each_file(const struct files *f, const char *path, const char *member,
		      files_each_fn each, void *ctx, struct err *e)
{
	struct arena a;
	arena_init(&a);
	struct input *in = member ? input_open_member(path, member, INPUT_DETECT, e)
				  : input_open(path, INPUT_DETECT, e);
	const char *name = member ? arena_printf(&a, "%s(%s)", path, member).p : path;
	bool ok = in && each(ctx, in, name, e);
	if (ok)
		warn(f, STR("places that were no valid text (repaired)"),
		     input_repaired(in));
	input_close(in);
	arena_release(&a);
	return ok;
}

static bool is_data(const struct files *f, struct str name)
{
	static const char *const packed[] = {".zst", ".gz", ".zip"};
	for (size_t i = 0; i < COUNT(packed); i++)
		if (str_ends(name, str_of(packed[i])))
			name.n -= strlen(packed[i]);
	for (const char *const *ending = f->endings; *ending; ending++)
		if (str_ends(name, str_of(*ending)))
			return true;
	return false;
}

// Keeps those that are called as data is, if any is.
static size_t keep_data(const struct files *f, struct str *names, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (is_data(f, names[i]))
			names[kept++] = names[i];
	return kept ? kept : n;
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool each_member(const struct files *f, const char *path, files_each_fn each,
			void *ctx, struct err *e)
{
	struct arena a;
	struct str *names;
	size_t n = 0, junk = 0;
	arena_init(&a);
	bool ok = zip_list(&a, path, &names, &n, &junk, e);
	if (ok && !n)
		ok = err_set(e, ERR_INPUT, "%s: the archive holds no file", path);
	size_t kept = ok ? keep_data(f, names, n) : 0;
	if (kept)
		qsort(names, kept, sizeof(*names), by_name);
	warn(f, STR("junk in the archive"), junk);
	warn(f, STR("other files in the archive (left out)"), n - kept);
	for (size_t i = 0; i < kept && ok; i++)
		ok = each_file(f, path, arena_cstr(&a, names[i]), each, ctx, e);
	arena_release(&a);
	return ok;
}

static bool list_folder(const struct files *f, struct arena *a, const char *path,
			struct str **names, size_t *n, struct err *e)
{
	DIR *dir = opendir(path);
	if (!dir)
		return err_sys(e, "%s", path);
	VEC(struct str) list = {0};
	for (struct dirent *entry; (entry = readdir(dir));)
		if (entry->d_name[0] != '.' && is_data(f, str_of(entry->d_name)))
			VEC_PUSH(&list, arena_str(a, str_of(entry->d_name)));
	closedir(dir);
	*n = list.n;
	*names = list.n ? arena_copy(a, list.p, list.n * sizeof(*list.p)) : NULL;
	VEC_FREE(&list);
	if (*n)
		qsort(*names, *n, sizeof(**names), by_name);
	return *n || err_set(e, ERR_INPUT, "%s: the folder holds no %s file", path,
			     f->endings[0]);
}

static bool each_path(const struct files *f, const char *path, files_each_fn each,
		      void *ctx, struct err *e)
{
	return zip_is(path) ? each_member(f, path, each, ctx, e)
			    : each_file(f, path, NULL, each, ctx, e);
}

static bool each_in_folder(const struct files *f, const char *path, files_each_fn each,
			   void *ctx, struct err *e)
{
	struct arena a;
	struct str *names = NULL;
	size_t n = 0;
	arena_init(&a);
	bool ok = list_folder(f, &a, path, &names, &n, e);
	for (size_t i = 0; ok && i < n; i++)
		ok = each_path(f, path_join(&a, str_of(path), names[i]).p, each, ctx, e);
	arena_release(&a);
	return ok;
}

bool files_each(const struct files *f, files_each_fn each, void *ctx, struct err *e)
{
	for (size_t i = 0; i < f->job->n_paths; i++) {
		const char *path = f->job->paths[i];
		bool ok = file_is_dir(path) ? each_in_folder(f, path, each, ctx, e)
					    : each_path(f, path, each, ctx, e);
		if (!ok)
			return false;
	}
	return true;
}

bool rows_each(struct input *in, const char *name, int flags, rows_each_fn each,
	       void *ctx, struct err *e)
{
	struct arena a;
	struct str line;
	int got = 0;
	bool ok = true;
	arena_init(&a);
	while (ok && (got = input_line(in, ROW_MAX, &line, e)) == 1) {
		if (!str_trim(line).n)
			continue;
		const struct json *row = line_object(&a, line, flags, e);
		ok = row && each(ctx, &a, row, input_line_number(in), e);
		if (!ok)
			err_wrap(e, "%s:%zu", name, input_line_number(in));
		arena_reset(&a);
	}
	arena_release(&a);
	return ok && got == 0;
}
