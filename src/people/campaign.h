// A campaign: one protocol put to people over one run. Which tasks there are, who gets
// which, what was said, and how far people agree.
//
// All state lies in memory, read from the run file when it is opened, so that giving out
// the next task takes microseconds with 100,000 of them. Every change is written through
// the store at once, what belongs together in one transaction; the caller makes it
// durable by store_flush() before he confirms it. After kill -9 nothing that was flushed
// is lost, and an open task is given to the same rater again. One thread.
//
// Which samples: answered ones, of the first try; of UNIT_SAMPLE the first epoch and
// variant, of UNIT_PROMPT all epochs, since several replies of one model can stand side
// by side. What needs a look or was disagreed on is taken whatever its try and epoch. Who
// gets what: a task that was begun before a new one, and of those the one with the fewest
// raters; never more raters than it needs (a task is no longer counted as somebody's once
// it was passed on or released), nobody the same task twice. A gold task is given to
// everybody. A rater with domains is given only what lies in their branches.
#ifndef PEOPLE_CAMPAIGN_H
#define PEOPLE_CAMPAIGN_H

#include "people/protocol.h"
#include "people/token.h"
#include "store/annotations.h"

struct campaign;

struct campaign_settings {
	int64_t need; // raters a task; 0: as the protocol says
	// Of the order, of the draw, of shuffled replies; below 2^63. The run keeps that
	// with which a protocol was begun, whatever is given later.
	uint64_t seed;
	// Tasks in all, stratified by risk; 0: all, or those that the protocol was begun
	// with. A larger one adds to them, a smaller one changes nothing.
	size_t limit;
	const char *gold;  // JSONL with known answers (docs/protocols.md), or NULL
	double gold_share; // of what a rater is given, while there is any; 0: 0.1
	// A task that lies open longer is taken back when somebody else would go without;
	// 0: an hour.
	int64_t stale_ms;
	// Only looks: makes no tasks, reads no gold file, writes nothing. `s` may then be
	// open for reading; raters and answers cannot be changed.
	bool look;
};

// Makes the tasks that are missing. `p` and `s` (open for writing) must outlive it.
struct campaign *campaign_open(struct store *s, const struct protocol *p,
			       const struct campaign_settings *settings,
			       struct err *e) MUST_CHECK;
void campaign_close(struct campaign *c); // NULL is legal

// `seed` and `limit` as they are in force, to be told where others were asked for.
const struct campaign_settings *campaign_draw(const struct campaign *c);

struct campaign_counts {
	size_t tasks, complete;  // gold apart
	size_t needed, answered; // answers: of all tasks that need a number of them
	size_t gold;             // tasks with known answers
	size_t made;             // tasks that campaign_open() added
};
struct campaign_counts campaign_count(const struct campaign *c);

// --- Raters. `by`: who does it, for the audit.
// What these, and campaign_sign_in(), give is valid until the next rater is added.
const struct rater *campaign_raters(const struct campaign *c, size_t *n);
const struct rater *campaign_rater(const struct campaign *c, int64_t id); // NULL: none
const struct rater *campaign_rater_named(const struct campaign *c, struct str name);
// Whose token it is, also of one who was revoked (look at `revoked`); NULL: nobody's.
const struct rater *campaign_sign_in(const struct campaign *c, struct str token);
// Sets r->id and r->created. `token` is filled with that of the link, which is shown
// once; NULL: there is no link (imported, say).
bool campaign_add_rater(struct campaign *c, struct str by, struct rater *r,
			char token[TOKEN_TEXT + 1], struct err *e) MUST_CHECK;
// What of it changes; NULL leaves it.
struct rater_change {
	const bool *revoked;
	const struct str *domains; // [n_domains], with set_domains
	size_t n_domains;
	bool set_domains;
};
// ERR_INPUT: the last one who leads the work would be shut out.
bool campaign_change_rater(struct campaign *c, struct str by, int64_t id,
			   const struct rater_change *change, struct err *e) MUST_CHECK;
// Whether nobody else leads the work who could let others in.
bool campaign_leads_alone(const struct campaign *c, int64_t id);
// The old link is void from now on.
bool campaign_new_link(struct campaign *c, struct str by, int64_t id,
		       char token[TOKEN_TEXT + 1], struct err *e) MUST_CHECK;

