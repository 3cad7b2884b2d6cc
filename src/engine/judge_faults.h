// Why a judge came to no verdict: counted, so that one line can say it.
//
// Of judges that ask a model or a program; what a rule leaves unscored is its opinion.
// One thread.
#ifndef ENGINE_JUDGE_FAULTS_H
#define ENGINE_JUDGE_FAULTS_H

#include "core/judgement.h"
#include "engine/machine.h"

#define JUDGE_FAULT_REASONS 16 // told apart; whatever comes later is in `lost` alone

struct judge_fault_reason {
	enum failure kind; // what failed; FAILURE_NONE: nothing did
	char why[200];     // one line, or ""
	size_t n;          // samples
};

struct judge_faults {
	size_t asked;  // samples put to it
	size_t lost;   // of them without a verdict, though their answers are not blank
	size_t failed; // of these: a call failed, or the judge gave up
	struct judge_fault_reason reasons[JUDGE_FAULT_REASONS];
	size_t n_reasons;
};

// The last of a judge's calls that failed, or NULL.
const struct call *judge_failed_call(const struct machine *m);
// A sample has ended, as `how`, with this judgement.
void judge_faults_add(struct judge_faults *f, const struct machine *m, enum step how,
		      const struct judgement *j);
// One line on stderr, where there is something to say: how many were lost, and the
// commonest reason.
void judge_faults_tell(const struct judge_faults *f, struct str judge);

#endif
