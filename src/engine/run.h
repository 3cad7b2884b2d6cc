// A run, from plan to last judgement.
//
// One thread plans samples lazily, asks, judges and stores them. Every sample is a cell
// of target x item x form (base or an attack) x parameters x epoch x variant x try; its
// ordinal is its place in that product, so that a resumed run counts the same way. Each
// target has its own cursor over the suite, so that a slow one never holds up another.
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include "base/opt.h"
#include "engine/scoring.h"
#include "llm/llm.h"
#include "suite/config.h"

struct run_settings {
	struct str suite;
	struct opt_list models, attacks, judges, params;
	struct str record;   // judge of record; empty: the first of `judges`
	struct str taxonomy; // empty: as the suite says, else s-eval
	struct str rewriter; // model for attacks that have a writer
	struct str attacker; // model of attacks that converse; empty: the rewriter
	struct str system;   // a system message put in front of every item
	struct str blocked;  // out, refusal
	struct str output;   // run file; empty: named after suite and time
	struct str per;
	struct opt_list scoring; // of choices and pairs: text, labels, options
	bool rotate, shuffle;    // their options
	int64_t limit, epochs, tries, seed;
	// Shares of the samples, above them exit 3; also of the samples put to a judge,
	// on which its model or program failed.
	double max_failed, max_unscoreable;
	bool quiet;
	struct llm_settings llm;
	// assay.yaml, which may define judges by name; NULL: none. No option.
	const struct config *config;
};
extern const struct opt
	run_options[]; // rows over it, the command line's and assay.yaml's

struct run_summary { // formats.md, "run-summary/1"
	struct str run;
	uint64_t samples, answered, failed[FAILURES], judged, unscoreable;
	uint64_t skipped;       // the attack cannot treat the item
	uint64_t attack_failed; // it tried
	uint64_t escalated; // of the judged: by later members of the cascade of record
	// judgements lost since its model or program failed, by whatever judge, this time
	uint64_t judge_failed;
	// Of choices and pairs, by the judge of record; `looked` and `lost` (the call
	// that it reads failed or says nothing) are among the unscoreable, `lost` also
	// among what max_failed bounds.
	uint64_t choices, right, wrong, other, refused, looked, lost;
	// by the other scorings asked for: without probabilities, or the call failed
	uint64_t lost_besides[SCORINGS];
	uint64_t resumed; // were done before
	double seconds;
	int exit; // 0, 3 or 130
};
void run_summary_to_json(struct json_writer *w, const struct run_summary *s);

// Both give false for what stops a run altogether (input, usage, disk, a hopeless model);
// what was done by then is in the file. `summary->run` lies in the arena.
bool run_start(struct arena *a, const struct run_settings *s, struct run_summary *summary,
	       struct err *e) MUST_CHECK;
struct resume_settings { // what may differ from the first time
	bool quiet;
	int64_t concurrency, threads; // 0: as before
	double timeout;               // 0: as before
	const struct config *config;  // as in run_settings
};
bool run_resume(struct arena *a, const char *path, const struct resume_settings *s,
		struct run_summary *summary, struct err *e) MUST_CHECK;

#endif
