// What a reply to multiple choice chooses: read by rule, in Chinese and English.
//
// Bare, bracketed, full-width, numeric, lettered and quoted names, JSON, ordinals
// ("第一个 回复", "the latter"), statements ("答案是B", "I choose Reply 2"), comparisons
// and their negations, the text of an option word for word. The reading knows what was
// shown, and never which of it is right. What it cannot read, and what contradicts
// itself, is for a person to look at.
#ifndef JUDGE_CHOICE_PARSE_H
#define JUDGE_CHOICE_PARSE_H

#include "base/arena.h"
#include "core/choice.h"

struct choice_question {
	bool pair;    // two replies; else lettered options
	bool several; // more than one may be chosen
	size_t n;
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

// Pure; any thread. A reply of megabytes is read at its beginning and its end.
struct choice_found choice_parse(struct arena *a, const struct choice_question *q,
				 struct str reply);

#endif
