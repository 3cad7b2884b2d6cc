// Runs of values for the tests of reports. Always the same.
#ifndef TESTS_REPORT_MAKE_VALUES_H
#define TESTS_REPORT_MAKE_VALUES_H

#include "make_run.h"

// Two models, 48 pairs in both orders and 12 questions with graded options, by two
// scorings, with failures and an answer that a person read.
struct store *make_choices(const char *name);
// Two models, 50 prompts of safety and 100 of responsibility with grades; people judged a
// random part: of the first model too few.
struct store *make_values(const char *name);
// Two models side by side on 24 prompts of two domains, as two raters compare them: some
// prefer none, and some do not agree on what is safe.
struct store *make_compared(const char *name);

#endif
