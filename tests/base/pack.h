// Packed test data made with the libraries themselves: gzip, zstd and zip.
#ifndef TESTS_BASE_PACK_H
#define TESTS_BASE_PACK_H

#include "base/arena.h"

struct str pack_gzip(struct arena *a, struct str text);
struct str pack_zstd(struct arena *a, struct str text);

struct pack_member {
	const char *name;
	struct str text;
};
void pack_zip(const char *path, const struct pack_member *members, size_t n);

#endif
