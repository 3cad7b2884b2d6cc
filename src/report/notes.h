// What has to be known to read a report's rates. Not for other rooms.
#ifndef REPORT_NOTES_H
#define REPORT_NOTES_H

#include "report/doc.h"
#include "report/figures.h"

// What a reader must know before the first figure: that the run is not finished, that
// nothing was scored, that the judge of record only reads words.
void notes_cautions(struct doc *d, const struct metrics *m);
// What the figures mean; nothing of a run without samples.
void notes_write(struct doc *d, const struct metrics *m);

#endif
