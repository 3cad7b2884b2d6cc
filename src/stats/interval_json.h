// Confidence intervals as JSON, alike in every document that has one.
#ifndef STATS_INTERVAL_JSON_H
#define STATS_INTERVAL_JSON_H

#include "base/json.h"
#include "stats/interval.h"

// "KEY": [low, high], or null when either is unknown.
void json_field_interval(struct json_writer *w, const char *key, struct interval i);

#endif
