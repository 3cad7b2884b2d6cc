// What a list of faults says, as a person reads it; and literals of several lines.
#ifndef TESTS_SUITE_TOLD_H
#define TESTS_SUITE_TOLD_H

#include "suite/fault.h"

// The printed faults, with `folder/` taken out of them; empties the list. Static, of 4 in
// turn.
const char *told(struct faults *f, const char *folder);
// The message alone, likewise.
const char *told_err(const struct err *e, const char *folder);

#endif
