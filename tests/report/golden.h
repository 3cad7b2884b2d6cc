// Files of tests/report/golden: what a report has to look like, byte for byte. With
// ASSAY_BLESS=1 in the environment they are written instead.
#ifndef TESTS_REPORT_GOLDEN_H
#define TESTS_REPORT_GOLDEN_H

#include "base/str.h"

void golden(const char *name, struct str got);

#endif
