// What has to be known to read a report's rates. Not for other rooms.
#ifndef REPORT_NOTES_H
#define REPORT_NOTES_H

#include "report/doc.h"
#include "report/metrics.h"

void notes_write(struct doc *d, const struct metrics *m);

#endif
