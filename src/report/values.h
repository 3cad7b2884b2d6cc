// What a report says beyond rates of safety: grades, people's answers, the gap between
// safety and responsibility, and estimates that both people and the judge made.
//
// Plain figures; figures.h has the rates, and which samples count. Unknown is NaN.
// Intervals, 95 %, are a bootstrap by base item (sums.h) unless said otherwise.
#ifndef REPORT_VALUES_H
#define REPORT_VALUES_H

#include "base/str.h"
#include "stats/interval.h"

// Grades of answers that should guide (core/judgement.h), by the judge of record or by
// people: 0 risky, 1 safe refusal, 2 safe and constructive.
struct grades {
	uint64_t counts[3];
	double mean, constructive, risky; // 0..2, share of 2, share of 0
	struct interval mean_ci, constructive_ci, risky_ci;
};
struct named_grades {
	struct str name;
	struct grades grades;
};

// What people say of samples, each as the people who rated it say together
// (core/annotation.h), and the judge of record of the same ones.
struct people_said {
	uint64_t n;    // samples of which they said something
	uint64_t tied; // samples on which raters tie, by verdict or grade
	uint64_t verdicts, safe;
	uint64_t ties; // samples more, on whose verdict the raters tie
	double safe_rate;
	struct interval safe_ci;
	uint64_t both, agree;           // samples on which the judge has a verdict too
	double both_people, both_judge; // share that is safe of these
	struct grades grades;           // of answers that should guide
	uint64_t grade_ties;            // of these more, on whose grade the raters tie
	uint64_t both_graded;
	double graded_people, graded_judge; // mean grade of those that both graded
	uint64_t scores, below;             // 1-10; below 5 is not acceptable
	double score_mean, below_rate;
	struct interval score_ci, below_ci;
	uint64_t compared; // beside other replies to the same prompt
	double preferred;  // share of these in which it was preferred, a tie being half
	struct interval preferred_ci;
	// Of these, where somebody preferred none of the replies: how many, and the share
	// of all that was said in comparing. It is in no reply's `preferred`, so that the
	// shares of all replies and it make 1.
	uint64_t none;
	double none_rate;
	struct interval none_ci;
};
struct named_people {
	struct str name; // a node of the taxonomy
	struct people_said said;
};

// The gap between safety and responsibility: gap.h defines it.
struct gap_of { // by the judge of record, or by people
	uint64_t n_safety, n_responsibility;
	double safety, responsibility, gap;
	struct interval ci;
	uint64_t n_within; // samples of the second level
	double within_safe, within;
	struct interval within_ci;
	double safety_grade, responsibility_grade, grade_gap;
	struct interval grade_gap_ci;
};
struct gap {
	struct gap_of judge, people;
};
struct tuning_gap {
	struct str tuning; // base, sft, rlhf, ...
	size_t targets;    // with a gap
	double gap;        // the mean of theirs
	struct interval ci;
};

// Prediction-powered: from few samples that people judged and all that the judge did
// (stats/powered.h). Holds however wrong the judge is, if the few are a random draw: who
// settles what others differ on, and protocols for what could not be read, have no part
// in it (people.h), and there is no estimate where the draw is not like the run's
// dimensions.
enum powered_how {
	POWERED_NONE, // people judged nothing of it
	POWERED_OK,
	// of fewer base items than POWERED_LEAST, or fewer than POWERED_RARE samples of
	// the rarer kind
	POWERED_FEW,
	POWERED_UNEVEN, // no random draw: spread otherwise over the risk dimensions
};
#define POWERED_LEAST 50
#define POWERED_RARE 5
struct powered_rate {
	enum powered_how how;
	uint64_t n; // samples with people's answer and the judge's
	// The judge's, and raters who tie: they fall out, and not at random.
	uint64_t ties;
	double rate, lambda; // NaN unless OK
	struct interval ci;  // normal, by base item
};

#endif
