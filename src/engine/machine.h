// Driving a step machine (core/step.h): asking what it asks, storing each call, and
// replaying what is stored.
//
// A machine runs inside one flight (flight.h) on the I/O thread. After a crash it is
// started again from the beginning: its requests are answered from the stored calls, in
// order, as long as their hashes match, and asked from where they end.
#ifndef ENGINE_MACHINE_H
#define ENGINE_MACHINE_H

#include "core/step.h"

struct flight;
struct model;

struct machine {
	struct flight *flight;
	struct str name; // its calls are stored under it
	void *state;
	// One step: the descriptor's own, with its settings and its kind of output.
	enum step (*advance)(struct machine *m, const struct event *event, struct err *e);
	void (*judge)(struct machine *m); // STEP_JUDGE: answered later by
					  // machine_judged(); NULL: a bug
	void (*ended)(struct machine *m,
		      enum step how); // DONE, SKIP or FAIL; out->why says why
	struct model *(*model)(
		struct machine *m,
		enum call_role role); // NULL: there is none, the machine fails
	struct step_out *out;
	const void *desc; // attack_desc, judge_desc, or NULL of the target's
	const void *settings;

	// private
	struct call *stored; // [n_stored] to be replayed
	size_t n_stored;
	int64_t next;         // number of the next call
	struct call *replies; // of the last STEP_ASK, [n_replies]
	size_t n_replies, n_pending;
	struct batch *batches; // every STEP_ASK's, newest first
};

void machine_start(struct machine *m);
void machine_judged(struct machine *m, const struct judgement *j);
// The call that was stored as `number`, or NULL.
const struct call *machine_call(const struct machine *m, int64_t number);

#endif
