// What a text or Markdown report says, in order. Not for other rooms.
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include "report/report.h"

// All runs, one after another.
bool summary_runs(struct store *const *runs, size_t n, const struct report_settings *s,
		  bool markdown, struct buf *out, struct err *e) MUST_CHECK;

#endif
