// Which judge a report goes by, and what the others say. Not for other rooms.
#ifndef REPORT_OPINIONS_H
#define REPORT_OPINIONS_H

#include "report/collect.h"

// Settles who the judge of record is by the judgements of a row.
bool record_meet(struct collection *c, const struct row *row, struct err *e) MUST_CHECK;
// Counts what judges beside that of record say of an item in `slot`.
void opinions_add(struct collection *c, struct slice *slice, const struct row *row,
		  uint32_t slot);

#endif
