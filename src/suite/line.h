// One line of a JSONL file.
#ifndef SUITE_LINE_H
#define SUITE_LINE_H

#include "base/err.h"
#include "base/json.h"

// As json_parse(); but messages name the column alone, since the line is the caller's to
// name.
const struct json *line_json(struct arena *a, struct str line, int flags,
			     struct err *e) MUST_CHECK;
// The same, and anything but an object is a failure.
const struct json *line_object(struct arena *a, struct str line, int flags,
			       struct err *e) MUST_CHECK;

#endif
