// What the forms of annotation files share. Not for other rooms.
#ifndef PEOPLE_SHEETS_FORM_H
#define PEOPLE_SHEETS_FORM_H

#include "people/campaign_state.h"
#include "people/sheets.h"

struct sheet_row { // one rater's answer to one task
	const struct task *task;
	struct str rater;
	int64_t revision, at; // 0: there is no answer
	double seconds;
	struct str body; // as it is stored; STR_NONE: to be filled in
};

// --- Out.
struct sheets_writing {
	struct campaign *c;
	const char *path;
	struct sheets_counts *counts;
	struct arena arena; // of the present row
	struct str mark;    // of the campaign
	bool alone;         // nothing is written beside the file
	bool names;         // models are named even where the protocol is blind
	size_t worker;      // whose sheet it is, or SIZE_MAX
	size_t place;       // private, as below: the next one
	uint32_t given;
};
// 1 got, 0 end. Tasks in their order; the row's texts live until the next.
int sheets_next(struct sheets_writing *w, struct sheet_row *out);

struct shown { // what a rater saw of a task, as text; or what was written
	struct str item, lang, risk, prompt;
	struct str *replies, *models; // [n]; models are empty where nobody may know them
	size_t n;
};
size_t sheets_most_replies(const struct campaign *c); // of any of its tasks
// In the row's arena.
bool sheets_show(struct sheets_writing *w, const struct sheet_row *row, struct shown *out,
		 struct err *e) MUST_CHECK;

// --- In.
struct sheets_reading {
	struct campaign *c;
	const char *path;
	struct str by;
	const struct sheets_settings *settings;
	struct sheets_counts *counts;
	struct faults *faults;
	struct arena *arena; // of the counts' list
	bool checking;       // nothing is stored in this pass
	struct str mark;     // of the campaign
	struct map seen;     // task and rater -> line, of the pass that checks
	struct arena keys;   // of it
};
// What of UNIT_WRITE stands beside the questions: prompt, reply, model, domain.
#define SHEET_WRITTEN 4
// As the body of an answer has them; empty texts are left out. Whether there is a prompt.
bool sheets_put_written(struct json_writer *w, const struct str texts[SHEET_WRITTEN]);
struct row_in {
	size_t line; // of the file, or the number of its row
	int64_t task, revision, at;
	double seconds;
	struct str rater, body; // JSON object by question
	struct str mark, item;  // as the file says; STR_NONE: it does not
	bool faulty;            // its answers: they are noted already
};
// One row with an answer.
bool sheets_take(struct sheets_reading *r, const struct row_in *row,
		 struct err *e) MUST_CHECK;
// Notes "FILE:LINE: FIELD: expected ...". True while the file is checked: the rows after
// it are looked at too. False, with `e`, where rows are being stored.
bool sheets_fault(struct sheets_reading *r, size_t line, const char *field,
		  const char *expected, struct str got, struct err *e) MUST_CHECK;
// The same of any remark; `field` may be NULL.
bool sheets_remark(struct sheets_reading *r, size_t line, const char *field,
		   struct err *e, const char *fmt, ...) PRINTF(5, 6) MUST_CHECK;

struct sheets_form {
	const char *name, *ending, *media_type;
	bool (*write)(struct sheets_writing *w, struct err *e);
	bool (*read)(struct sheets_reading *r, struct err *e);
};

// --- Tables (sheets_cells.c): the columns that csv and xlsx share.
struct cells {
	const struct protocol *protocol;
	struct str *titles; // [n]
	size_t n, replies;  // replies: columns of them
	size_t first_question;
};
void cells_init(struct cells *cells, struct arena *a, const struct campaign *c);
// out[cells->n] in the row's arena.
bool cells_of_row(const struct cells *cells, struct sheets_writing *w,
		  const struct sheet_row *row, struct str *out, struct err *e) MUST_CHECK;
// Finds the columns by their titles in the first row; then every further row.
struct cells_in {
	struct sheets_reading *reading;
	const struct protocol *protocol;
	struct arena arena; // of the titles, and below it of the row
	struct arena row;
	// columns, SIZE_MAX: none
	size_t task, rater, revision, seconds, mark, item;
	size_t width;                  // titles
	bool ragged;                   // rows may end before the last title
	size_t *questions;             // [protocol->n]
	size_t written[SHEET_WRITTEN]; // of UNIT_WRITE
	bool have_titles;
	bool lost; // not by these titles: the rows are not looked at
};
void cells_in_init(struct cells_in *in, struct sheets_reading *r);
void cells_in_release(struct cells_in *in);
bool cells_take(struct cells_in *in, size_t line, const struct str *fields, size_t n,
		struct err *e) MUST_CHECK;

#endif
