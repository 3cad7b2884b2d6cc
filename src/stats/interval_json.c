#include "stats/interval_json.h"

#include <math.h>

void json_field_interval(struct json_writer *w, const char *key, struct interval i)
{
	if (isnan(i.low) || isnan(i.high)) {
		json_field_null(w, key);
		return;
	}
	json_key(w, key);
	json_begin(w, '[');
	json_put_real(w, i.low);
	json_put_real(w, i.high);
	json_end(w, ']');
}
