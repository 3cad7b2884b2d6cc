// A call: one request to a model and what came of it. The unit of cost, retry and
// resume.
//
// A failed call is data, not an error: it has a failure and no text. Plain data; see
// item.h for ownership.
#ifndef CORE_CALL_H
#define CORE_CALL_H

#include "base/hash.h"
#include "core/item.h"
#include "core/params.h"

enum call_role { ROLE_TARGET, ROLE_ATTACKER, ROLE_WRITER, ROLE_JUDGE, CALL_ROLES };
// MODERATE: the last message is put to the provider's moderation endpoint; the reply's
// text is the JSON it answers with. EMBED: the last message's text becomes a vector.
enum call_kind { CALL_CHAT, CALL_SCORE, CALL_EMBED, CALL_MODERATE, CALL_KINDS };

enum failure {
	FAILURE_NONE,
	FAILURE_TIMEOUT,
	FAILURE_RATE_LIMIT,
	FAILURE_SERVER,    // 5xx
	FAILURE_NETWORK,   // connection refused, reset, closed early
	FAILURE_BLOCKED,   // refused by the provider's filter, before or after the model
	FAILURE_MALFORMED, // a reply that is not what the protocol promises
	FAILURE_CONTEXT,   // the prompt does not fit the model's context
	FAILURE_TOO_LARGE, // a reply over the limit
	FAILURE_REQUEST,   // 4xx else: this request is refused, another may not be
	FAILURE_AUTH,      // 401, 403: no request will ever work
	FAILURE_NO_MODEL,  // 404 model_not_found: likewise
	FAILURE_MISSING,   // replay: no recorded response
	FAILURES
};

struct request {
	enum call_role role;
	enum call_kind kind;
	const struct message *messages; // [n_messages]
	size_t n_messages;
	// Which of the asker's models it goes to (a panel has several); 0 of most.
	size_t model;
	// [n_continuations] of CALL_SCORE: what could follow. Of CALL_CHAT: labels that
	// the reply chooses among (none of most), whose probabilities are wanted where
	// the first of them stands behind the last `anchor` (STR_NONE: in the reply).
	const struct str *continuations;
	size_t n_continuations;
	struct str anchor;
	// the JSON schema that the reply of a CALL_CHAT has to follow, STR_NONE: free.
	// Held where the provider can; who reads the reply checks it all the same.
	struct str schema;
	// a JSON object for the model's chat template (a guard's policy), STR_NONE: none.
	// Servers that render templates take it as chat_template_kwargs.
	struct str template_args;
	// what the asker sets; the run's own fill what is not set, for ROLE_TARGET
	struct params params;
	struct str item_id; // what replay matches by; STR_NONE of judges and writers
	int64_t epoch, variant, attempt; // `attempt`: the sample's try
};

struct usage {
	int64_t in, out, thinking; // tokens; -1: unknown
};

struct call {
	enum call_role role;
	enum call_kind kind;
	struct hash128 request_hash; // over everything of the request and the model
	enum failure failure;
	int http_status;     // 0: none
	int attempts;        // requests sent, at least 1 unless never sent
	struct str text;     // the reply; STR_NONE when failed
	struct str thinking; // reasoning that came apart from the reply
	struct str finish;   // "stop", "length", "content_filter", ...
	struct str message;  // of a failure: what the provider said, one line
	struct usage usage;
	double seconds;        // from first send to last byte, retries included
	struct str raw_sha256; // of the last body, hex; STR_NONE if none
	// [n_scores] of CALL_SCORE: log-probability of each continuation. Of CALL_CHAT:
	// of each label at its place, -INFINITY where it is not among the likeliest; none
	// where the provider gives no probabilities. Of CALL_EMBED: the vector.
	const double *scores;
	size_t n_scores;
};

const char *call_role_name(enum call_role role);
// "timeout", "rate_limit", "server", "network", ...
const char *failure_name(enum failure f);
bool failure_find(struct str name, enum failure *out);
// worth sending again: timeout, rate limit, server, network
bool failure_retries(enum failure f);
// before any success it stops the run: auth, no model, network
bool failure_is_fatal(enum failure f);

// The hash of a request as asked of `model` ("openai/gpt-4o-mini") at `endpoint`.
struct hash128 request_hash(const struct request *r, struct str model,
			    struct str endpoint);

#endif
