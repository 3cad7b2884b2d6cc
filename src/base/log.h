// What the program says of its own work, on stderr: text for people, JSON lines for
// machines.
//
// Secrets registered with log_hide() are replaced by *** wherever they would appear.
// Control characters are escaped, so that a model's text cannot drive the terminal. Any
// thread.
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/mem.h"
#include "base/str.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_setup(enum log_level most, bool json); // before threads start
void log_hide(struct str secret);               // copied; shorter than 6 bytes is ignored
void log_at(enum log_level level, const char *fmt, ...) PRINTF(2, 3);
#define log_error(...) log_at(LOG_ERROR, __VA_ARGS__)
#define log_warn(...) log_at(LOG_WARN, __VA_ARGS__)
#define log_info(...) log_at(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_at(LOG_DEBUG, __VA_ARGS__)
// Called before each line and after it: the progress bar steps aside. NULL, NULL turns it
// off.
void log_around(void (*before)(void *), void (*after)(void *), void *ctx);
// The secrets replaced in text that goes elsewhere (errors, run files); s itself if none
// occurs.
struct arena;
struct str log_redact(struct arena *a, struct str s);

#endif
