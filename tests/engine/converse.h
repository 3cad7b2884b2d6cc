// An attack that does everything a machine may: asks the target twice at once, then an
// attacker, then the steering judge, then the target again, whose last answer is the
// response. Its program has this registry in place of the shipped one.
#ifndef TESTS_ENGINE_CONVERSE_H
#define TESTS_ENGINE_CONVERSE_H

#include "attack/attack.h"

#define CONVERSE_CALLS 4 // two, one, one: numbers 0 to 3

extern const struct attack_desc attack_converse;

#endif
