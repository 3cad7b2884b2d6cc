#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/utf8.h"
#include "base/xlsx.h"

#define CELL_MAX 32767 // UTF-16 units, as Excel has it
#define LIST_MAX 255   // characters of a list to pick from, with its commas

// The library writes to a name of its own; what it wrote is then moved through a draft,
// so that the file is whole or absent.
struct xlsx_writer {
	struct file_draft draft;
	bool may_replace;
	char *scratch; // the library's file
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *plain, *answer;
	bool *answers; // [columns]
	size_t columns, row, column, cut;
	struct buf text;
	lxw_error failed; // the first failure
};

static const char *scratch_dir(void)
{
	const char *dir = getenv("TMPDIR");

	return dir && *dir ? dir : "/tmp";
}

static bool open_scratch(struct xlsx_writer *w, struct err *e)
{
	struct buf name;

	buf_init(&name, 4096);
	buf_addf(&name, "%s/assay-XXXXXX", scratch_dir());
	int fd = buf_failed(&name) ? -1 : mkostemp(name.p, O_CLOEXEC);
	if (fd < 0) {
		err_sys(e, "cannot make a temporary file in %s", scratch_dir());
		buf_release(&name);
		return false;
	}
	close(fd);
	w->scratch = name.p;
	return true;
}

static void keep(struct xlsx_writer *w, lxw_error code)
{
	if (w->failed == LXW_NO_ERROR)
		w->failed = code;
}

// What XML 1.0 has no place for, as such or as a reference: NUL, surrogates and the two
// that are no characters (section 2.2, "Char"). The library writes the controls below
// U+0020 as "_x0001_".
static bool is_foreign(uint32_t cp)
{
	return cp == 0 || cp == UTF8_REPLACEMENT || (cp >= 0xD800 && cp <= 0xDFFF) ||
	       cp == 0xFFFE || cp == 0xFFFF;
}

// What a cell can hold: XML's characters, at most CELL_MAX UTF-16 units.
static const char *cell_text(struct xlsx_writer *w, struct str text)
{
	size_t units = 0;

	buf_clear(&w->text);
	while (text.n > 0) {
		const char *p = text.p;
		uint32_t cp = utf8_next(&text);

		bool escapes = cp == '_' && text.n && *text.p == 'x';

		units += escapes ? 7 : cp > 0xFFFF ? 2 : 1;
		if (units > CELL_MAX) {
			w->cut++;
			break;
		}
		if (escapes)
			buf_adds(&w->text, "_x005F_"); // else it may read as an escape
		else if (is_foreign(cp))
			buf_adds(&w->text, "\xEF\xBF\xBD");
		else
			buf_add(&w->text, (struct str){p, (size_t)(text.p - p)});
	}
	return w->text.p ? w->text.p : "";
}

static size_t list_length(const struct xlsx_column *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_choices; i++)
		n += utf8_count(c->choices[i]) + 1;
	return n;
}

static void offer(struct xlsx_writer *w, lxw_col_t at, const struct xlsx_column *c)
{
	if (c->n_choices == 0 || list_length(c) > LIST_MAX)
		return; // more than a list holds: free text
	struct arena scratch;
	arena_init(&scratch);
	char **list = arena_array(&scratch, c->n_choices + 1, sizeof(*list));
	for (size_t i = 0; i < c->n_choices; i++)
		list[i] = arena_cstr(&scratch, c->choices[i]);
	list[c->n_choices] = NULL;
	lxw_data_validation rule = {
		.validate = LXW_VALIDATION_TYPE_LIST,
		.value_list = list,
		.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
	};
	keep(w, worksheet_data_validation_range(w->sheet, 1, at, LXW_ROW_MAX - 1, at,
						&rule));
	arena_release(&scratch);
}

static void put_head(struct xlsx_writer *w, const struct xlsx_column *columns, size_t n)
{
	lxw_format *bold = workbook_add_format(w->book);

	format_set_bold(bold);
	for (size_t i = 0; i < n; i++) {
		lxw_col_t at = (lxw_col_t)i;
		lxw_row_col_options options = {.hidden = columns[i].hidden};

		w->answers[i] = columns[i].answer;
		keep(w, worksheet_set_column_opt(w->sheet, at, at, columns[i].width, NULL,
						 &options));
		keep(w, worksheet_write_string(w->sheet, 0, at,
					       cell_text(w, columns[i].title), bold));
		offer(w, at, &columns[i]);
	}
	worksheet_freeze_panes(w->sheet, 1, 0);
	w->row = 1;
}