// --- A rater's work. ERR_NOT_FOUND: no such rater or task of his; ERR_INPUT: a bad
// answer; ERR_FULL: others have answered it meanwhile; ERR_IO and others: the file.
struct next_task {
	int64_t task;    // 0: write one (UNIT_WRITE)
	const char *why; // NULL: there is a task; "done"; "waiting": others may yet
			 // return some
};
// The task that is before the rater: an open one, or one more. With `peek` the one after
// it, given out too.
bool campaign_next(struct campaign *c, int64_t rater, bool peek, struct next_task *out,
		   struct err *e) MUST_CHECK;

struct answer_fault {
	char field[64]; // "": none
};
struct answer_saved {
	int64_t task, revision;
};
// `task` 0 adds a written one. `seconds` NaN: unknown.
bool campaign_answer(struct campaign *c, int64_t rater, int64_t task, struct str answers,
		     double seconds, struct answer_saved *out, struct answer_fault *fault,
		     struct err *e) MUST_CHECK;
bool campaign_skip(struct campaign *c, int64_t rater, int64_t task, struct str why,
		   struct err *e) MUST_CHECK;
// Opens the one that the rater answered last; ERR_NOT_FOUND: none.
bool campaign_undo(struct campaign *c, int64_t rater, int64_t *task,
		   struct err *e) MUST_CHECK;
// What of a rater's work stands in the file, to tell a request that comes a second time
// because its reply was lost. The task that campaign_undo() would open; 0: none.
int64_t campaign_last(const struct campaign *c, int64_t rater);
// How often he has answered it, 0: never. `open`: it is before him, to be answered.
int64_t campaign_revision(const struct campaign *c, int64_t rater, int64_t task,
			  bool *open);
// Whether just that answer stands there; for `task` 0, whether he wrote the very same.
bool campaign_said(struct campaign *c, int64_t rater, int64_t task, struct str answers,
		   struct answer_saved *out);
// Takes an open task back, for somebody else.
bool campaign_release(struct campaign *c, struct str by, int64_t task, int64_t rater,
		      struct err *e) MUST_CHECK;

// --- Answers from a file, as they are stored: replies by their number in the task.
enum import_outcome {
	IMPORT_NEW,
	IMPORT_SAME,    // it stands there already: nothing is written
	IMPORT_CHANGED, // in the place of another
	// another was given since the file was made, or the file's revision never was:
	// nothing is written
	IMPORT_CONFLICT,
	IMPORT_FULL, // enough others answered the task: nothing is written
};
struct campaign_import {
	int64_t rater; // 0 with check_only: somebody who is not there yet
	int64_t task;  // of UNIT_WRITE one that is not there adds a written one
	struct str answers;
	double seconds;   // NaN: unknown
	int64_t at;       // 0: now
	int64_t revision; // that the file was made from; 0: none
	bool force;       // a conflict is decided for the file
	bool check_only;  // writes nothing
};
// The task is given to the rater if he does not have it.
bool campaign_import(struct campaign *c, struct str by, const struct campaign_import *x,
		     enum import_outcome *out, struct answer_fault *fault,
		     struct err *e) MUST_CHECK;

// --- What the server sends, each one JSON value (docs/annotate.md lists them).
// GET /api/session; `ask`: raters can put their prompts to a model.
bool campaign_session_json(struct campaign *c, int64_t rater, bool ask,
			   struct json_writer *w, struct err *e) MUST_CHECK;
// "task": of one that the rater has (ERR_NOT_FOUND), or 0. What is shown is read from the
// run file.
bool campaign_task_json(struct campaign *c, int64_t rater, int64_t task,
			struct json_writer *w, struct err *e) MUST_CHECK;
// "at": {"done", "of"}
void campaign_at_json(struct campaign *c, int64_t rater, struct json_writer *w);
bool campaign_mine_json(struct campaign *c, int64_t rater, size_t from,
			struct json_writer *w, struct err *e) MUST_CHECK;
void campaign_progress_json(struct campaign *c, int64_t rater, struct json_writer *w);
void campaign_overview_json(struct campaign *c, struct json_writer *w);
// Reckoned anew after an answer; in a large campaign (over some 20,000 answers) at most
// every ten seconds.
void campaign_agreement_json(struct campaign *c, struct json_writer *w);
void campaign_disagreements_json(struct campaign *c, size_t from, struct json_writer *w);
// Newest first. `answers`: with those that tell of an answer, of which there are many.
bool campaign_audit_json(struct campaign *c, size_t from, bool answers,
			 struct json_writer *w, struct err *e) MUST_CHECK;

#endif
