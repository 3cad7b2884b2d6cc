// From a request to the bytes of its answer: routes, the key, faults, replies, and the
// journal. Knows nothing of sockets.
#ifndef STUB_ANSWER_H
#define STUB_ANSWER_H

#include "faults.h"
#include "http.h"
#include "reply.h"
#include "seen.h"

#define ANSWER_BLOCK (64 * 1024)

// What is to be done with a connection, beside sending the bytes.
struct answer {
	uint64_t delay; // ns until the first byte
	uint64_t fill; // bytes of filler to send behind those; a multiple of ANSWER_BLOCK
	const char *after; // and what ends the message behind the filler
	bool chunked;      // the filler goes in chunks
	bool close;        // close behind the last byte
	bool reset;        // with RST
	bool never;        // send nothing and keep the connection open
};

struct answerer {
	// Set by the owner.
	struct reply reply;
	struct faults faults;
	uint64_t seed;
	uint64_t latency,
		jitter;  // ns; the jitter is added, 0..jitter by the request's hash
	uint64_t huge;   // bytes of a huge message
	const char *key; // NULL: any key, or none
	const char *retry_after; // NULL: no such header
	FILE *journal;           // NULL: none
	// Counted.
	uint64_t requests, repeats, faulted, unauthorized, bad;
	// Private.
	struct seen seen;
	struct buf body, spare, tail;
};

// Writes the answer's bytes behind OUT. NOW is the request's arrival, in ns.
struct answer answer_make(struct answerer *a, const struct http_request *r, uint64_t now,
			  struct buf *out);

// An answer to something that was no request.
void answer_bad(struct answerer *a, int status, struct buf *out);

// A block of filler, ANSWER_BLOCK bytes of text (chunked: with the frame around them, and
// SIZE says how long that makes it).
const char *answer_filler(bool chunked, size_t *size);

void answer_release(struct answerer *a);

#endif
