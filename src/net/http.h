// An HTTP client for many requests at once on one thread (libcurl's multi interface).
//
// Start any number; http_poll() moves them on and calls back. Connections are kept and
// reused; handles too. Proxy variables of the environment are honoured (never for
// loopback). TLS certificates are checked. Redirects are not followed. A reply over
// `max_reply` bytes is broken off while it streams. http_wake() may be called from any
// thread and from signal handlers, all else from the owner's thread only.
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "base/buf.h"
#include "base/err.h"

struct http;
struct http_headers; // made once, used by many requests

enum http_outcome {
	HTTP_REPLY, // status and body are there
	HTTP_TIMEOUT,
	HTTP_UNREACHABLE, // no such host, refused, no TLS: nothing was sent
	HTTP_NO_ANSWER,   // the same, but only in that no connection came up in time
	HTTP_NETWORK,     // reset, closed early
	HTTP_TOO_LARGE,
};

struct http_request {
	const char *url;                    // copied
	const struct http_headers *headers; // borrowed until the callback; NULL: none
	struct str body;        // borrowed until the callback; p == NULL: GET, else POST
	double timeout;         // seconds, for the whole exchange; 0 none
	double connect_timeout; // seconds; 0: libcurl's own
};

struct http_reply {
	enum http_outcome outcome;
	int status;
	struct str body;     // valid during the callback
	double retry_after;  // seconds, from Retry-After (seconds or date) or
			     // retry-after-ms; NaN if absent
	const char *message; // of what is no reply: one line
};

typedef void (*http_done)(void *ctx, const struct http_reply *reply);

struct http *http_create(size_t max_reply);
// What is under way is dropped without callback. NULL is legal.
void http_destroy(struct http *h);

// lines[n]: "Name: value".
struct http_headers *http_headers_create(const char *const *lines, size_t n);
void http_headers_destroy(struct http_headers *headers); // NULL is legal

void http_start(struct http *h, const struct http_request *r, http_done done, void *ctx);

// Works until something happened or timeout_ms is over (0: only what can be done at
// once). Callbacks may start more.
void http_poll(struct http *h, int timeout_ms);
void http_wake(struct http *h); // makes a poll that waits return
size_t http_in_flight(const struct http *h);
const char *http_version(void); // of the library, for `assay doctor`

#endif
