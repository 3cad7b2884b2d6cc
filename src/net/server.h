// An HTTP/1.1 server on the caller's own thread (libmicrohttpd): one handler, limits on
// everything a client can send, answers at once or later.
//
// server_poll() takes in what has come and calls the handler for each whole request.
// The handler answers, or keeps the request and answers it in a later turn: after a
// commit, say. Requests of many clients come in one turn, so that what they have in
// common (a commit) is done once.
//
// Nothing here reads files or knows a user. What the server refuses itself (400, 413,
// 429, 431, 503) is JSON, {"error": "...", "code": "..."}; but requests that are no HTTP,
// or whose head is several times too large, are refused by the library, with a page that
// has none of our headers.
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include "base/arena.h"
#include "base/err.h"

struct server;
struct server_request;

struct server_header {
	const char *name, *value; // no line breaks: a bug
};

// Called once for each request that has come in whole. It answers by server_answer(), now
// or later, exactly once. A client that has gone meanwhile makes no difference.
typedef void (*server_handler)(void *ctx, struct server_request *r);

struct server_settings {     // 0 takes the default of a limit
	const char *address; // to listen at: a numeric address or a name
	int port;            // 0: any free one
	size_t body;         // bytes of a request's body, more is 413; 1 MiB
	size_t bodies;       // bytes of all requests' bodies at once, more is 503; 64 MiB
	size_t head;         // bytes for request line and headers; 32 KiB
	size_t connections;  // at once, further ones wait; 1024
	size_t per_address;  // of them from one address, further ones are cut; 512
	double request;      // seconds a request may take to come in, and a connection
			     // may be idle; 60
	double answer;       // seconds a client may take to read an answer; 300
	double rate, burst;  // requests a second from one address (IPv6: one /64), and
			     // how many at once, more is 429; 2000, 4000
	// [n_headers] of every answer, the server's own refusals included; borrowed
	const struct server_header *headers;
	size_t n_headers;
	// Called when the head of a request that has a body is there, and not yet the
	// body: answers to refuse it, or does nothing. NULL: every body is read.
	server_handler admit;
};

// Fails with one line that names address and port.
struct server *server_open(const struct server_settings *settings, server_handler handler,
			   void *ctx, struct err *e) MUST_CHECK;
// Stops listening; requests that are kept get 503 now and are gone. What was answered
// before is sent as far as the clients take it within a second. NULL is legal.
void server_close(struct server *s);

int server_port(const struct server *s); // the real one
// "127.0.0.1:8420", "[::1]:8420": where it listens, as in a URL.
const char *server_authority(const struct server *s);

// Waits at most timeout_ms for something to do, does it, and returns. Sooner also at a
// signal. Sends what server_answer() was given.
void server_poll(struct server *s, int timeout_ms);
size_t server_kept(const struct server *s); // requests not answered yet
size_t server_connections(const struct server *s);

// --- What is asked. All text lives until the request is answered.

struct arena *server_arena(struct server_request *r);     // lives as long as the request
struct str server_method(const struct server_request *r); // "GET", "HEAD", "POST", ...
// Percent-decoded, valid UTF-8, without NUL and control characters (else 400 before the
// handler): starts with '/'. Dots are not resolved: "/a/../b" is just that name.
struct str server_path(const struct server_request *r);
// The first value of a name, percent-decoded and + as a blank; STR_NONE if it is absent,
// empty but not NONE if it has no value. Ill-formed UTF-8 is absent.
struct str server_query(const struct server_request *r, const char *name);
struct str server_header(const struct server_request *r, const char *name); // STR_NONE
struct str server_cookie(const struct server_request *r, const char *name); // STR_NONE
struct str server_body(const struct server_request *r); // bytes, may be empty
struct str server_peer(const struct server_request *r); // "127.0.0.1", without port

// --- Answers.

struct server_reply {
	int status;
	const char *type; // Content-Type; NULL: none
	struct str body;  // copied
	// Instead of a body: an open file, from its beginning, which the server closes.
	const int *file;
	const struct server_header *headers; // [n_headers], copied
	size_t n_headers;
};
// To HEAD the same reply is given; its body stays here.
void server_answer(struct server_request *r, const struct server_reply *reply);

const char *server_version(void); // of the library, for `assay doctor`

#endif
