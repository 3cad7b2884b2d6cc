// The answers as a file to download, made by a thread of its own on a handle of its own
// that only reads: in a large campaign it takes seconds, in which people go on. One at a
// time. The thread sees nothing of the application; these functions belong to the loop.
#ifndef WEB_EXPORT_H
#define WEB_EXPORT_H

#include "web/visit.h"

// Replies to the one that is ready.
void export_poll(struct annotate *a);
// Waits for the thread and forgets it; the server answers its request itself.
void export_drop(struct annotate *a);

#endif
