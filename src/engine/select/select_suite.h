// Selecting a suite out of others: `assay select`. The steps are generate/select.h's.
//
// All candidates are in memory: about 1 KiB each. The output is in the order of the
// input. What `report` says: dropped by reason, and as warnings what could not be filled.
#ifndef ENGINE_SELECT_SUITE_H
#define ENGINE_SELECT_SUITE_H

#include "engine/run.h"
#include "suite/suite.h"

struct select_settings {
	struct opt_list suites;
	struct str output, taxonomy;
	struct opt_list langs; // empty: all
	bool well_formed, diversity;
	double near_dup; // 0: only equal texts are duplicates
	struct opt_list exclude;
	struct opt_list riskiness; // run files
	double min_riskiness;
	int64_t per_leaf, per_dimension, count;
	struct str scale;
	int64_t seed;
	// Of --victim: models, judges, params, llm, quiet. A run that is asked for lies
	// beside the output, NAME.victims.assay, and the same command goes on with it.
	struct run_settings victims;
};
extern const struct opt select_options[];

// False: nothing was written. ERR_STOPPED where the victims' run was interrupted.
bool select_suite(struct arena *a, const struct select_settings *s,
		  struct suite_report *report, struct err *e) MUST_CHECK;

#endif
