// What a reply to multiple choice is read against, and what is found in it.
#ifndef JUDGE_CHOICE_QUESTION_H
#define JUDGE_CHOICE_QUESTION_H

#include "core/choice.h"

struct choice_question {
	bool pair;               // two replies; else lettered options
	bool several;            // more than one may be chosen
	size_t n;                // at most CHOICE_OPTIONS_MAX
	const struct str *texts; // [n] in the order shown
};

enum choice_reading {
	CHOICE_TAKEN,  // `places`
	CHOICE_OTHER,  // both, neither, cannot be compared; several where one was asked
	CHOICE_REFUSE, // will not answer at all
	CHOICE_LOOK,   // cannot be read
};

struct choice_found {
	enum choice_reading reading;
	uint32_t places; // bit i: what is shown at place i; of CHOICE_TAKEN
	struct str read; // what it was read from, or why it could not; in the arena
};

#endif
