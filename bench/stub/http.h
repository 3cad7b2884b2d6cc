// Parses HTTP/1.1 requests out of a buffer that may hold part of one, one, or several.
#ifndef STUB_HTTP_H
#define STUB_HTTP_H

#include "buf.h"

#define HTTP_HEAD_MAX (32 * 1024)
#define HTTP_BODY_MAX (64 * 1024 * 1024)

enum http_result {
	HTTP_OK,        // one whole request
	HTTP_MORE,      // not whole yet
	HTTP_BAD,       // no HTTP: answer 400 and close
	HTTP_NO_LENGTH, // a chunked body: answer 411 and close
	HTTP_TOO_LARGE, // answer 413 and close
};

// Slices point into the parsed buffer.
struct http_request {
	struct slice method;
	struct slice path;   // without the query
	struct slice bearer; // the key of "Authorization: Bearer KEY", or empty
	struct slice body;
	size_t size;  // bytes that head and body take
	bool close;   // the client wants the connection closed after the answer
	bool expects; // it waits for "100 Continue" (set also with HTTP_MORE)
};

enum http_result http_parse(const char *p, size_t n, struct http_request *r);

const char *http_reason(int status);

#endif
