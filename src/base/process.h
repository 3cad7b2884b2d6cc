// A program of the user's that is talked to line by line, through pipes. No shell.
//
// It runs in a process group of its own, so that Ctrl-C reaches only us; its stderr is
// ours. It is killed when the thread that started it ends, however that comes (Linux:
// PR_SET_PDEATHSIG), and what it has started itself in its group by process_end(). One
// thread at a time, which has SIGPIPE blocked or ignored (pool.h's workers do).
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdatomic.h>

#include "base/buf.h"
#include "base/err.h"

struct process;

// argv[0] is looked up in PATH; NULL at the end. ERR_NOT_FOUND if there is none.
struct process *process_start(const char *const *argv, struct err *e) MUST_CHECK;
// Sends the line and a line break, and reads a line, without its break, into `out`
// (emptied before, bounded by its maximum). False: ERR_BUSY: no answer in `seconds`,
// ERR_STOPPED: *stop was set, ERR_FULL: the line is too long, ERR_IO: it has ended,
// ERR_INPUT: it wrote a line too many, before this one was sent or behind its answer, so
// that nobody knows which belongs to which. The process is good for nothing then but
// process_end().
bool process_exchange(struct process *p, struct str line, double seconds,
		      const atomic_bool *stop, struct buf *out, struct err *e) MUST_CHECK;
// Closes its input: it may end by itself meanwhile. process_end() does so too; many are
// ended faster if all are hung up first. NULL is legal.
void process_hang_up(struct process *p);
// Hangs up, and kills it and all of its group that does not end soon. NULL is legal.
void process_end(struct process *p);

#endif
