// Rows of JSON files that are one array, as well as of JSON lines.
#ifndef EXCHANGE_ARRAY_H
#define EXCHANGE_ARRAY_H

#include "exchange/files.h"

#define ARRAY_FILE_MAX ((size_t)256 << 20) // bytes of a file that is read whole

extern const char *const files_json[]; // the endings of both

// As rows_each(), of a text that is an array of objects, or JSON lines: the text is held
// whole, its rows one at a time. A row's line is that on which it begins.
bool array_each(struct input *in, const char *name, rows_each_fn each, void *ctx,
		struct err *e) MUST_CHECK;

#endif
