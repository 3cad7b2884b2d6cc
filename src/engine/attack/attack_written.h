// `assay attack` with a rewriter: many machines at once, and what they make in the order
// of the suite.
#ifndef ENGINE_ATTACK_WRITTEN_H
#define ENGINE_ATTACK_WRITTEN_H

#include "engine/attack/attack_making.h"

// The whole suite; making.rewriter is there.
bool attack_written(struct making *m, struct err *e) MUST_CHECK;

#endif
