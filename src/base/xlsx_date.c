#include "base/xlsx_date.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"

#define DAY_SECONDS 86400
#define UNIX_1900 25569 // 1970-01-01, counted from 1899-12-30
#define UNIX_1904 24107 // counted from 1904-01-01
#define LEAP_1900 60    // 1900-02-29, which never was: days before it count one less
#define END_1900 2958466.0
#define END_1904 2957004.0

bool xlsx_date_known(long id)
{
	// the last ones in Chinese, Japanese and Korean spreadsheets
	return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
	       (id >= 50 && id <= 54) || id == 57 || id == 58;
}

// What stands in quotes or brackets, or behind one of \ _ *, is no part of a date; nor is
// what is for negative numbers, behind a semicolon.
bool xlsx_date_code(const char *code)
{
	for (; *code && *code != ';'; code++) {
		if (*code == '"' || *code == '[') {
			code = strchr(code + 1, *code == '"' ? '"' : ']');
			if (!code)
				return false;
		} else if (strchr("\\_*", *code) && code[1]) {
			code++;
		} else if (strchr("yYdD", *code)) {
			return true;
		}
	}
	return false;
}

struct str xlsx_date(struct arena *a, double days, bool from_1904)
{
	double first = from_1904 ? 0 : 1, end = from_1904 ? END_1904 : END_1900;

	if (!(days >= first && days < end))
		return STR_NONE;
	int64_t seconds = llround(days * DAY_SECONDS);
	if (!from_1904 && seconds < (int64_t)LEAP_1900 * DAY_SECONDS)
		seconds += DAY_SECONDS;
	seconds -= (int64_t)(from_1904 ? UNIX_1904 : UNIX_1900) * DAY_SECONDS;
	struct str text = clock_iso8601(a, seconds * 1000);
	bool midnight = seconds % DAY_SECONDS == 0;
	return str_slice(text, 0, str_find_byte(text, midnight ? 'T' : 'Z'));
}
