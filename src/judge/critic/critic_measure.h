// How well scores tell two kinds of rows apart. Not for other rooms.
#ifndef JUDGE_CRITIC_MEASURE_H
#define JUDGE_CRITIC_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct critic_scored {
	double z;
	bool positive;
	uint32_t set;
};

// Sorts by z. The area under the ROC curve (Mann-Whitney, ties half); NaN where one kind
// is missing.
double critic_auroc(struct critic_scored *s, size_t n);
// Mean of the shares found of both kinds at z >= threshold; NaN as above.
double critic_balanced(const struct critic_scored *s, size_t n, double threshold);
// A threshold for sets that nobody has seen, by balanced accuracy: half way between the
// best mean over the sets, which sets that lie far off draw away, and the median of each
// set's own best, which does not see how much they lose. A set counts its weight, and
// nothing where it has one kind only. Sorts by z.
double critic_best_threshold(struct critic_scored *s, size_t n, const double *weights,
			     uint32_t sets);
// The slope of riskiness = 1 / (1 + exp(-slope (z - threshold))) that makes the scores
// likeliest, both kinds in a set counting alike (Platt, 1999, with the offset fixed).
// `doubt` is how likely a row is of the other kind than its label, which bounds it; 1
// where no set has both kinds.
double critic_slope(const struct critic_scored *s, size_t n, const double *weights,
		    uint32_t sets, double threshold, double doubt);

#endif
