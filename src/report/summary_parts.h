// What the parts of a text or Markdown report share. Not for other rooms.
#ifndef REPORT_SUMMARY_PARTS_H
#define REPORT_SUMMARY_PARTS_H

#include "report/doc.h"
#include "report/figures.h"
#include "report/rate_table.h"
#include "report/several.h"

struct summary {
	struct doc *d;
	struct arena *a;
	const struct metrics *m;
};

struct str summary_say(const struct summary *s, enum word w);
struct str summary_fill(const struct summary *s, enum word w, const struct str *args,
			size_t n);
struct str summary_count(const struct summary *s, uint64_t n);
// Names of a node of the taxonomy, and of a language; else the id.
struct str summary_risk(const struct summary *s, struct str id);
struct str summary_lang(const struct summary *s, struct str lang);
size_t summary_risk_level(const struct summary *s, struct str id); // 1: dimension
struct str summary_target(const struct summary *s, const struct target_metrics *t);
// "1.40 [1.32, 1.47]"
struct str summary_mean(const struct summary *s, double mean, struct interval ci);
// "+12.5 points [8.1, 16.9]", and in a column of points "+12.5 [8.1, 16.9]".
struct str summary_points(const struct summary *s, double difference, struct interval ci);
struct str summary_difference(const struct summary *s, double difference,
			      struct interval ci);
// "76.0% [68.0, 84.0]"; in a terminal, where columns are dear, "76.0%".
struct str summary_share(const struct summary *s, double share, struct interval ci);

// A figure with its interval as a rate of a table; k = n = 0 where it has no counts.
struct rate summary_rate(uint64_t k, uint64_t n, double rate, struct interval ci);
// A table whose first column is names, with its heads [n] in it.
void summary_table(const struct summary *s, struct table *t, const enum word *heads,
		   size_t n);
// The measures of one target; nothing without rows.
void summary_measures(const struct summary *s, const struct rate_row *rows, size_t n);

// "80.1% [77.0, 83.2]": accuracy by the main scoring.
struct str summary_choice_acc(const struct summary *s, const struct target_metrics *t);

// The parts of one target: nothing where there is nothing to say.
void summary_choices(const struct summary *s, const struct target_metrics *t);
void summary_values(const struct summary *s, const struct target_metrics *t);
void summary_people(const struct summary *s, const struct target_metrics *t);
// The gap by tuning, and where tunings of one base model differ.
// `of` may be NULL: nothing is said of that then.
void summary_tunings(const struct summary *s, const struct tuning_gap *list, size_t n,
		     const struct tuning_differences *of);

// A row for each model of one run, or of several.
void summary_overview(const struct summary *s, const struct metrics *runs, size_t n);
// What stands before the reports of several runs: their models side by side.
void summary_compare(struct doc *d, const struct several *of);

#endif
