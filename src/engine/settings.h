// The settings of a run as JSON: what the run file keeps, and what a resumed run reads
// again.
#ifndef ENGINE_SETTINGS_H
#define ENGINE_SETTINGS_H

#include "base/json.h"
#include "engine/run.h"

// Every option by its name; lists as arrays. No secret is among the options.
struct str settings_to_json(struct arena *a, const struct opt *rows,
			    const void *settings);
bool settings_from_json(struct arena *a, const struct opt *rows, struct str text,
			void *settings, struct err *e) MUST_CHECK;

#endif
