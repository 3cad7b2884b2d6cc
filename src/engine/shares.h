// --max-failed and --max-unscoreable: how many may be lost before a command exits with 3.
#ifndef ENGINE_SHARES_H
#define ENGINE_SHARES_H

#include <stdbool.h>
#include <stdint.h>

// Whether `n` of `of` are more than the option (--max-failed ...) allows; that is said in
// one line of the log then: "7 of 20 samples failed, more than --max-failed 0.05 allows".
bool share_exceeded(uint64_t n, uint64_t of, double most, const char *option,
		    const char *what);

#endif
