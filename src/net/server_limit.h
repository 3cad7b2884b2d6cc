// How often each client may ask: token buckets, for `net/server` itself and for rooms
// that limit by something else than the address.
//
// A bucket holds up to `burst` and gains `rate` a second; each request takes one. Buckets
// stand in a table of fixed size, by a seeded hash of the client's key: two clients that
// fall together share one, and no number of clients takes more memory. One thread.
#ifndef NET_SERVER_LIMIT_H
#define NET_SERVER_LIMIT_H

#include "base/str.h"

struct server_limit;

struct server_limit *server_limit_create(double rate, double burst);
void server_limit_destroy(struct server_limit *l); // NULL is legal
// Takes one and gives 0; or takes none, and gives the seconds until there is one.
// now_ns from clock_mono_ns().
double server_limit_take(struct server_limit *l, struct str key, uint64_t now_ns);

#endif
