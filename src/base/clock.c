#include "base/clock.h"

#include <time.h>

uint64_t clock_mono_ns(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		bug("there is no monotonic clock");
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int64_t clock_wall_ms(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_REALTIME, &t) != 0)
		bug("there is no clock");
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct str clock_iso8601(struct arena *a, int64_t wall_ms)
{
	time_t seconds = (time_t)(wall_ms / 1000 - (wall_ms % 1000 < 0));
	struct tm t;

	if (!gmtime_r(&seconds, &t))
		bug("a time without a date"); // no count of milliseconds is that far away
	return arena_printf(a, "%04lld-%02d-%02dT%02d:%02d:%02dZ", t.tm_year + 1900LL,
			    t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}
