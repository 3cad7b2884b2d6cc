// Annotations as files: out to a spreadsheet or another tool, in again.
//
// What goes out is a row for each answer of each rater; or, for one rater, a sheet to
// fill in: what he or she said already, and everything that is left to do. What comes
// back is checked whole before its first row is stored, each row as if the rater had
// answered on the page. Every row carries the revision it was made from, so that an
// answer given meanwhile is a conflict, named and left alone, never overwritten in
// silence; and it names its campaign and item, so that it goes nowhere else. One thread.
//
//   jsonl         {"task", "rater", "revision", "at", "seconds", "answers": {...}}
//   csv, xlsx     a column for each question; several values with | between; replies by
//                 their number from 1
//   label-studio  Label Studio's task JSON (labelstud.io/guide/export, "JSON"), read from
//                 its export too; beside it NAME.xml, the labelling interface to paste
#ifndef PEOPLE_SHEETS_H
#define PEOPLE_SHEETS_H

#include "people/campaign.h"
#include "suite/fault.h"

struct sheets_settings {
	struct str
		rater;   // out: a sheet for this rater; in: whose rows are that name none
	bool alone;      // out: nothing is written beside it
	bool new_raters; // in: names that nobody has yet are added
	bool force;      // in: conflicts are overwritten
};

struct sheets_counts {
	size_t rows;  // written, or read with an answer in them
	size_t cut;   // cells that a spreadsheet could not hold whole
	size_t blank; // read without an answer
	size_t fresh, same, changed, conflicts, full;
	size_t raters;    // added
	struct str *list; // [n_list] one line for each conflict or full task, 20 at most
	size_t n_list;
};

struct sheets_form;
const struct sheets_form *sheets_find(struct str name);     // NULL if unknown
const struct sheets_form *sheets_of_path(struct str path);  // by its ending; NULL
const char *sheets_names(void);                             // "csv, jsonl, ..."
const char *sheets_media_type(const struct sheets_form *f); // of a download
const char *sheets_ending(const struct sheets_form *f);     // ".xlsx"

// ERR_EXISTS if `path` is there; ERR_NOT_FOUND: no rater of that name.
bool sheets_write(struct campaign *c, const struct sheets_form *form, const char *path,
		  const struct sheets_settings *s, struct sheets_counts *counts,
		  struct err *e) MUST_CHECK;
// `by`: who brings it, for the audit. Every fault of the file is noted, with row and
// field (of what one row answers, the first), and then nothing is stored: `e` is the one
// fault, or says how many. The caller flushes.
bool sheets_read(struct campaign *c, struct arena *a, const struct sheets_form *form,
		 const char *path, struct str by, const struct sheets_settings *s,
		 struct sheets_counts *counts, struct faults *faults,
		 struct err *e) MUST_CHECK;

#endif
