// Inside web: one request on its way through the application. One thread, that of
// annotate_step(). A visit lies on the stack of the turn that serves it; what it replies
// with lies in the request's arena.
#ifndef WEB_VISIT_H
#define WEB_VISIT_H

#include "base/json.h"
#include "base/map.h"
#include "base/vec.h"
#include "net/server.h"
#include "net/server_limit.h"
#include "web/annotate.h"
#include "web/hosts.h"

// A reply that waits for the turn's commit.
struct web_reply {
	struct server_request *request;
	int status;
	const char *type;
	struct str body; // in the request's arena
	// Or an open file, which is closed when it is sent; in the request's arena.
	const int *file;
	struct server_header headers[3];
	size_t n_headers;
};

struct ask;    // a question to the target under way
struct export; // a file of the answers that is being made

struct annotate {
	struct annotate_of of;
	struct server *server;
	const char *url;               // of links
	bool https;                    // links begin with https://
	struct hosts hosts;            // by which it may be called
	char cookie[32];               // its name: cookies do not know ports
	VEC(struct web_reply) replies; // of this turn
	struct ask *asks;
	struct export *export;                 // one at a time; NULL: none
	struct server_limit *calls, *sign_ins; // by rater; failed ones by address
	struct arena arena;                    // as long as the application
	struct sent *sent;                     // answers that may be sent again
};

struct visit {
	struct annotate *web;
	struct server_request *request;
	struct arena *arena;       // the request's
	const struct rater *rater; // who asks; NULL where a route needs none
	const struct json *body;   // of POST: an object
	int64_t id;                // the number in the path, where the route has one
	struct buf out;            // of the reply that is being written
	struct json_writer w;      // into it
	uint64_t faults;           // store_faults() when it began
};

// `v` at its beginning.
struct visit visit_of(struct annotate *a, struct server_request *request);

// --- Replies. Each request gets exactly one of these; all are sent after the commit.

// What was written into v->w.
void visit_send(struct visit *v);
// {"error": "...", "code": CODE, "field": FIELD}; field STR_NONE: none.
void visit_refuse(struct visit *v, int status, const char *code, struct str field,
		  const char *fmt, ...) PRINTF(5, 6);
// A failure of another room: what the campaign refuses, with the status that its code
// stands for; a failure of the file or of this machine, which is no fault of what was
// asked, with 500 and without its line, which is logged.
void visit_fail(struct visit *v, const struct err *e, struct str field);
void visit_reply(struct visit *v, const struct web_reply *reply);

// The query's `from`: where a list begins, 0 unless it is a number.
size_t visit_from(const struct visit *v);

#define JSON_TYPE "application/json; charset=utf-8"

#endif
