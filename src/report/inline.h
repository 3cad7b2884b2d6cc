// One file out of the page's parts: web/page.html with its style, its data and its script
// written into their places. What is signed by a hash goes through byte for byte.
//
// The caller opens it, adds one JSON object (a schema of the page's: web/README.md), and
// closes it. Any thread.
#ifndef REPORT_INLINE_H
#define REPORT_INLINE_H

#include "base/buf.h"
#include "base/err.h"

// All before the data. False, with nothing added, where assay was built without its page
// or with one that has no places.
bool inline_open(struct buf *out, struct err *e) MUST_CHECK;

// Adds JSON as it may stand inside a script element: where scripts stand, < could end
// them.
void inline_data(struct buf *out, struct str json);

void inline_close(struct buf *out); // all behind the data; after inline_open() alone

#endif
