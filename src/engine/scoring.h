// How choices and pairs are scored, and which calls that takes (docs/choice.md).
//
// The calls are made together, by the machine "target" of a cell. Their numbers follow
// from what is asked and from whether the model scores continuations itself (`exact`):
// text first; over an API one chat gives both the text and the labels' probabilities.
// How likely the options are as texts does not depend on the order in which they are
// shown: only variant 0 is asked for it, the others have no such judgement.
#ifndef ENGINE_SCORING_H
#define ENGINE_SCORING_H

#include "base/opt.h"
#include "core/choice.h"
#include "core/sample.h"

enum scoring { SCORING_TEXT, SCORING_LABELS, SCORING_OPTIONS, SCORINGS };

struct scorings {
	enum scoring list[SCORINGS]; // [n] as asked for, the one of record first
	size_t n;
	bool on[SCORINGS];
};

// From names; a message begins with "--scoring: ". No names: text.
bool scorings_read(const struct opt_list *names, struct scorings *out,
		   struct err *e) MUST_CHECK;
// The judge that reads it: "choice", "choice-labels", "choice-options".
struct str scoring_judge(enum scoring scoring);
// False: it is no such judge.
bool scoring_of_judge(struct str judge, enum scoring *out);
const char *scoring_name(enum scoring scoring);

// Those of one variant.
struct scorings scorings_at(const struct scorings *s, int64_t variant);

// The requests, in the order of their numbers; returns how many. Everything lies in the
// arena.
size_t scoring_requests(struct arena *a, const struct scorings *s, bool exact,
			const struct item *item, const struct choice_order *order,
			struct request *out);
// Points the sample at the calls of its cell, [n] by number.
void scoring_attach(const struct scorings *s, const struct call *calls, size_t n,
		    struct sample *sample);

#endif
