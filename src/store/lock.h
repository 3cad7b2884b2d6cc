// Who may write to a run file: an flock on the file itself. Not for other rooms.
//
// SQLite keeps its own locks by fcntl(), which Linux holds apart from flock(). But fcntl
// locks have a trap: when a process closes any descriptor of a file, all its fcntl locks
// on that file are gone, those of its other connections too. So the lock's descriptor is
// opened before SQLite's and closed after it; and where another handle of this process is
// still on the file, the descriptor is left to that handle. Any thread.
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include <sys/types.h>

#include "base/err.h"

enum lock_how {
	LOCK_TO_READ,   // takes no lock, only remembers that the file is open here
	LOCK_TO_WRITE,  // ERR_BUSY if another handle writes
	LOCK_TO_CREATE, // likewise, of a file that must not exist yet
};

struct lock {
	int fd; // -1: none; of a reader: left to it by a writer that was closed
	bool writes;
	dev_t device;
	ino_t inode;
	struct lock *next; // of all that are taken in this process
};

bool lock_take(struct lock *l, const char *path, enum lock_how how,
	       struct err *e) MUST_CHECK;
void lock_drop(struct lock *l); // after sqlite3_close()

#endif
