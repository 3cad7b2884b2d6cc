// What people said of a run's samples, beside what the judge of record says of them.
//
// Annotations are read whole before the pass over the samples, which then asks for each
// sample in the order of ordinals. Figures are of samples about which people agree on
// something (core/annotation.h, consensus). Rates and means cluster by base item; 1-10
// scores below ANNOTATION_ACCEPTABLE are not acceptable. Not for other rooms.
#ifndef REPORT_PEOPLE_H
#define REPORT_PEOPLE_H

#include "report/figures.h"
#include "store/annotations.h"

// What may be a random draw (`drawn`) leaves out who settles what others differ on, and
// protocols that give out only what somebody could not read or differs on.
struct people {
	struct arena arena;
	struct annotation_cursor list, drawn;
	// What compares replies, with `preferred` 1 where the rater took none of those
	// of his task and 0 else.
	struct annotation_cursor none;
};

bool people_open(struct people *p, struct store *store, struct err *e) MUST_CHECK;
void people_close(struct people *p);
// What they say of a sample; false: nothing. Ordinals may only rise.
bool people_find(struct people *p, uint64_t ordinal, struct consensus *out);
// The same of those alone that may be a random draw.
bool people_find_drawn(struct people *p, uint64_t ordinal, struct consensus *out);
// The share of those who compared it that preferred no reply of their task at all; 0 of a
// sample that nobody compared.
double people_none(struct people *p, uint64_t ordinal);

#endif
