// Where bytes come from, so that readers stack: a file or a zip member, unpacked,
// decoded. Private to input.c, decompress.c, zip.c
// and xlsx_read.c. One thread.
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include "base/err.h"
#include "base/str.h"

#define SOURCE_CHUNK ((size_t)64 << 10)

struct source {
	// Up to n bytes to p: how many, 0 at the end, -1 with e.
	ptrdiff_t (*read)(void *ctx, char *p, size_t n, struct err *e);
	void (*close)(void *ctx);
	void *ctx;
};

// decompress.c: `s` becomes one that unpacks what it held before: zstd, gzip, or neither,
// told by the magic. On failure s is closed.
bool decompress_wrap(struct source *s, struct err *e) MUST_CHECK;

// zip.c: the member that zip_list() calls `name`.
bool zip_source(struct source *s, const char *path, const char *name,
		struct err *e) MUST_CHECK;

#endif
