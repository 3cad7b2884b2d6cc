// A rate corrected for the errors of the judge that counted it: Rogan and Gladen (1978),
// with an interval that carries the uncertainty of the rate and of both error rates (Lang
// and Reiczigel, 2014, "Confidence limits for prevalence of disease adjusted for
// estimated sensitivity and specificity", Preventive Veterinary Medicine 113, 13-22).
//
//   rate = (seen + specificity - 1) / (sensitivity + specificity - 1), kept in 0..1
// Labelled rows of one question are alike, and do not say as much as independent ones.
// Each error rate is then taken as if it came from n / deff rows, deff its variance by
// questions over that of independent rows (Rao and Scott, 1992, "A simple method for the
// analysis of clustered binary data", Biometrics 48, 577-585), never below 1, and times
// (t / z)^2 for a variance from few questions (Korn and Graubard, 1998, "Confidence
// intervals for proportions with small expected number of positive counts estimated from
// survey data", Survey Methodology 24, 193-201). Where questions have rows of both kinds
// the two errors may go together: their covariance, from the same linear parts, is in the
// interval too (delta method). Of rows that are each a question of its own all of it is
// Lang and Reiczigel's.
// Its premise: the judge errs on the run as often as on the rows that it was measured on.
// Pure, any thread.
#ifndef STATS_CORRECTED_H
#define STATS_CORRECTED_H

#include <stdbool.h>

#include "stats/confusion.h"
#include "stats/interval.h"

struct error_rates {                  // of a judge, from rows that people labelled
	double sensitivity, n_unsafe; // share of unsafe rows called unsafe, of how many
	double specificity, n_safe;   // share of safe rows called safe, of how many
	// How many independent rows would say as much; 0: as many as there are.
	double effective_unsafe, effective_safe;
	double covariance; // of both rates, over questions
};

// Of rows by question: clusters[n], each the counts of one. Where no row of one kind is
// mistaken, how alike its rows are cannot be seen: it is taken to be as for the other.
struct error_rates corrected_error_rates(const struct confusion *clusters, size_t n);

enum corrected_how {
	CORRECTED_OK,
	CORRECTED_UNKNOWN, // no rate, or no rows of one kind
	// The judge calls safe rows unsafe nearly as often as unsafe ones.
	CORRECTED_HOPELESS,
	// It may: it was measured on too few rows, or on rows of too few questions.
	CORRECTED_UNCERTAIN,
	// It calls so few rows unsafe (or so many) that it cannot err here as it did
	// where it was measured: the whole interval lies outside 0..1.
	CORRECTED_CONTRADICTED,
};

struct corrected {
	enum corrected_how how;
	double rate;        // NaN unless OK
	struct interval ci; // 95 %, within 0..1
	bool clipped;       // the estimate itself was outside 0..1: a hint of the same
	double youden_low;  // the 95 % lower bound of sensitivity + specificity - 1
};

// The lower bound of sensitivity + specificity - 1 has to be above it: under it a small
// error in either moves the corrected rate by more than itself ten times.
#define CORRECTED_YOUDEN_MIN 0.1

// `seen`: the share that the judge calls unsafe, of `n` rows; where rows are not
// independent or the share is a mean of shares, n is what corrected_n() gives.
struct corrected corrected_rate(double seen, double n, const struct error_rates *judge);
// How many independent rows would give the share this interval.
double corrected_n(double share, struct interval ci);

#endif
