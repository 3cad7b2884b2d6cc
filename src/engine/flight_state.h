// A sample on its way: what flight.c and flight_calls.c share. Private.
#ifndef ENGINE_FLIGHT_STATE_H
#define ENGINE_FLIGHT_STATE_H

#include "engine/machine.h"
#include "engine/run_state.h"

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

#endif
