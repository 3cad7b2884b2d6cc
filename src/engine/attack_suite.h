// Attacking a whole suite into another: `assay attack`.
//
// Applies to attacks that need no conversation with a target. Items that an attack cannot
// treat are counted in dropped as "ATTACK: why" and named; comply items and items that
// are attacked already pass only with `with_base`.
#ifndef ENGINE_ATTACK_SUITE_H
#define ENGINE_ATTACK_SUITE_H

#include "base/opt.h"
#include "suite/suite.h"

struct attack_settings {
	struct str suite, output, taxonomy;
	struct opt_list attacks;
	int64_t seed;
	bool with_base;
};
extern const struct opt attack_options[];

bool attack_suite(struct arena *a, const struct attack_settings *s,
		  struct suite_report *report, struct err *e) MUST_CHECK;

#endif
