// What people said of a run's samples, beside what the judge of record says of them.
//
// Annotations are read whole before the pass over the samples, which then asks for each
// sample in the order of ordinals. Figures are of samples about which people agree on
// something (core/annotation.h, consensus). Rates and means cluster by base item; 1-10
// scores below PEOPLE_ACCEPTABLE are not acceptable (CValues). Not for other rooms.
#ifndef REPORT_PEOPLE_H
#define REPORT_PEOPLE_H

#include "core/annotation.h"
#include "report/metrics.h"

#define PEOPLE_ACCEPTABLE 5.0

struct people {
	struct arena arena;
	struct annotation *list; // [n] by ordinal
	size_t n;
	size_t at; // private
};

bool people_open(struct people *p, struct store *store, struct err *e) MUST_CHECK;
void people_close(struct people *p);
// What they say of a sample; false: nothing. Ordinals may only rise.
bool people_find(struct people *p, uint64_t ordinal, struct consensus *out);

#endif
