// The event loop: one thread, epoll, level-triggered.
#ifndef STUB_SERVER_H
#define STUB_SERVER_H

#include "answer.h"

#include <signal.h>

struct server {
	// Set by the owner.
	struct answerer answerer;
	uint64_t quit_after; // answers; 0: for ever
	// Counted.
	uint64_t connections, max_connections, max_in_flight, answered, left;
	uint64_t open, in_flight;
	// Private.
	int listener, epoll;
	struct timers *timers;
	struct conn *free_conns, *all_conns;
	struct buf rx, tx;
	bool journal_dirty;
	uint64_t journal_flushed;
};

// Listens on 127.0.0.1:PORT (0: any free one) and gives the port, or -1 with errno set.
int server_listen(struct server *s, int port);

// Serves until *STOP is set (by a handler of a signal that MASK lets through while
// waiting and that is blocked otherwise) or quit_after answers are given.
void server_run(struct server *s, const volatile sig_atomic_t *stop,
		const sigset_t *mask);

void server_close(struct server *s);

#endif
