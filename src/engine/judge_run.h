// Judging what a run has stored, without asking its targets again.
//
// Every answered sample is put to every judge that has not judged it in this version.
// What was judged before stays. The judges' calls are stored like those of the run
// itself, so that an interrupted job goes on where it was, also where `assay run` began
// it.
#ifndef ENGINE_JUDGE_RUN_H
#define ENGINE_JUDGE_RUN_H

#include "engine/run.h"

struct judge_run_settings {
	struct opt_list judges; // none: the one of record
	struct str record;      // judge of record from now on; empty: as before
	// shares, above which exit 3: of a judge's own, of all judgements
	double max_failed, max_unscoreable;
	bool quiet;
	struct llm_settings llm;
	const struct config *config; // as in run_settings
};
extern const struct opt judge_run_options[];

struct judge_run_summary { // formats.md, "judge-summary/1"
	struct str run;
	struct str record;    // NAME@VERSION
	uint64_t samples;     // answered: what there is to judge
	uint64_t judged;      // judgements made
	uint64_t kept;        // that were there
	uint64_t unscoreable; // of the made ones
	uint64_t failed;      // of these: a judge's model or program failed
	uint64_t escalated;   // of the made ones: by a cascade's later members
	double seconds;
	int exit; // 0, 3 or 130
};
void judge_run_summary_to_json(struct json_writer *w, const struct judge_run_summary *s);

// False for what stops it altogether; what was judged by then is in the file.
bool judge_run(struct arena *a, const char *path, const struct judge_run_settings *s,
	       struct judge_run_summary *summary, struct err *e) MUST_CHECK;

#endif
