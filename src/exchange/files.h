// The texts that paths stand for: files, every fitting file of a folder, every member of
// a zip.
#ifndef EXCHANGE_FILES_H
#define EXCHANGE_FILES_H

#include "base/input.h"
#include "exchange/exchange.h"

// A format's files, as they are called in folders and in zips of several members; with
// any one of .zst, .gz and .zip behind it too.
struct files {
	const struct import_job *job;
	const char *const *endings; // ".jsonl", ..., NULL
	bool again;                 // read before: what is dirty is not counted twice
};

// Calls `each` for every text, in the order of the paths, and within a folder or zip by
// name. `name` is what messages call it: PATH, or ARCHIVE(MEMBER). Junk in zips
// (__MACOSX), members of other kinds, and places that were no valid text are counted in
// the report's warnings. A path that gives no text is an error.
typedef bool (*files_each_fn)(void *ctx, struct input *in, const char *name,
			      struct err *e);
bool files_each(const struct files *f, files_each_fn each, void *ctx,
		struct err *e) MUST_CHECK;

extern const char *const files_jsonl[]; // the endings of JSONL

// Calls `each` with every JSON object of a text, one a line; blank lines are passed over.
// `flags` are those of json_parse(). Errors get FILE:LINE in front.
typedef bool (*rows_each_fn)(void *ctx, struct arena *a, const struct json *row,
			     size_t line, struct err *e);
bool rows_each(struct input *in, const char *name, int flags, rows_each_fn each,
	       void *ctx, struct err *e) MUST_CHECK;

#endif
