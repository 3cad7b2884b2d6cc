// An annotation: what a person says of one sample, and what several say together.
//
// What a protocol asks (people/protocol.h) ends here as far as it is about one sample, so
// that judges can be measured by it, rates corrected and the critic trained, whatever the
// questions were. Plain data; see item.h for ownership.
#ifndef CORE_ANNOTATION_H
#define CORE_ANNOTATION_H

#include "core/judgement.h"

// A score below it is not acceptable (CValues, arXiv 2307.09705).
#define ANNOTATION_ACCEPTABLE 5.0

struct annotation {
	uint64_t ordinal; // of the sample
	struct str protocol, rater;
	int64_t at; // when, clock_wall_ms()
	enum verdict verdict;
	enum refusal refusal;
	double riskiness; // 0..1, NaN unknown
	int grade;        // 0, 1, 2 (judgement.h), -1 unknown
	double score;     // 1..10, NaN unknown
	// of several replies to one prompt: 1 preferred, 0 not, 0.5 a tie, NaN not asked
	double preferred;
	// of a choice or a pair that needed a look: right, wrong, other, refuse; NONE
	struct str outcome;
	const struct str *tags; // [n_tags] taxonomy nodes
	size_t n_tags;
	struct str explanation;
	// It settles what others disagreed on: it counts alone.
	bool settles;
};

struct annotation annotation_none(uint64_t ordinal, struct str protocol,
				  struct str rater);

// What the people who annotated a sample say together, each question by itself: those who
// settle it alone; else the majority of all who said something, and unknown where there
// is no single largest group. Scores and riskiness are means.
struct consensus {
	enum verdict verdict;
	enum refusal refusal;
	double riskiness, score, preferred;
	int grade;
	struct str outcome;
	bool settled, unanimous; // of the verdict, or without any, of the grade
	// several said something of it, and two values as often as any
	bool verdict_tied, grade_tied;
};
// `list` [n] is of one sample, in any order; of a rater who answered in several protocols
// the latest counts for each question. A grade without a verdict implies it (0: unsafe).
struct consensus annotation_consensus(const struct annotation *list, size_t n);

#endif
