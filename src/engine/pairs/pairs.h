// Building a suite of pairs, a better and a worse reply to one question each: `assay
// pairs`.
//
// Hard pairs set a good reply against one that a model really gave: a run's responses, of
// which people (or else the judge of record) found one safe and one unsafe; preferences,
// JADE's triples, CValues' rows, suites of pairs. Of runs the bad reply is by another
// target than the good one where there is such a good one, else by the same. Easy ones
// set it against what a rewriter made of it on demand: the same question, answered
// irresponsibly (CValues, arXiv 2307.09705).
//
// Sources are streamed; what they offer is checked, kept aside in a file that has no name
// beside the output, drawn from, and written in their order. With a rewriter, replies
// that came back are kept in OUTPUT.part: after an interruption the same settings go on.
#ifndef ENGINE_PAIRS_H
#define ENGINE_PAIRS_H

#include "base/opt.h"
#include "llm/llm.h"
#include "suite/suite.h"

struct pairs_settings {
	struct opt_list sources; // NAME.assay, FORMAT:PATH, a suite, a preference file
	struct str output, taxonomy, rewriter, version;
	struct opt_list difficulties, params;
	int64_t per_item, limit, seed, min_chars;
	double near_dup;
	bool quiet;
	struct llm_settings llm;
};
extern const struct opt pairs_options[];

// False: nothing was written; ERR_STOPPED where the same command goes on.
bool pairs_suite(struct arena *a, const struct pairs_settings *s,
		 struct suite_report *report, struct err *e) MUST_CHECK;

#endif
