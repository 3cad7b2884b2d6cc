#include "engine/shares.h"

#include <inttypes.h>

#include "base/log.h"

bool share_exceeded(uint64_t n, uint64_t of, double most, const char *option,
		    const char *what)
{
	if ((double)n <= most * (double)of)
		return false;
	log_warn("%" PRIu64 " of %" PRIu64 " %s, more than %s %g allows", n, of, what,
		 option, most);
	return true;
}
