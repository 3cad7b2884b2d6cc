#include "exchange/files.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/vec.h"

#define ROW_MAX ((size_t)64 << 20)

static bool each_file(const char *path, const char *member, files_each_fn each, void *ctx,
		      struct err *e)
{
	struct arena a;
	arena_init(&a);
	struct input *in = member ? input_open_member(path, member, INPUT_DETECT, e)
				  : input_open(path, INPUT_DETECT, e);
	const char *name = member ? arena_printf(&a, "%s(%s)", path, member).p : path;
	bool ok = in && each(ctx, in, name, e);
	input_close(in);
	arena_release(&a);
	return ok;
}

static bool each_member(const struct import_job *job, const char *path,
			files_each_fn each, void *ctx, struct err *e)
{
	struct arena a;
	struct str *names;
	size_t n, junk = 0;
	arena_init(&a);
	bool ok = zip_list(&a, path, &names, &n, &junk, e);
	if (ok && !n)
		ok = err_set(e, ERR_INPUT, "%s: the archive holds no file", path);
	if (ok && junk)
		tally_add(&job->report->warnings, STR("junk in the archive"), junk);
	for (size_t i = 0; ok && i < n; i++)
		ok = each_file(path, arena_cstr(&a, names[i]), each, ctx, e);
	arena_release(&a);
	return ok;
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool is_data(struct str name)
{
	static const char *const endings[] = {".jsonl", ".jsonl.zst", ".jsonl.gz", ".zip",
					      ".csv"};
	for (size_t i = 0; i < COUNT(endings); i++)
		if (str_ends(name, str_of(endings[i])))
			return true;
	return false;
}

static bool list_folder(struct arena *a, const char *path, struct str **names, size_t *n,
			struct err *e)
{
	DIR *dir = opendir(path);
	if (!dir)
		return err_sys(e, "%s", path);
	VEC(struct str) list = {0};
	for (struct dirent *entry; (entry = readdir(dir));)
		if (entry->d_name[0] != '.' && is_data(str_of(entry->d_name)))
			VEC_PUSH(&list, arena_str(a, str_of(entry->d_name)));
	closedir(dir);
	*n = list.n;
	*names = list.n ? arena_copy(a, list.p, list.n * sizeof(*list.p)) : NULL;
	VEC_FREE(&list);
	if (*n)
		qsort(*names, *n, sizeof(**names), by_name);
	return *n || err_set(e, ERR_INPUT,
			     "%s: the folder holds no .jsonl, .csv or .zip file", path);
}

static bool each_path(const struct import_job *job, const char *path, files_each_fn each,
		      void *ctx, struct err *e)
{
	return zip_is(path) ? each_member(job, path, each, ctx, e)
			    : each_file(path, NULL, each, ctx, e);
}

static bool each_in_folder(const struct import_job *job, const char *path,
			   files_each_fn each, void *ctx, struct err *e)
{
	struct arena a;
	struct str *names;
	size_t n;
	arena_init(&a);
	bool ok = list_folder(&a, path, &names, &n, e);
	for (size_t i = 0; ok && i < n; i++)
		ok = each_path(job, path_join(&a, str_of(path), names[i]).p, each, ctx,
			       e);
	arena_release(&a);
	return ok;
}

bool files_each(const struct import_job *job, files_each_fn each, void *ctx,
		struct err *e)
{
	for (size_t i = 0; i < job->n_paths; i++) {
		const char *path = job->paths[i];
		bool ok = file_is_dir(path) ? each_in_folder(job, path, each, ctx, e)
					    : each_path(job, path, each, ctx, e);
		if (!ok)
			return false;
	}
	return true;
}

bool rows_each(struct input *in, const char *name, rows_each_fn each, void *ctx,
	       struct err *e)
{
	struct arena a;
	struct str line;
	int got = 0;
	bool ok = true;
	arena_init(&a);
	while (ok && (got = input_line(in, ROW_MAX, &line, e)) == 1) {
		if (!str_trim(line).n)
			continue;
		const struct json *row = json_parse(&a, line, 0, NULL, e);
		ok = row && (row->kind == JSON_OBJECT ||
			     err_set(e, ERR_INPUT, "expected an object, got %s",
				     json_kind_name(row)));
		ok = ok && each(ctx, &a, row, input_line_number(in), e);
		if (!ok)
			err_wrap(e, "%s:%zu", name, input_line_number(in));
		arena_reset(&a);
	}
	arena_release(&a);
	return ok && got == 0;
}
