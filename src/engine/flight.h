// One sample on its way: attacked if need be, asked, judged, stored.
//
// A flight owns an arena in which everything of its sample lies; it is reset when the
// sample is done and the flight is used again. It ends by run_landed().
#ifndef ENGINE_FLIGHT_H
#define ENGINE_FLIGHT_H

#include "attack/attack.h"
#include "engine/machine.h"
#include "engine/plan.h"
#include "judge/judge.h"
#include "store/store.h"

struct run;
struct lane;
struct judges;

struct judging { // one judge at work on the flight's sample
	struct machine machine;
	struct judge_out out;
};

struct flight {
	struct run *run;
	struct lane *lane;
	struct arena arena;
	struct cell cell;
	struct sample sample;
	struct item base; // the suite's
	struct item
		asked; // what the target is asked: base, or what the attack made of it
	bool dropped;  // the run is stopping: store nothing more

	struct machine attack;
	struct attack_out attack_out;
	struct machine target;
	struct step_out target_out;
	struct call response;
	const struct judges *judges;
	struct judging *judging; // [judges->n], or of record alone: for steering
	size_t n_judging;        // still at work
	struct flight *next;     // of the free ones
};

void flight_start(struct flight *f, const struct place *place);

// What a flight does for its machines (flight_calls.c): their calls are stored in the
// run, and replayed from there when the run is resumed.
void flight_launch(struct flight *f, struct machine *m); // starts it
void flight_complete(struct machine *m, struct request *r);
bool flight_called(struct machine *m, int64_t number, const struct call *call);
void flight_forget(struct machine *m, int64_t number);

#endif
