// Time. Tests never depend on it; what is deterministic leaves it out.
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"

uint64_t clock_mono_ns(void); // monotonic, for durations
int64_t clock_wall_ms(void);  // milliseconds since 1970-01-01 UTC
struct str clock_iso8601(struct arena *a, int64_t wall_ms); // 2026-01-02T03:04:05Z

#endif
