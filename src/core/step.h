// Step machines: how attacks, judges and generators ask models without waiting for
// them.
//
// A machine is a pure function of the sample, its seed and the events so far. It is
// called with EVENT_START, then once for each answer to what it asked, until it says
// DONE, SKIP or FAIL. The engine drives it: hundreds interleave on the I/O thread, and
// every finished call is stored, so that after a crash the machine is replayed over the
// stored calls and asks only from where they end. Its state is a zeroed block of
// `state_size` bytes, never stored.
#ifndef CORE_STEP_H
#define CORE_STEP_H

#include "core/sample.h"

enum step {
	STEP_ASK, // out->requests [n_requests], answered together by EVENT_REPLIES
	// attacks only: out->messages is judged by the steering judge: EVENT_JUDGED
	STEP_JUDGE,
	STEP_DONE,
	// this item cannot be treated (a choice under code injection): out->why
	STEP_SKIP,
	STEP_FAIL, // tried and failed (a writer that refuses): out->why
};

enum event_kind { EVENT_START, EVENT_REPLIES, EVENT_JUDGED };

struct event {
	enum event_kind kind;
	// [n] of EVENT_REPLIES, in the order of the requests, failed ones too
	const struct call *calls;
	size_t n;
	const struct judgement *judgement; // of EVENT_JUDGED
};

#define STEP_REQUESTS_MAX 16

// What a step hands back. The engine sets `arena`; whatever the others point to lies
// there or outlives the machine.
struct step_out {
	struct arena *arena;
	struct request requests[STEP_REQUESTS_MAX]; // of STEP_ASK, 1 to 16
	size_t n_requests;
	// [n_messages] of STEP_JUDGE: the conversation, reply last
	const struct message *messages;
	size_t n_messages;
	struct str why; // of STEP_SKIP, STEP_FAIL: one line
};

#endif
