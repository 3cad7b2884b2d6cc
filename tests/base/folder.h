// A folder of its own for a test, below TMPDIR; gone at the end of the program.
#ifndef TESTS_BASE_FOLDER_H
#define TESTS_BASE_FOLDER_H

#include "base/str.h"

const char *folder_path(const char *name); // of a file in it; static, of 8 in turn
const char *folder_put(const char *name, struct str text); // writes it; its path
size_t folder_count(void);                                 // how many files it holds
// A file of ASSAY_TEST_DATA. Without the variable the test is skipped by name; if the
// file is missing it fails.
const char *folder_data(const char *test, const char *path);

#endif
