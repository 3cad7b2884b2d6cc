// What the stub does instead of answering, and when.
//
// A rule is KIND=WHEN, and WHEN is one of
//   0.05      on that share of the requests, drawn by a hash of the seed, the request's
//             body and how often that body has come before: the same requests in every
//             run, in whatever order they arrive, and one asked again may fare better
//   every:N   on every Nth request
//   first:N   the first N times that each request comes
//   after:N   on all but the first N requests of this server
// Rules are tried in order. Shares add up: `429=0.05,500=0.02` hits 7 % of the requests.
#ifndef STUB_FAULTS_H
#define STUB_FAULTS_H

#include "buf.h"

#include <stdio.h>

#define FAULTS_MAX 16

enum fault_act {
	FAULT_MESSAGE, // a completion whose message is `body`
	FAULT_BODY,    // `status` with `body` as it is
	FAULT_LEAK,    // 401 that repeats the key
	FAULT_CUT,     // half of a good answer, then the connection closes
	FAULT_DROP,    // closes without an answer
	FAULT_RESET,   // the same, with RST
	FAULT_NEVER,   // holds the connection open and never answers
	FAULT_HUGE,    // a completion of --huge MiB
};

struct fault_kind {
	const char *name;
	enum fault_act act;
	int status;
	const char *type;   // Content-Type, NULL for JSON
	const char *finish; // finish_reason of a FAULT_MESSAGE
	const char *body;
	const char *help;
	bool retry_after; // sends --retry-after
	bool chunked;
};

enum fault_when { FAULT_SHARE, FAULT_EVERY, FAULT_FIRST, FAULT_AFTER };

struct fault_rule {
	const struct fault_kind *kind;
	enum fault_when when;
	double share;
	uint64_t n;
	uint64_t hits;
};

struct faults {
	struct fault_rule rules[FAULTS_MAX];
	size_t n;
};

// Adds the rules of SPEC. False with a line in WHY when one is not understood.
bool faults_parse(struct faults *f, const char *spec, char *why, size_t why_size);

// The fault for a request, or NULL. SEED and BODY are mixed into the draw; SEEN is how
// often this body came before; COUNT how many requests the server had before.
const struct fault_kind *faults_pick(struct faults *f, uint64_t seed, uint64_t body,
				     uint64_t seen, uint64_t count);

void faults_list(FILE *to);

#endif
