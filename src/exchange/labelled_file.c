#include "exchange/labelled_file.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/input.h"
#include "base/log.h"
#include "base/vec.h"
#include "text/script.h"

#define ROW_MAX ((size_t)16 << 20)
#define COLUMNS_MAX 16

struct labelled labelled_none(const struct labelled_job *job)
{
	return (struct labelled){.offensive = -1, .set = job->set, .slice = job->slice};
}

static struct str hashed(struct arena *a, struct str text)
{
	struct hasher h;

	hasher_init(&h);
	hasher_field(&h, text);
	return hash128_hex(a, hasher_end(&h));
}

// Two or more raters, who disagree.
static bool is_tied(const struct labelled *row)
{
	size_t labels = 0, refusals = 0;

	for (size_t i = 0; i < row->n_labels; i++)
		labels += row->labels[i] != VERDICT_NONE;
	for (size_t i = 0; i < row->n_refusals; i++)
		refusals += row->refusals[i] != REFUSAL_UNKNOWN;
	return (labels >= 2 && row->label == VERDICT_NONE) ||
	       (refusals >= 2 && row->refusal == REFUSAL_UNKNOWN);
}

bool labelled_put(struct labelled_job *job, struct arena *a, struct labelled *row,
		  struct err *e)
{
	bool blank = !str_trim(row->response).n;
	bool labelled = row->label != VERDICT_NONE || row->refusal != REFUSAL_UNKNOWN ||
			row->offensive >= 0;
	bool tied = is_tied(row);

	job->read++;
	job->blank += blank && labelled && row->response.p;
	if (!(labelled || (tied && job->ties)) ||
	    (blank && !(job->blanks && row->response.p))) {
		job->skipped++;
		return true;
	}
	job->tied += tied;
	if (!row->lang.n)
		row->lang = str_of(script_lang(row->response));
	if (!row->group.n)
		row->group = hashed(a, row->prompt.n     ? row->prompt
				       : row->response.n ? row->response
							 : row->id);
	if (!row->id.n)
		row->id = arena_printf(a, STR_FMT "-%zu", STR_ARG(row->set), job->read);
	return job->row(job->ctx, row, e);
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static bool each_file(struct labelled_job *job, const char *path, labelled_file_fn each,
		      struct err *e)
{
	job->slice = path_stem(str_of(path));
	return each(job, path, e);
}

static bool each_in_folder(struct labelled_job *job, struct arena *a, DIR *dir,
			   const char *ending, labelled_file_fn each, struct err *e)
{
	VEC(struct str) names = {0};
	bool ok = true;

	for (struct dirent *entry; (entry = readdir(dir));)
		if (entry->d_name[0] != '.' &&
		    str_ends(str_of(entry->d_name), str_of(ending)))
			VEC_PUSH(&names, arena_str(a, str_of(entry->d_name)));
	if (names.n)
		qsort(names.p, names.n, sizeof(*names.p), by_name);
	else
		ok = err_set(e, ERR_INPUT, "%s: the folder holds no %s file", job->path,
			     ending);
	for (size_t i = 0; i < names.n && ok; i++)
		ok = each_file(job, path_join(a, str_of(job->path), names.p[i]).p, each,
			       e);
	VEC_FREE(&names);
	return ok;
}

bool labelled_files(struct labelled_job *job, const char *ending, labelled_file_fn each,
		    struct err *e)
{
	struct arena a = {0};
	bool ok = false;
	DIR *dir;

