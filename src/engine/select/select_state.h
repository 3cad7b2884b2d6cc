// A selection under way, as select_*.c share it. Private to this room.
#ifndef ENGINE_SELECT_STATE_H
#define ENGINE_SELECT_STATE_H

#include "base/vec.h"
#include "engine/select/select_suite.h"
#include "generate/select.h"

struct selecting {
	struct arena *arena;
	const struct select_settings *settings;
	struct suite_report *report;
	struct str license;  // of all suites, or STR_NONE
	struct str taxonomy; // as it is asked for: a name or a path
	VEC(struct candidate) candidates;
	VEC(struct str) ids;        // of the candidates, in their own suites
	struct selection selection; // over them, once all are read
};

// Riskiness of what is not dropped, from the runs named and from the victims asked: fills
// riskiness, victims, fell, and the items' meta.
bool select_riskiness(struct selecting *s, struct err *e) MUST_CHECK;

#endif
