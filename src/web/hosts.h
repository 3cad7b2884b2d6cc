// The names by which a server may be called: those that it was started for. One thread.
#ifndef WEB_HOSTS_H
#define WEB_HOSTS_H

#include "base/str.h"

struct hosts {
	struct str given;   // by --host: the name alone; STR_NONE: none
	struct str listed;  // the address it was told to listen at, as it was told
	struct str machine; // its name, where it listens at all addresses; STR_NONE
	bool all;           // it listens at all addresses of this machine
};

// HOST or HOST:PORT, "[::1]:8420"; any port, since a proxy or a tunnel may have another.
bool hosts_know(const struct hosts *h, struct str host);
// The name in NAME, NAME:PORT or scheme://NAME[:PORT]; STR_NONE: there is none, or more
// than that.
struct str hosts_name(struct str host);

#endif
