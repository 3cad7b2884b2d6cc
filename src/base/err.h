// An expected failure: a code and one line that a person can act on.
//
// Functions that can fail end in `struct err *e`, return false (or NULL), and fill it on
// failure only; success never touches it. The message is of fixed size, so that a failure
// can always be told. It names what was wrong and what was expected, without a final full
// stop; callers put their context in front with err_wrap(), so it reads as a path. NULL
// for `e` is legal everywhere: the caller does not care why.
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#include "base/mem.h"

enum err_code {
	ERR_NONE,
	ERR_INPUT,     // bad or missing input, usage, configuration: exit 2
	ERR_IO,        // the system said no: exit 1
	ERR_EXISTS,    // would overwrite: exit 2
	ERR_NOT_FOUND, // exit 2
	ERR_BUSY,      // somebody else holds it: exit 1
	ERR_FULL,      // no space left, or over a stated limit: exit 1
	ERR_NEWER,     // written by a newer version: exit 2
	ERR_MODEL,   // a model cannot be asked (wrong key, unknown, unreachable): exit 1
	ERR_STOPPED, // interrupted: exit 130
};

struct err {
	enum err_code code;
	char msg[1000];
};

// All return false, so that `return err_set(...)` reads well.
bool err_set(struct err *e, enum err_code code, const char *fmt, ...) PRINTF(3, 4);
// Puts ": " strerror(errno) behind. ENOENT becomes ERR_NOT_FOUND, ENOSPC/EDQUOT/EFBIG
// ERR_FULL, EEXIST ERR_EXISTS, all else ERR_IO.
bool err_sys(struct err *e, const char *fmt, ...) PRINTF(2, 3);
bool err_wrap(struct err *e, const char *fmt, ...) PRINTF(2, 3); // puts "...: " in front
int err_exit_code(const struct err *e);                          // per the table above

#endif
