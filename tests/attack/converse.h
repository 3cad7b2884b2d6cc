// An attack that converses, for tests of the contract (core/step.h): not shipped, and no
// good at its job.
//
// Each turn it asks the attacker for two lines at once, says the longer one to the
// target, and has the conversation judged. It ends with the target's call whose
// conversation was judged riskiest so far once that is at least 0.5, or after
// CONVERSE_TURNS turns. A failed attacker fails it; a target's failed call ends it as the
// answer; an empty line of the attacker skips the item.
#ifndef TESTS_ATTACK_CONVERSE_H
#define TESTS_ATTACK_CONVERSE_H

#include "attack/attack.h"

#define CONVERSE_TURNS 3
#define CONVERSE_LINES 2                    // asked of the attacker at once
#define CONVERSE_CALLS (CONVERSE_LINES + 1) // a turn

extern const struct attack_desc attack_converse;

#endif
