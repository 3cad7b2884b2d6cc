// Inside net/server: the socket that it listens at. The caller closes it. No state, any
// thread.
#ifndef NET_SERVER_LISTEN_H
#define NET_SERVER_LISTEN_H

#include <stddef.h>

#include "base/err.h"

// -1: nothing of that name or number can be listened at.
int server_listen(const char *address, int port, struct err *e) MUST_CHECK;
// The real port, and "127.0.0.1:8420" or "[::1]:8420".
int server_listens_at(int fd, char *authority, size_t size);

#endif
