// The page and its script and style, out of what is compiled in: constant text, which
// nobody frees; any thread.
#ifndef WEB_STATIC_H
#define WEB_STATIC_H

#include "base/str.h"

// The file of a path ("/", "/app.js", "/app.css"); text STR_NONE: it is a page of ours
// that this build has not got. False: no such path.
bool static_find(struct str path, struct str *text, const char **type);

#endif
