// How far people agree on one question, with 95 % intervals by a bootstrap over what was
// rated (stats/resample.h).
//
// All figures are of the units that two or more rated: one that is answered once says
// nothing of agreement, and would only shift what kappa and AC1 expect of chance.
// Raw agreement: the share of pairs of raters who say the same, averaged over units with
// two answers or more. Kappa: Cohen's where there are two raters in all, else Fleiss';
// Krippendorff's alpha at the level that suits the question; Gwet's AC1 (stats/raters.h
// and stats/cohen.h have the formulas and sources). NaN: unknown. Time is bounded: rounds
// are fewer where there is much to add up.
#ifndef PEOPLE_AGREEMENT_H
#define PEOPLE_AGREEMENT_H

#include <stdbool.h>

#include "stats/interval.h"
#include "stats/raters.h"

struct rating {
	uint32_t unit, rater;
	double code; // what was said; finite
};

struct agreement {
	size_t units;      // that two or more rated
	size_t raters;     // who rated any
	size_t categories; // that there were to choose from
	bool cohen;        // kappa is Cohen's
	enum alpha_level level;
	double raw, kappa, alpha, ac1;
	struct interval raw_ci, kappa_ci, alpha_ci, ac1_ci;
};

#define AGREEMENT_CATEGORIES 200 // that were said: beyond it all is unknown

struct agreement_of { // what is rated
	enum alpha_level level;
	// That a rater could choose from, said or not: AC1 reckons with them. Never fewer
	// than were said; 0: unknown.
	size_t categories;
	double budget; // about how many additions all rounds may cost
};

// Sorts `list` by unit and rater, and drops from it what takes no part.
void agreement_measure(struct rating *list, size_t n, const struct agreement_of *of,
		       struct agreement *out);

#endif
