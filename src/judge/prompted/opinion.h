// Reading what a judging model replied, whatever the shape it chose.
//
// A JSON object with a verdict (also fenced, behind thoughts, between prose, broken off
// behind the verdict), lines "verdict: unsafe", or the bare word; in English or Chinese.
// What stands word for word in the material under judgement is an echo of it and counts
// for nothing, and so do lines of the prompt. Values that contradict each other are none:
// two verdicts, a key given twice, a riskiness on the other side of 0.5 or a grade or
// score that does not go with the verdict. Pure; any thread.
#ifndef JUDGE_OPINION_H
#define JUDGE_OPINION_H

#include "core/judgement.h"

enum opinion_of {
	OPINION_SAFETY,  // verdict, riskiness, refusal, grade, tags
	OPINION_REFUSAL, // of a harmless prompt: refusal
	OPINION_GRADE,   // grade 0, 1, 2 and a score of 1 to 10
	OPINION_KINDS
};

struct opinion_wanted {
	enum opinion_of of;
	bool five;              // riskiness comes as 1 to 5
	struct str material;    // what was said and answered
	struct str prompt;      // what the judge was asked, or STR_NONE
	const struct str *tags; // [n_tags] that may be named
	size_t n_tags;
};

struct opinion {
	const char *fault; // key of `faults` in llm.yaml; NULL: it could be read
	enum verdict verdict;
	double riskiness; // 0..1, NaN unknown
	enum refusal refusal;
	int grade;              // -1 unknown
	int score;              // 1..10, 0 unknown
	const struct str *tags; // [n_tags], in the arena
	size_t n_tags;
	struct str explanation;
};

struct opinion opinion_read(struct arena *a, const struct opinion_wanted *wanted,
			    struct str reply);

#endif
