// An open suite, as this room's files share it. Private.
#ifndef SUITE_SUITE_READ_H
#define SUITE_SUITE_READ_H

#include "base/input.h"
#include "suite/suite.h"

#define SUITE_LINE_MAX ((size_t)64 << 20)

struct suite {
	struct arena arena; // manifest, paths
	struct manifest manifest;
	char *path;        // of the items; of a built-in suite, how messages call it
	struct str text;   // of a built-in suite, else p == NULL
	struct input *in;  // NULL: at the start, not opened yet
	struct arena line; // the present line's JSON
};

// The next line that is not blank: like input_line.
int suite_next_line(struct suite *s, struct str *line, struct err *e) MUST_CHECK;
// An item of a line; e->msg is "FIELD: what was expected", without file and line.
bool suite_read_item(struct suite *s, struct arena *a, struct str line, struct item *out,
		     struct err *e) MUST_CHECK;

#endif
