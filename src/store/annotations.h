// People's answers in the run file: who may answer, what they were given, what they said,
// and who changed what.
//
// Small tables beside the run's own, read whole. Writes are batched and become durable as
// all of a store's writes do (store.h): who confirms an answer flushes first. Lists and
// their texts lie in the arena given; unknown text is STR_NONE, times are
// clock_wall_ms().
#ifndef STORE_ANNOTATIONS_H
#define STORE_ANNOTATIONS_H

#include "core/annotation.h"
#include "store/store.h"

enum rater_role { RATER, RATER_ADMIN };
struct rater {
	int64_t id;      // from 1
	struct str name; // unique, never empty
	enum rater_role role;
	// SHA-256 of the token in the rater's link, hex: the token itself is never
	// stored. STR_NONE: no link (imported, say).
	struct str token_sha256;
	const struct str *domains; // [n_domains] risks whose branches he or she sees;
	size_t n_domains;          // none: all
	int64_t created, revoked;  // revoked 0: may answer
};
// Adds it if id is 0, and sets id; else replaces the one of that id. ERR_EXISTS: a name
// that another has.
bool store_put_rater(struct store *s, struct rater *r, struct err *e) MUST_CHECK;
bool store_raters(struct store *s, struct arena *a, struct rater **out, size_t *n,
		  struct err *e) MUST_CHECK;

struct task {       // one screen: one or several samples and the questions of a protocol
	int64_t id; // from 1
	struct str protocol;
	const uint64_t *ordinals; // [n_ordinals] of samples; none where people write
	size_t n_ordinals;
	struct str domain; // a risk, or STR_NONE
	int64_t need;      // raters who should answer it
	struct str gold;   // the right answers, JSON as in `answer.body`; or STR_NONE
};
bool store_add_task(struct store *s, struct task *t, struct err *e) MUST_CHECK; // sets id
bool store_put_task_gold(struct store *s, int64_t task, struct str gold,
			 struct err *e) MUST_CHECK;
// Those of a protocol, or all where it is STR_NONE; by id.
bool store_tasks(struct store *s, struct arena *a, struct str protocol, struct task **out,
		 size_t *n, struct err *e) MUST_CHECK;

enum assignment_state {
	ASSIGNMENT_OPEN,     // given out, not answered
	ASSIGNMENT_ANSWERED, //
	ASSIGNMENT_SKIPPED,  // the rater passed it on
	ASSIGNMENT_RELEASED, // taken back, for somebody else
};
struct assignment { // unique by (task, rater)
	int64_t task, rater, at;
	enum assignment_state state;
};
bool store_put_assignment(struct store *s, const struct assignment *x,
			  struct err *e) MUST_CHECK;
bool store_assignments(struct store *s, struct arena *a, struct str protocol,
		       struct assignment **out, size_t *n, struct err *e) MUST_CHECK;

struct answer { // unique by (task, rater, revision); earlier revisions stay
	int64_t task, rater, revision, at;
	double seconds;  // at the screen, NaN unknown
	struct str body; // JSON object: {"QUESTION": answer, ...}
};
bool store_add_answer(struct store *s, const struct answer *x, struct err *e) MUST_CHECK;
// The latest revision of each (task, rater); by task, then rater.
bool store_answers(struct store *s, struct arena *a, struct str protocol,
		   struct answer **out, size_t *n, struct err *e) MUST_CHECK;

// Unique by (ordinal, protocol, rater); putting one again replaces it.
bool store_put_annotation(struct store *s, const struct annotation *x,
			  struct err *e) MUST_CHECK;
bool store_drop_annotation(struct store *s, uint64_t ordinal, struct str protocol,
			   struct str rater, struct err *e) MUST_CHECK;
// By ordinal, then rater. `protocol` STR_NONE: of all.
bool store_annotations(struct store *s, struct arena *a, struct str protocol,
		       struct annotation **out, size_t *n, struct err *e) MUST_CHECK;

// What was said of one sample after the other, as a pass over a run meets them.
struct annotation_cursor {
	const struct annotation *list; // [n] as store_annotations() gives them
	size_t n;
	size_t at; // 0 at first; private
};
// Those of a sample: *n of them, in the list. Ordinals may only rise; the same one may be
// asked for again.
const struct annotation *annotations_of(struct annotation_cursor *c, uint64_t ordinal,
					size_t *n);
// What they say together. false: nothing is there, and *out as it was.
bool annotations_agreed(struct annotation_cursor *c, uint64_t ordinal,
			struct consensus *out);

struct audit { // who changed what; only ever added to
	int64_t id, at;
	struct str who, what, detail;
};
bool store_add_audit(struct store *s, struct str who, const char *what, struct str detail,
		     struct err *e) MUST_CHECK;
struct audit_page {
	size_t from, most; // newest first, from 0
	bool answers; // with "answered" and "answer changed", of which there are many
};
// *total: how many there are of them in all.
bool store_audit(struct store *s, struct arena *a, const struct audit_page *page,
		 struct audit **out, size_t *n, size_t *total, struct err *e) MUST_CHECK;

#endif
