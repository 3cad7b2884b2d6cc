// The web application in which people annotate a run: pages and JSON over `net/server`,
// what they ask and say by `people`. docs/annotate.md is its manual, and its last part
// the API's.
//
// One thread: annotate_step() takes in requests, puts into the run file what they
// changed, commits once, and only then answers: who was told "saved" is saved. Many
// raters at once share a commit that way. Whoever comes in signs in by a personal link;
// only a token's hash is ever kept.
#ifndef WEB_ANNOTATE_H
#define WEB_ANNOTATE_H

#include "llm/llm.h"
#include "people/campaign.h"
#include "people/protocol.h"

struct annotate;

struct annotate_settings {
	const char *address; // to listen at
	int port;            // 0: any free one
	// What links begin with: "https://rating.example", "NAME:PORT", "NAME" (with the
	// port listened at); STR_NONE: where it listens.
	struct str host;
};

// What it serves; borrowed, all of it but `llm`, until annotate_close().
struct annotate_of {
	struct store *store; // open for writing
	const struct protocol *protocol;
	struct campaign *campaign;
	struct campaign_settings settings; // with which the campaign was opened
	// With `target`, for protocols that ask; or NULL. annotate_close() destroys it,
	// since questions that are under way lie in their requests.
	struct llm *llm;
	struct model *target; // whom /api/ask asks
	struct params params; // with which
};

struct annotate *annotate_open(const struct annotate_settings *settings,
			       const struct annotate_of *of, struct err *e) MUST_CHECK;
// Waits at most timeout_ms and does what there is to do. False: the run file cannot be
// written; those who waited were told.
bool annotate_step(struct annotate *a, int timeout_ms, struct err *e) MUST_CHECK;
// Takes in what has arrived, commits and answers it, then stops. Questions to the target
// and exports that are under way get 503. False: the run file cannot be written. `a` is
// gone either way; NULL is legal.
bool annotate_close(struct annotate *a, struct err *e) MUST_CHECK;

// "http://127.0.0.1:8420"
const char *annotate_url(const struct annotate *a);
// The personal link of a token.
struct str annotate_link(const struct annotate *a, struct arena *arena,
			 const char *token);

#endif
