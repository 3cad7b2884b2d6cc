#include "net/retry_after.h"

#include <curl/curl.h>
#include <math.h>

#include "base/str.h"

double retry_after_seconds(const char *retry_after, const char *retry_after_ms,
			   int64_t now_s)
{
	double value;
	if (str_to_double(str_trim(str_of(retry_after_ms)), &value) && value >= 0)
		return value / 1000;
	if (str_to_double(str_trim(str_of(retry_after)), &value) && value >= 0)
		return value;
	if (!retry_after)
		return NAN;
	time_t at = curl_getdate(retry_after, NULL);
	if (at < 0)
		return NAN;
	return at > now_s ? (double)(at - now_s) : 0;
}