	if (!file_is_dir(job->path))
		return each_file(job, job->path, each, e);
	dir = opendir(job->path);
	if (!dir)
		return err_sys(e, "%s", job->path);
	ok = each_in_folder(job, &a, dir, ending, each, e);
	closedir(dir);
	arena_release(&a);
	return ok;
}

void labelled_first(struct labelled_job *job, const struct str *names, size_t n)
{
	size_t at = 0;

	for (size_t i = 0; i < n && at + names[i].n + 3 < sizeof(job->first); i++) {
		for (size_t k = 0; i && k < 2; k++)
			job->first[at++] = ", "[k];
		memcpy(job->first + at, names[i].p, names[i].n);
		at += names[i].n;
	}
	job->first[at] = '\0';
}

// Where the column stands, or STR_NPOS; of two by one name nobody knows which is meant.
static bool find_column(const struct csv *csv, const char *path, struct str name,
			size_t *at, struct err *e)
{
	*at = STR_NPOS;
	for (size_t k = 0; name.n && k < csv->n; k++) {
		if (!str_eq(str_trim(csv->fields[k]), name))
			continue;
		if (*at != STR_NPOS)
			return err_set(e, ERR_INPUT,
				       "%s:%zu: two columns are called " STR_FMT, path,
				       csv->line, STR_ARG(name));
		*at = k;
	}
	return true;
}

static bool find_columns(struct labelled_job *job, const struct csv *csv,
			 const char *path, const char *const *names, size_t *at,
			 struct err *e)
{
	if (!job->first[0])
		labelled_first(job, csv->fields, csv->n);
	for (size_t i = 0; names[i]; i++) {
		bool optional = names[i][0] == '?';
		struct str name = str_of(names[i] + optional);

		invariant(i < COLUMNS_MAX);
		if (!find_column(csv, path, name, &at[i], e))
			return false;
		if (at[i] != STR_NPOS || optional)
			continue;
		labelled_first(job, csv->fields, csv->n);
		return err_set(e, ERR_INPUT,
			       "%s: expected a column %s, the first row has %s", path,
			       name.p, job->first);
	}
	return true;
}

static bool read_rows(struct labelled_job *job, struct csv *csv, const char *path,
		      const char *const *names, labelled_row_fn row, struct err *e)
{
	size_t at[COLUMNS_MAX] = {0};
	struct arena a = {0};
	int got = csv_next(csv, ROW_MAX, e);
	bool ok = got == 1 ? find_columns(job, csv, path, names, at, e) : got == 0;
	size_t columns = csv->n, uneven = 0, line = 0;

	while (ok && got == 1 && (got = csv_next(csv, ROW_MAX, e)) == 1) {
		struct str fields[COLUMNS_MAX];

		if (csv->n != columns && !uneven++)
			line = csv->line;
		for (size_t i = 0; names[i]; i++)
			fields[i] = at[i] < csv->n ? csv->fields[at[i]] : STR_NONE;
		ok = row(job, &a, fields, csv->line, e);
		if (!ok)
			err_wrap(e, "%s:%zu", path, csv->line);
		arena_reset(&a);
	}
	if (got < 0 && e && !str_starts(str_of(e->msg), str_of(path)))
		err_wrap(e, "%s", path); // else the input did
	if (uneven)
		log_warn("%s: %zu rows have more or fewer fields than the header, the "
			 "first in line %zu",
			 path, uneven, line);
	arena_release(&a);
	return ok && got == 0;
}

bool labelled_csv(struct labelled_job *job, const char *path, const char *const *names,
		  labelled_row_fn row, struct err *e)
{
	struct input *in = input_open(path, INPUT_DETECT, e);
	struct csv csv;
	bool ok;

	if (!in)
		return false;
	csv_init(&csv, in, 0);
	ok = read_rows(job, &csv, path, names, row, e);
	csv_release(&csv);
	input_close(in);
	return ok;
}

const struct json *labelled_json(struct arena *a, const char *path, struct err *e)
{
	struct input *in = input_open(path, INPUT_DETECT, e);
	const struct json *j = NULL;
	struct str text;

	if (!in)
		return NULL;
	if (input_rest(in, a, LABELLED_FILE_MAX, &text, e)) {
		j = json_parse(a, text, 0, NULL, e);
		if (!j)
			err_wrap(e, "%s", path);
	}
	input_close(in);
	return j;
}
