// Inside net/server: a request on its way, and the text of its URI.
#ifndef NET_SERVER_REQUEST_H
#define NET_SERVER_REQUEST_H

#include "base/buf.h"
#include "net/server.h"

struct MHD_Connection;
struct MHD_Response;

struct server_request {
	struct server *server;
	struct MHD_Connection *connection;
	struct server_request *next, *prev; // among those that are kept
	struct arena arena;
	struct str target; // as it was sent
	struct str method, path, query;
	char peer[64];
	struct buf body;
	size_t dropped; // bytes of a body that is refused
	bool crowded;   // as the server holds too much already
	bool begun, kept;
	struct MHD_Response *response; // NULL: not answered
	int status;
};

// Splits target into path and query, and decodes the path. False: it is none we take.
bool server_request_parse(struct server_request *r);

#endif
