// CSV: comma, semicolon or tab; UTF-8, UTF-16 or GB18030; with a header, or without one
// where columns are given by number.
#include "base/csv.h"
#include "base/utf8.h"
#include "exchange/files.h"
#include "exchange/mapping.h"

#define ROW_MAX ((size_t)16 << 20)
#define COLUMNS_SHOWN 300 // bytes

enum part { PROMPT, ID, LANG, RISK, EXPECT, OPTIONS, ANSWER, RANKS, PARTS };

struct table {
	const struct import_job *job;
	const char *file;
	struct csv csv;
	size_t n;                           // columns
	size_t at[PARTS];                   // where each part stands, STR_NPOS: nowhere
	size_t letters[CHOICE_OPTIONS_MAX]; // where option A, B, ... stand, likewise
	bool first_is_row;                  // there is no header
};

// Exactly, then ignoring ASCII case: spreadsheets like to capitalise.
static size_t find_column(const struct table *t, struct str name)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(str_trim(t->csv.fields[i]), name))
			return i;
	for (size_t i = 0; i < t->n; i++)
		if (str_eq_nocase(str_trim(t->csv.fields[i]), name))
			return i;
	return STR_NPOS;
}

static size_t numbered_column(const struct table *t, struct str name)
{
	uint64_t number;
	return str_to_u64(name, &number) && number >= 1 && number <= t->n
		       ? (size_t)number - 1
		       : STR_NPOS;
}

static bool no_prompt(struct table *t, struct str name, struct err *e)
{
	struct arena a;
	arena_init(&a);
	struct str columns = arena_join(&a, t->csv.fields, t->n, STR(", "));
	columns = utf8_clip(columns, COLUMNS_SHOWN);
	err_set(e, ERR_INPUT,
		"%s:%zu: expected a column " STR_FMT ", got " STR_FMT
		"; --prompt-field names it, or its number where there is no header",
		t->file, t->csv.line, STR_ARG(name), STR_ARG(columns));
	arena_release(&a);
	return false;
}

// "line 12: ..." becomes "FILE:12: ..."; what the input says names it itself.
static bool name_file(const struct table *t, struct err *e)
{
	struct str line = STR("line ");
	if (str_starts(str_of(e->msg), line))
		err_set(e, e->code, "%s:%s", t->file, e->msg + line.n);
	return false;
}

// Columns that hold an option each, where no one column holds them all.
static void find_letters(struct table *t)
{
	for (size_t i = 0; i < CHOICE_OPTIONS_MAX; i++)
		t->letters[i] = STR_NPOS;
	if (t->at[OPTIONS] != STR_NPOS || t->first_is_row)
		return;
	for (size_t i = 0; i < t->n; i++) {
		size_t letter = options_column(t->csv.fields[i]);
		if (letter != SIZE_MAX && t->letters[letter] == STR_NPOS)
			t->letters[letter] = i;
	}
	// One alone, and one that does not follow on the last, is another column.
	size_t n = 0;
	while (n < CHOICE_OPTIONS_MAX && t->letters[n] != STR_NPOS)
		n++;
	for (size_t i = n < 2 ? 0 : n; i < CHOICE_OPTIONS_MAX; i++)
		t->letters[i] = STR_NPOS;
}

// A first row that holds a name asked for is the header.
static bool read_header(struct table *t, struct err *e)
{
	const struct mapping *m = t->job->settings;
	const struct str names[PARTS] = {m->prompt, m->id,      m->lang,   m->risk,
					 m->expect, m->options, m->answer, m->ranks};
	int got = csv_next(&t->csv, ROW_MAX, e);
	if (got == 0)
		return err_set(e, ERR_INPUT, "%s: the file is empty, expected a header",
			       t->file);
	if (got < 0)
		return name_file(t, e);
	t->n = t->csv.n;
	t->first_is_row = true;
	for (size_t i = 0; i < PARTS; i++) {
		t->at[i] = find_column(t, names[i]);
		t->first_is_row = t->first_is_row && t->at[i] == STR_NPOS;
	}
	for (size_t i = 0; i < PARTS; i++)
		if (t->at[i] == STR_NPOS)
			t->at[i] = numbered_column(t, names[i]);
	find_letters(t);
	return t->at[PROMPT] != STR_NPOS || no_prompt(t, m->prompt, e);
}

static struct str field(const struct table *t, enum part part)
{
	return t->at[part] == STR_NPOS ? STR_NONE : t->csv.fields[t->at[part]];
}

static const struct json *text_field(const struct table *t, enum part part,
				     struct json *out)
{
	*out = (struct json){.kind = JSON_STRING, .u.string = field(t, part)};
	return out->u.string.p ? out : NULL;
}

static void make_choice(const struct table *t, struct arena *a, const struct parts *parts,
			struct item *item, bool *kept)
{
	struct json options, answer, ranks;
	struct choice_parts choice = {
		.options = text_field(t, OPTIONS, &options),
		.answer = text_field(t, ANSWER, &answer),
		.ranks = text_field(t, RANKS, &ranks),
		.line = t->csv.line,
	};
	for (size_t i = 0; i < CHOICE_OPTIONS_MAX; i++)
		if (t->letters[i] != STR_NPOS)
			choice.letters[i] = str_trim(t->csv.fields[t->letters[i]]);
	mapping_choice(t->job, a, &choice, parts, item, kept);
}

static bool put_row(struct table *t, struct arena *a, struct err *e)
{
	struct parts parts = {field(t, PROMPT), field(t, ID), field(t, LANG),
			      field(t, RISK), field(t, EXPECT)};
	struct item item;
	bool kept;
	t->job->report->read++;
	if (!mapping_item(t->job, a, &parts, t->file, t->csv.line, &item, &kept, e))
		return false;
	if (kept)
		make_choice(t, a, &parts, &item, &kept);
	return !kept || t->job->put(t->job->ctx, &item, e);
}

static bool read_rows(struct table *t, struct err *e)
{
	struct arena a;
	arena_init(&a);
	int got = 1;
	bool ok = !t->first_is_row || put_row(t, &a, e);
	while (ok && (got = csv_next(&t->csv, ROW_MAX, e)) == 1) {
		ok = t->csv.n == t->n
			     ? put_row(t, &a, e)
			     : err_set(e, ERR_INPUT,
				       "expected %zu fields as in the first row, got %zu",
				       t->n, t->csv.n);
		arena_reset(&a);
	}
	if (!ok)
		err_wrap(e, "%s:%zu", t->file, t->csv.line);
	else if (got < 0)
		name_file(t, e);
	arena_release(&a);
	return ok && got == 0;
}

static bool read_file(void *ctx, struct input *in, const char *name, struct err *e)
{
	struct table t = {.job = ctx, .file = name};
	csv_init(&t.csv, in, 0);
	bool ok = read_header(&t, e) && read_rows(&t, e);
	csv_release(&t.csv);
	return ok;
}

static bool import(const struct import_job *job, struct err *e)
{
	static const char *const endings[] = {".csv", ".tsv", NULL};
	struct files files = {job, endings, false};
	return files_each(&files, read_file, (void *)job, e);
}

extern const struct importer_desc importer_csv;
const struct importer_desc importer_csv = {
	.name = "csv",
	.summary = {STR_INIT("表格，按列名或列号取题目（自动识别表头、分隔符与编码）"),
		    STR_INIT("a table; columns are named by options, its header, "
			     "separator and encoding are detected")},
	.params = mapping_options,
	.settings_size = sizeof(struct import_own),
	.import = import,
};
