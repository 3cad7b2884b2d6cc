// How replies and options are named in a text: "回复1", "the second option", "B".
#ifndef JUDGE_CHOICE_NAMES_H
#define JUDGE_CHOICE_NAMES_H

#include "judge/choice/choice_question.h"

enum name_kind {
	NAME_NONE,
	NAME_FULL,   // "回复1", "the second option", "B项"
	NAME_BARE,   // "B", "2"
	NAME_FORMER, // of two that were named before
	NAME_LATTER,
};

struct name {
	enum name_kind kind;
	uint32_t places;
	size_t n; // bytes
};

// The name that begins at `at`; NAME_NONE, with n 0 or the bytes of one that is out of
// range.
struct name choice_name(const struct choice_question *q, struct str plain, size_t at);

#endif
