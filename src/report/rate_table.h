// Tables of rates, with bars. Not for other rooms.
#ifndef REPORT_RATE_TABLE_H
#define REPORT_RATE_TABLE_H

#include "report/doc.h"
#include "report/figures.h"

struct rate_row {
	struct str label;
	const struct rate *rate;
	bool is_mean;            // its rate is not k of n
	const struct rate *also; // NULL: none
};

struct rate_table {
	struct str label;  // heads of columns
	struct str also;   // p == NULL: there is no such column
	bool bounds_first; // where both have no room, bounds stay and bars go
	const struct rate_row *rows;
	size_t n;
};

// In a narrow terminal columns give way; Markdown has all but the bars.
void rate_table_print(struct doc *d, const struct rate_table *t);

// "95.4%", "-" if unknown.
struct str rate_text(struct arena *a, double rate);
// "[90.8, 97.8]", "" if unknown.
struct str interval_text(struct arena *a, struct interval i);
// "95.4% [90.8, 97.8]"
struct str rate_full_text(struct arena *a, const struct rate *rate);
// "1,234"
struct str count_text(struct arena *a, uint64_t n);

#endif
