// The progress line on stderr: a bar on a terminal, a plain line every few seconds
// elsewhere.
//
// The caller fills the figures and calls progress_update() as often as it likes; drawing
// is bounded to 10 a second on a terminal and to one line every 5 s (first after 5 s)
// elsewhere, and none when quiet. What is done already at the first update (a resumed
// run) does not count into the rate. One thread, but for progress_hide() and
// progress_show(), which log_around() may call from any: they only move the line last
// drawn.
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include "base/str.h"

struct progress {
	const char *what;                                // "asking"; borrowed
	uint64_t done, total, in_flight, failed, unsafe; // total 0: unknown
	bool quiet;
	bool unjudged; // nothing is judged: no count of what is unsafe
	// private
	bool tty, visible, begun;
	uint64_t started_ns, drawn_ns;
	uint64_t first_done, shown_done;
	double rate; // a second, lately
	char line[512];
};

// Until progress_finish() it steps aside for lines of the log; one at a time.
void progress_start(struct progress *p, const char *what, uint64_t total, bool quiet);
// asking [#####     ] 512/2000 64 in flight 1,203/s 31 unsafe 0 failed ETA 0:01
void progress_update(struct progress *p);
void progress_finish(struct progress *p); // draws the last state, ends the line
void progress_hide(void *progress);       // for log_around(): takes the line off
void progress_show(void *progress);       // and puts it back

#endif
