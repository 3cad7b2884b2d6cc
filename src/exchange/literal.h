// Lists and dicts as Python prints them, read as JSON is: {'A': "it's"}, ['x', None].
//
// Tables that went through pandas hold such texts in place of JSON. Lists, tuples, dicts,
// strings (with u, r, b in front, triple quotes, escapes), numbers, True, False, None;
// nothing is computed. Pure; any thread.
#ifndef EXCHANGE_LITERAL_H
#define EXCHANGE_LITERAL_H

#include "base/json.h"

// JSON if it is that, else a Python literal; NULL if it is neither, or nested too deeply.
const struct json *literal_parse(struct arena *a, struct str text);

#endif
