// CSV with a header: comma, semicolon or tab; UTF-8, UTF-16 or GB18030.
#include "base/csv.h"
#include "exchange/files.h"
#include "exchange/mapping.h"

#define ROW_MAX ((size_t)16 << 20)

struct table {
	const struct import_job *job;
	const char *file;
	struct csv csv;
	struct arena header; // names of the columns
	struct str *columns;
	size_t n;
};

static bool read_header(struct table *t, struct err *e)
{
	const struct mapping *m = t->job->settings;
	int got = csv_next(&t->csv, ROW_MAX, e);
	if (got < 0)
		return false;
	if (got == 0)
		return err_set(e, ERR_INPUT, "the file is empty, expected a header");
	t->n = t->csv.n;
	t->columns = arena_array(&t->header, t->n + 1, sizeof(*t->columns));
	bool has_prompt = false;
	for (size_t i = 0; i < t->n; i++) {
		t->columns[i] = arena_str(&t->header, str_trim(t->csv.fields[i]));
		has_prompt = has_prompt || str_eq(t->columns[i], m->prompt);
	}
	if (has_prompt)
		return true;
	return err_set(e, ERR_INPUT,
		       "line %zu: expected a column " STR_FMT ", got " STR_FMT
		       "; --prompt-field names it",
		       t->csv.line, STR_ARG(m->prompt),
		       STR_ARG(arena_join(&t->header, t->columns, t->n, STR(", "))));
}

static struct str column(const struct table *t, struct str name)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->columns[i], name))
			return t->csv.fields[i];
	return STR_NONE;
}

static bool put_row(struct table *t, struct arena *a, struct err *e)
{
	const struct mapping *m = t->job->settings;
	struct parts parts = {column(t, m->prompt), column(t, m->id), column(t, m->lang),
			      column(t, m->risk), column(t, m->expect)};
	struct item item;
	bool kept;
	if (t->csv.n != t->n)
		return err_set(e, ERR_INPUT,
			       "expected %zu fields as in the header, got %zu", t->n,
			       t->csv.n);
	if (!mapping_item(t->job, a, &parts, t->file, t->csv.line, &item, &kept, e))
		return false;
	return !kept || t->job->put(t->job->ctx, &item, e);
}

static bool read_rows(struct table *t, struct err *e)
{
	struct arena a;
	arena_init(&a);
	int got;
	bool ok = true;
	while (ok && (got = csv_next(&t->csv, ROW_MAX, e)) != 0) {
		t->job->report->read++;
		ok = got == 1;
		if (ok && !put_row(t, &a, e)) {
			err_wrap(e, "line %zu", t->csv.line);
			ok = false;
		}
		arena_reset(&a);
	}
	arena_release(&a);
	return ok;
}

static bool read_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct table t = {.job = ctx, .file = name};
	csv_init(&t.csv, in, 0);
	bool ok = read_header(&t, e) && read_rows(&t, e);
	if (!ok && !str_starts(str_of(e->msg), str_of(name)))
		err_wrap(e, "%s", name);
	if (input_repaired(in))
		tally_add(&t.job->report->warnings,
			  STR("places that were no valid text, repaired"),
			  input_repaired(in));
	csv_release(&t.csv);
	arena_release(&t.header);
	return ok;
}

static bool import(const struct import_job *job, struct err *e)
{
	return files_each(job, read_file, (void *)job, e);
}

extern const struct importer_desc importer_csv;
const struct importer_desc importer_csv = {
	.name = "csv",
	.summary = {STR_INIT("带表头的表格，按列名取题目（自动识别分隔符与编码）"),
		    STR_INIT("a table with a header; columns are named by options, "
			     "separator and encoding "
			     "are detected")},
	.params = mapping_options,
	.settings_size = sizeof(struct mapping),
	.import = import,
};
