// A document of headings, paragraphs, lists and tables: as text for a terminal, or as
// Markdown. Not for other rooms.
//
// Text that goes in is shown, never obeyed: controls are escaped (base/term.h), and in
// Markdown what would be HTML.
#ifndef REPORT_DOC_H
#define REPORT_DOC_H

#include "base/table.h"
#include "report/words.h"

struct doc {
	struct buf *out;
	struct str lang;
	bool markdown;
	size_t columns; // 0: no limit; Markdown has none
};

void doc_heading(struct doc *d, int level, struct str text); // 1 to 3
void doc_text(struct doc *d, struct str text);               // a paragraph, filled
void doc_bullet(struct doc *d, struct str text);
void doc_gap(struct doc *d); // an empty line, unless there is one
void doc_table(struct doc *d, struct table *t);

// A cell of a table. In Markdown `text` is made harmless first.
void doc_cell(struct doc *d, struct table *t, struct str text);

#endif
