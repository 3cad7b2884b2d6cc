// The replies of work under way that has no run file (generating, attacking, pairs,
// measuring judges), beside its output: what is asked for again after a crash is answered
// from here.
//
// JSON lines, each written at once, so that a kill loses none that came back. The first
// line holds a hash of everything that decides what is asked. A line that was broken off
// is dropped. One process at a time; one thread.
#ifndef ENGINE_JOURNAL_H
#define ENGINE_JOURNAL_H

#include "core/call.h"

struct journal;

// Opens OUTPUT.part, or makes it. ERR_INPUT where it belongs to other settings or is not
// a journal, ERR_BUSY where another process writes it.
struct journal *journal_open(struct arena *a, const char *output, struct str settings,
			     struct err *e) MUST_CHECK;
// Closes; removes the file where all is done, or nothing is in it. NULL is legal.
void journal_close(struct journal *j, bool done);
size_t journal_count(const struct journal *j); // replies in it
// The calls of a task, as struct machine wants them: (*out)[i] is number i.
void journal_find(const struct journal *j, struct str task, struct call **out, size_t *n);
bool journal_add(struct journal *j, struct str task, int64_t number,
		 const struct call *call, struct err *e) MUST_CHECK;
// The same, but for a failure that another time may not come: that is asked again.
bool journal_keep(struct journal *j, struct str task, int64_t number,
		  const struct call *call, struct err *e) MUST_CHECK;

#endif
