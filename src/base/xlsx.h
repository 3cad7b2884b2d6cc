// Spreadsheets as people edit them: .xlsx (ECMA-376, Office Open XML).
//
// Written with libxlsxwriter, read with libzip and expat. Every cell that is written is
// text, never a formula, whatever it begins with. Reading takes what Excel,
// LibreOffice, WPS and libraries write: shared and inline strings, rich text, numbers,
// booleans, cells and rows left out. What a cell shows as a date is read as one, in ISO
// 8601: 2026-11-22 or 2026-11-22T09:30:00. One thread.
#ifndef BASE_XLSX_H
#define BASE_XLSX_H

#include "base/arena.h"
#include "base/err.h"

struct xlsx_column {
	struct str title;
	double width;              // in characters
	const struct str *choices; // [n_choices] a list to pick from; none: free text
	size_t n_choices;
	bool answer; // to be filled in: set apart by its colour
	bool hidden;
};

struct xlsx_writer;
// One sheet, its first row the titles, which stay in view. Written beside `path` and
// moved there by xlsx_close(). ERR_EXISTS unless it may be replaced.
struct xlsx_writer *xlsx_create(const char *path, struct str sheet,
				const struct xlsx_column *columns, size_t n,
				bool may_replace, struct err *e) MUST_CHECK;
// The next cell of the present row; empty text leaves it blank. What a cell cannot hold
// (over 32,767 characters) is cut; what XML cannot (NUL, U+FFFE) becomes U+FFFD.
void xlsx_put(struct xlsx_writer *w, struct str text);
void xlsx_end_row(struct xlsx_writer *w);
size_t xlsx_cut(const struct xlsx_writer *w); // cells that were cut
// `w` is gone either way; on failure so is the file.
bool xlsx_close(struct xlsx_writer *w, struct err *e) MUST_CHECK;
void xlsx_abandon(struct xlsx_writer *w); // NULL is legal

// One row, blank cells as empty text, up to the last that is not; valid during the call.
typedef bool (*xlsx_row_fn)(void *ctx, size_t row, const struct str *fields, size_t n,
			    struct err *e);
// Every row of the sheet `name`, or where it is NULL or not there of the first sheet that
// is not hidden, from its number (1: the first).
// ERR_INPUT: no .xlsx, damaged, encrypted, larger than XLSX_MAX when unpacked, all its
// parts together, or with more shared texts than XLSX_SHARED_MAX.
#define XLSX_MAX ((size_t)1 << 30)
#define XLSX_SHARED_MAX ((size_t)4 << 20)
#define XLSX_COLUMNS_MAX 1024
bool xlsx_each(const char *path, const char *name, xlsx_row_fn row, void *ctx,
	       struct err *e) MUST_CHECK;

#endif
