// CSV as RFC 4180 has it and as Excel writes it.
//
// Quoted fields may hold separators, quotes ("") and line breaks; a quote inside an unquoted field is
// itself; \r\n, \n and \r end a row; `sep=;` as first line sets the separator, else it is found from the
// header (comma, semicolon, tab). Blank lines are skipped.
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buf.h"
#include "base/input.h"

struct csv {
	struct input *in; // borrowed
	char sep;
	struct arena row;      // private: the present row
	struct str *fields;    // [n] of the present row, valid until the next
	size_t n;
	size_t line;           // where the present row starts, from 1
	bool started;          // private
};

void csv_init(struct csv *c, struct input *in, char sep); // sep 0: find it
void csv_release(struct csv *c);
// 1 got a row, 0 end, -1 error (an unclosed quote, with the line it began on; a row over `max` bytes).
int csv_next(struct csv *c, size_t max, struct err *e) MUST_CHECK;

// One field, quoted where needed. Fields that a spreadsheet would take for a formula (= + - @ tab CR)
// get a leading apostrophe when `safe`.
void csv_put(struct buf *out, struct str field, bool first, bool safe);
void csv_end_row(struct buf *out); // \r\n

#endif
