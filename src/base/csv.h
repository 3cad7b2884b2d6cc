// CSV as RFC 4180 has it and as Excel writes it.
//
// Quoted fields may hold separators, quotes ("") and line breaks; a quote inside an
// unquoted field is itself, text behind a closing quote belongs to the field; \r\n, \n
// and \r end a row; `sep=;` as first line sets the separator, else it is found from the
// header (comma, semicolon, tab). Blank lines are skipped. Rows may differ in length:
// that is the reader's to judge. One thread.
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buf.h"
#include "base/input.h"

struct csv_span {
	size_t from, n; // of the text
};

struct csv {
	struct input *in;   // borrowed
	char sep;           // known once a row was read
	struct str *fields; // [n] of the present row, valid until the next
	size_t n;
	size_t line;            // where the present row starts, from 1
	struct buf text;        // private, as all below: read and not yet passed over
	size_t at;              // of text: where the next row starts
	struct csv_span *spans; // the fields while the text may still move
	size_t cap;             // of both
	size_t next_line;
	bool started, ended;
};

void csv_init(struct csv *c, struct input *in, char sep); // sep 0: find it
void csv_release(struct csv *c);
// 1 got a row, 0 end, -1 error (an unclosed quote, with the line it began on; a row over
// `max` bytes; what the input says).
int csv_next(struct csv *c, size_t max, struct err *e) MUST_CHECK;

// One field, quoted where needed. Fields that a spreadsheet would take for a formula (= +
// - @, also in full width, tab, CR, LF in front) get a leading apostrophe when `safe`.
// NUL, which no reader of tables takes, becomes U+FFFD.
void csv_put(struct buf *out, struct str field, bool first, bool safe);
void csv_end_row(struct buf *out); // \r\n

#endif
