// Faults found in a file that a person wrote: every one, with file, line and field.
//
// `assay validate` prints them all (at most 20 and then a count); whoever only needs to
// know turns the first into an err. Text lies in the list's arena. One thread.
#ifndef SUITE_FAULT_H
#define SUITE_FAULT_H

#include "base/buf.h"
#include "base/err.h"

#define FAULTS_SHOWN 20

struct fault {
	struct str file;     // empty: the remark names it already
	struct str field;    // empty: none
	struct str expected; // the whole remark: "expected a known risk, got \"xx\""
	size_t line;         // 0: the file as a whole
};

struct faults {
	struct arena arena;
	struct fault *list; // [kept], the first FAULTS_SHOWN
	size_t kept, total;
};

void faults_init(struct faults *f);
void faults_release(struct faults *f);
// Line breaks and control characters become blanks, and a remark is clipped: text of the
// file may stand in it.
void faults_add(struct faults *f, struct str file, size_t line, struct str field,
		const char *fmt, ...) PRINTF(5, 6);
// A line each, FILE:LINE: FIELD: expected ...; and a count of those that were not kept.
void faults_print(const struct faults *f, struct buf *out);
// False, and the first fault in e ("and N more"), if there is any.
bool faults_to_err(const struct faults *f, struct err *e) MUST_CHECK;

#endif
