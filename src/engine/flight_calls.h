// What a flight does for its machines: their calls are stored in the run, and replayed
// from there when the run is resumed.
#ifndef ENGINE_FLIGHT_CALLS_H
#define ENGINE_FLIGHT_CALLS_H

#include "engine/flight_state.h"

void flight_launch(struct flight *f, struct machine *m); // starts it
// Members of struct machine_ops (machine.h).
void flight_complete(struct machine *m, struct request *r);
bool flight_called(struct machine *m, int64_t number, const struct call *call);
void flight_forget(struct machine *m, int64_t number);

#endif
