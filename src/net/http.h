// An HTTP client for many requests at once on one thread (libcurl's multi interface).
//
// Start any number; http_poll() moves them on and calls back. Connections are kept and reused; handles too. Proxy
// variables of the environment are honoured (not for loopback). TLS certificates are checked. A reply over `max_reply`
// bytes is broken off while it streams. http_wake() may be called from any thread, all else from the owner's.
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "base/buf.h"
#include "base/err.h"

struct http;

enum http_outcome {
	HTTP_REPLY,     // status and body are there
	HTTP_TIMEOUT,
	HTTP_NETWORK,   // refused, reset, closed early, TLS
	HTTP_TOO_LARGE,
	HTTP_CANCELLED,
};

struct http_request {
	const char *method;     // "POST"
	const char *url;        // copied
	const char *const *headers; // "Name: value", NULL at the end; copied
	struct str body;        // borrowed until the callback
	double timeout;         // seconds, for the whole exchange; 0 none
	double connect_timeout; // seconds
};

struct http_reply {
	enum http_outcome outcome;
	int status;
	struct str body;        // valid during the callback
	struct str content_type;
	double retry_after;     // seconds, from Retry-After (number or date) or retry-after-ms; NaN if absent
	double seconds;         // from start to last byte
	const char *message;    // of a failure: one line
};

struct http_exchange; // one under way

struct http *http_create(size_t max_reply);
void http_destroy(struct http *h); // cancels what is under way (callbacks are called with HTTP_CANCELLED)
struct http_exchange *http_start(struct http *h, const struct http_request *r,
				 void (*done)(void *ctx, const struct http_reply *reply), void *ctx);
void http_cancel(struct http *h, struct http_exchange *x); // its callback is called at once
// Works until something happened or timeout_ms is over (0: only what can be done at once). Callbacks may start more.
void http_poll(struct http *h, int timeout_ms);
void http_wake(struct http *h); // makes a poll that waits return; any thread
size_t http_in_flight(const struct http *h);
const char *http_version(void); // of the library, for `assay doctor`

#endif
