// The paths of routes. Pure; any thread.
#ifndef WEB_PATH_H
#define WEB_PATH_H

#include "base/str.h"

// Whether a path is that of a route, part by part; where the route has "#" a number of 0
// or more has to stand, which goes to *id. *id is left alone unless all of it matches.
bool path_matches(const char *route, struct str path, int64_t *id);

#endif
