// Faults found in a file that a person wrote: every one, with file, line and field.
//
// `assay validate` prints them all (at most 20 and then a count); whoever only needs to know turns the first into an
// err. Text lies in the list's arena. One thread.
#ifndef SUITE_FAULT_H
#define SUITE_FAULT_H

#include "base/buf.h"
#include "base/err.h"

#define FAULTS_SHOWN 20

struct fault {
	struct str file, field,
		expected; // "expected" is the whole remark: "a known risk, got \"xx\""
	size_t line;      // 0: the file as a whole
};

struct faults {
	struct arena arena;
	struct fault *list; // [kept], the first FAULTS_SHOWN
	size_t kept, total;
};

void faults_init(struct faults *f);
void faults_release(struct faults *f);
void faults_add(struct faults *f, struct str file, size_t line, struct str field,
		const char *fmt, ...) PRINTF(5, 6);
void faults_print(const struct faults *f,
		  struct buf *out); // FILE:LINE: FIELD: expected ...
// False, and the first fault in e ("and N more"), if there is any.
bool faults_to_err(const struct faults *f, struct err *e) MUST_CHECK;

#endif
