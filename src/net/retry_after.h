// The header that says how long to wait (RFC 9110, section 10.2.3; retry-after-ms is
// OpenAI's and Azure's).
#ifndef NET_RETRY_AFTER_H
#define NET_RETRY_AFTER_H

#include <stdint.h>

// Seconds from now, at least 0; NaN where neither header says anything that can be read.
// NULL: absent.
double retry_after_seconds(const char *retry_after, const char *retry_after_ms,
			   int64_t now_s);

#endif
