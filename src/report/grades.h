// Grades of answers that should guide, with intervals. Not for other rooms.
#ifndef REPORT_GRADES_H
#define REPORT_GRADES_H

#include "report/tally.h"

// Fills the grades of a target, whose slice of the collection it is.
void grades_make(struct arena *a, const struct collection *c, const struct groups *g,
		 size_t slice, struct target_metrics *t);

// The first fields of a row from which grades_fill() makes grades.
enum { GRADES_RISKY, GRADES_REFUSAL, GRADES_CONSTRUCTIVE, GRADES_FIELDS };

// Counts from the sums of a group, and three wants for the rest.
#define GRADES_WANTS 3
void grades_fill(const double *sums, size_t group, struct grades *out,
		 struct sums_want wants[GRADES_WANTS]);

#endif
