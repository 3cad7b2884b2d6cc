// One sample on its way: attacked if need be, asked, judged, stored.
//
// A flight owns an arena in which everything of its sample lies; it is reset when the
// sample has landed, and the flight is used again. What is in the air is counted in the
// lane and in the run.
#ifndef ENGINE_FLIGHT_H
#define ENGINE_FLIGHT_H

#include "engine/run_state.h"

// Sends one off; it may have landed when this returns.
void flight_start(struct lane *lane, const struct place *place);
// Frees all of a run's. Only once its llm is gone: requests lie in them.
void flights_release(struct run *run);

#endif
