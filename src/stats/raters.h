// Agreement of any number of raters: Fleiss' kappa, Krippendorff's alpha, Gwet's AC1.
//
// All three take the same table: for each unit (a row that was rated) how many raters put
// it in each category. Raters may be missing, and differ from unit to unit; units with
// fewer than two ratings count only where said. 1 is perfect, 0 what chance would give;
// NaN: unknown (nothing rated twice, or no variation to agree about). Pure, any thread.
#ifndef STATS_RATERS_H
#define STATS_RATERS_H

#include <stddef.h>
#include <stdint.h>

struct ratings {
	const uint32_t *counts; // [units][categories]
	size_t units, categories;
};

// (Pa - Pe) / (1 - Pe): Pa is the mean over units of the share of pairs of raters that
// agree, Pe the sum of squares of the categories' mean shares (Fleiss, 1971; with missing
// ratings as Gwet, 2014, has it: the shares are over all units that were rated).
double raters_fleiss(const struct ratings *r);
// The same with Pe = sum(p (1 - p)) / (q - 1) (Gwet, 2008, "Computing inter-rater
// reliability and its variance in the presence of high agreement", British Journal of
// Mathematical and Statistical Psychology 61, 29-48), which does not fall where nearly
// everything is in one category. q is the number of categories that the question allows
// (`choices`, 2 or more), said or not, as Gwet defines it: a table's columns that stand
// for no answer to this question are not among them.
double raters_ac1(const struct ratings *r, size_t choices);

enum alpha_level {
	ALPHA_NOMINAL,  // different or not
	ALPHA_ORDINAL,  // categories are in their order
	ALPHA_INTERVAL, // and have values
};
// 1 - Do / De over the table of coincidences (Krippendorff, 2011, "Computing
// Krippendorff's alpha-reliability"). values[categories] is for ALPHA_INTERVAL; NULL: 0,
// 1, 2 ...
double raters_alpha(const struct ratings *r, enum alpha_level level,
		    const double *values);

// The human ceiling: how often a single rater says what the majority of all raters of the
// unit says (that rater included, which flatters people a little), over units with three
// ratings or more and a single largest category. *units: how many these were.
double raters_ceiling(const struct ratings *r, size_t *units);

// --- The same figures of a table that is added up unit by unit, each as often as a
// bootstrap drew it; only what was said is gone through. One thread.
struct raters_said {
	uint32_t category, count; // how many raters of the unit said it, 1 or more
};
struct raters_sums {
	size_t categories;
	double rated, several;    // units that were rated; by two or more
	double agreeing, ratings; // of those by two or more: shares of pairs; ratings
	double *shares, *totals, *below; // [categories]; private
	double *apart;                   // [categories * categories]; private
};
void raters_sums_init(struct raters_sums *s, size_t categories);
void raters_sums_release(struct raters_sums *s);
void raters_sums_clear(struct raters_sums *s); // nothing was added
// One unit: said[n], each category once.
void raters_sums_add(struct raters_sums *s, const struct raters_said *said, size_t n,
		     double weight);
// The mean share of pairs of raters that agree.
double raters_sums_raw(const struct raters_sums *s);
double raters_sums_fleiss(const struct raters_sums *s);
// `choices`: how many categories there were to choose from, said or not.
double raters_sums_ac1(const struct raters_sums *s, size_t choices);
double raters_sums_alpha(struct raters_sums *s, enum alpha_level level,
			 const double *values);

#endif
