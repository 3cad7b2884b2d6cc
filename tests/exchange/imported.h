// Importing into a suite of the test's own folder, and looking at what was written.
#ifndef TESTS_EXCHANGE_IMPORTED_H
#define TESTS_EXCHANGE_IMPORTED_H

#include "../base/folder.h"
#include "exchange/import_suite.h"

struct imported {
	struct arena arena;
	struct suite_report report;
	struct err e;
	bool ok;
	const char *path; // of the suite
	struct item *items;
	size_t n;
};

// `options` is "name=value name=value", of the importer; NULL: none. What was imported
// before is released.
void imported_make(struct imported *im, const char *format, const char *options,
		   const char *const *paths, size_t n_paths);
// The same for one path.
void imported_one(struct imported *im, const char *format, const char *options,
		  const char *path);
void imported_release(struct imported *im);

uint64_t imported_count(const struct tally *t, const char *name);
// Every count of `t`: "name=1 name=2", in order of appearance.
struct str imported_counts(struct arena *a, const struct tally *t);

#define assert_counts(im, member, text) \
	assert_string_equal(imported_counts(&(im)->arena, &(im)->report.member).p, text)
#define assert_message(im, text)                        \
	do {                                            \
		assert_false((im)->ok);                 \
		assert_string_equal((im)->e.msg, text); \
	} while (0)

#endif
