// Attacking a whole suite into another: `assay attack`.
//
// Applies to attacks that need no conversation with a target. What an attack cannot
// treat, and what its writer failed at, is counted in dropped as "ATTACK: why", and the
// items are named in untreated. Comply items and items that are attacked already pass
// only with `with_base`. The output's order is the suite's, whatever order a writer
// answers in.
//
// With a rewriter the replies that have come back are kept beside the output
// (OUTPUT.part): after an interruption the same settings go on from there.
#ifndef ENGINE_ATTACK_SUITE_H
#define ENGINE_ATTACK_SUITE_H

#include "base/opt.h"
#include "llm/llm.h"
#include "suite/suite.h"

struct attack_settings {
	struct str suite, output, taxonomy, rewriter;
	struct opt_list attacks;
	int64_t seed;
	bool with_base, quiet;
	struct llm_settings llm;
};
extern const struct opt attack_options[];

bool attack_suite(struct arena *a, const struct attack_settings *s,
		  struct suite_report *report, struct err *e) MUST_CHECK;

#endif