// The library keeps rows in a temporary file of its own, for which there may be no room.
static bool open_book(struct xlsx_writer *w, struct str sheet, struct err *e)
{
	char *dir = (char *)scratch_dir(); // it is only read
	lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = dir};

	w->book = workbook_new_opt(w->scratch, &options);
	if (w->book)
		w->sheet = workbook_add_worksheet(w->book, cell_text(w, sheet));
	if (!w->sheet)
		return err_set(e, ERR_IO, "%s: cannot make a temporary file in %s",
			       w->draft.path, dir);
	w->plain = workbook_add_format(w->book);
	w->answer = workbook_add_format(w->book);
	format_set_text_wrap(w->plain);
	format_set_align(w->plain, LXW_ALIGN_VERTICAL_TOP);
	format_set_text_wrap(w->answer);
	format_set_align(w->answer, LXW_ALIGN_VERTICAL_TOP);
	format_set_bg_color(w->answer, 0xFFF8E1);
	return true;
}

struct xlsx_writer *xlsx_create(const char *path, struct str sheet,
				const struct xlsx_column *columns, size_t n,
				bool may_replace, struct err *e)
{
	struct xlsx_writer *w = mem_zalloc(sizeof(*w));

	invariant(n > 0 && n <= XLSX_COLUMNS_MAX);
	w->may_replace = may_replace;
	w->draft.fd = -1;
	buf_init(&w->text, (size_t)4 * CELL_MAX);
	if (!open_scratch(w, e) || !file_draft_open(&w->draft, path, may_replace, e)) {
		xlsx_abandon(w);
		return NULL;
	}
	w->columns = n;
	w->answers = mem_zalloc(n * sizeof(*w->answers));
	if (!open_book(w, sheet, e)) {
		xlsx_abandon(w);
		return NULL;
	}
	put_head(w, columns, n);
	return w;
}

static lxw_format *format_of(const struct xlsx_writer *w)
{
	return w->answers[w->column] ? w->answer : w->plain;
}

void xlsx_put(struct xlsx_writer *w, struct str text)
{
	lxw_row_t row = (lxw_row_t)w->row;
	lxw_col_t column = (lxw_col_t)w->column;

	invariant(w->column < w->columns);
	if (w->row >= LXW_ROW_MAX)
		keep(w, LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE);
	else if (text.n == 0)
		keep(w, worksheet_write_blank(w->sheet, row, column, format_of(w)));
	else
		keep(w, worksheet_write_string(w->sheet, row, column, cell_text(w, text),
					       format_of(w)));
	w->column++;
}

void xlsx_end_row(struct xlsx_writer *w)
{
	w->row++;
	w->column = 0;
}

size_t xlsx_cut(const struct xlsx_writer *w)
{
	return w->cut;
}

static void release(struct xlsx_writer *w)
{
	if (w->scratch)
		unlink(w->scratch);
	mem_free(w->scratch);
	mem_free(w->answers);
	buf_release(&w->text);
	mem_free(w);
}

// From the library's file to the draft.
static bool move(struct xlsx_writer *w, struct err *e)
{
	char chunk[1 << 14];
	ssize_t got = -1;
	int fd = open(w->scratch, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0;

	while (ok && (got = read(fd, chunk, sizeof(chunk))) > 0)
		if (!file_draft_add(&w->draft, (struct str){chunk, (size_t)got}, e)) {
			close(fd);
			return false;
		}
	if (!ok || got < 0)
		err_sys(e, "cannot read %s", w->scratch);
	if (fd >= 0)
		close(fd);
	return ok && got == 0;
}

bool xlsx_close(struct xlsx_writer *w, struct err *e)
{
	lxw_error code = workbook_close(w->book);
	bool ok;

	w->book = NULL;
	keep(w, code);
	if (w->failed != LXW_NO_ERROR)
		ok = err_set(e, ERR_IO, "%s: cannot be written as .xlsx: %s",
			     w->draft.path, lxw_strerror(w->failed));
	else
		ok = move(w, e);
	if (ok)
		ok = file_draft_commit(&w->draft, w->may_replace, e);
	else
		file_draft_abandon(&w->draft);
	release(w);
	return ok;
}

void xlsx_abandon(struct xlsx_writer *w)
{
	if (!w)
		return;
	if (w->book)
		lxw_workbook_free(w->book);
	if (w->draft.fd >= 0)
		file_draft_abandon(&w->draft);
	release(w);
}
