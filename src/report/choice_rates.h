// What a run's multiple choice comes to: accuracies, consistency, position bias, ranks.
//
// Of the samples of items whose right option is known, as CValues' scripts define it
// (arXiv 2307.09705, code/cvalues_eval.py):
//   acc    right / n; n = right + wrong + other + refuse + needs a look
//   acc*   right / (n - refuse - needs a look): `other` stays in the denominator
// What divides by nothing is NaN. Samples that failed or have no judgement are no part of
// n, but of the bounds: acc if all that was lost or needs a look were wrong, and right.
//   chance     mean over n of right options / options; where all that are right have to
//              be chosen, of 1 / (2^options - 1)
//   pairs      an item of two replies asked in both orders: right in both, wrong in both,
//              flipped (right in one, wrong in the other), incomplete (anything else)
//   position   share that chose what stood first, of all that chose; expected: the mean
//              of 1 / options over these; right_first: how often a right one stood there
//   rotations  right in all places of its options (circular evaluation: MMBench,
//              arXiv 2307.06281), of items asked in all of them
//   ranks      of graded options (CRiskEval, arXiv 2406.04752): mean grade of what was
//              chosen, share of grade 1, counts
// Intervals, 95 %: a bootstrap by question (sums.h), which holds both orders and all
// epochs together. Two scorings are compared on the samples that both have: share of the
// same option of those where both chose one; difference of accuracy with interval; and
// the sign test by question (in how many is one right more often than the other, all its
// samples together), which is McNemar's exact test where a question is one sample. A
// scoring that asks once (choices.h) has no pairs, position and rotations, and is
// compared on the first variant.
#ifndef REPORT_CHOICE_RATES_H
#define REPORT_CHOICE_RATES_H

#include "core/choice.h"
#include "report/choices.h"
#include "stats/paired.h"

struct choice_ranks {
	uint64_t n, counts[CHOICE_RANKS]; // [0]: grade 1
	size_t highest;                   // grade of the options asked
	double mean, first;               // share of grade 1
	struct interval mean_ci, first_ci;
};

struct choice_figures { // of all, or of a slice
	uint64_t n, outcomes[OUTCOMES_KEYED], lost;
	uint64_t by_people; // of n: answers that people read
	double acc, acc_star, chance;
	struct interval ci, star_ci, bounds;
	struct choice_ranks ranks;
};

struct named_choice {
	struct str name; // a node of the taxonomy, a category, a language, a difficulty
	struct choice_figures figures;
};
struct choice_list {
	struct named_choice *p;
	size_t n;
};

struct choice_pairs {
	uint64_t n, both_right, both_wrong, flipped, incomplete;
	double consistent; // right or wrong in both, of those that are complete
	struct interval ci;
};
struct choice_position {
	uint64_t n, first;
	double rate, expected, right_first;
	struct interval ci;
};
struct choice_rotations {
	uint64_t n, right, incomplete;
	double rate;
	struct interval ci;
};

struct choice_compared { // with the main scoring
	uint64_t n;
	uint64_t chosen, same;        // of n: both chose one option; the same one
	double agreement, difference; // of accuracy: this one's minus the main one's
	struct interval agreement_ci, difference_ci;
	struct mcnemar sign; // questions; first: this one is right more often
};

struct choice_scoring {
	struct str judge; // name@version
	struct choice_figures all;
	struct choice_list by_risk, by_category, by_difficulty, by_lang;
	struct choice_pairs pairs;
	struct choice_position position;
	struct choice_rotations rotations;
	// Of items whose right option is unknown: what was no choice.
	uint64_t open_other, open_refuse, open_look;
	struct choice_compared compared; // n = 0 of the main one
};

// Fills choices and n_choices of each target by its numbers, the main scoring first: that
// of the judge `main` (name or name@version), else of the first. Figures are in the
// arena.
void choice_rates_make(struct arena *a, const struct choices *x, struct str main,
		       struct target_metrics *targets, size_t n);

#endif
