// What the tests of people need: a run file with answered samples, and protocols.
#ifndef TESTS_PEOPLE_MADE_H
#define TESTS_PEOPLE_MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../base/folder.h"
#include "people/campaign.h"

// Fails the test with the error's line.
#define assert_ok(call)                                   \
	do {                                              \
		if (!(call))                              \
			fail_msg("%s: %s", #call, e.msg); \
	} while (0)
#define assert_err(call, expected, words)                                 \
	do {                                                              \
		assert_false(call);                                       \
		assert_int_equal(e.code, expected);                       \
		if (!strstr(e.msg, words) || strchr(e.msg, '\n'))         \
			fail_msg("expected \"%s\" in: %s", words, e.msg); \
	} while (0)
#define assert_str(s, text)                                                    \
	do {                                                                   \
		struct str got_ = (s);                                         \
		if (!str_is(got_, text))                                       \
			fail_msg("expected \"%s\", got \"" STR_FMT "\"", text, \
				 STR_ARG(got_));                               \
	} while (0)

struct made {                          // how a run is
	size_t items, targets, epochs; // 0 counts as 1
	enum item_kind kind;
	// of the judge of record, by ordinal; NULL: all safe
	enum verdict (*verdict)(uint64_t ordinal);
};
// Ordinals count epochs first, then targets, then items. Items "i0", "i1", ... ask
// "question N", their risks go round "ci.drug", "ci.arms", "rs.law", "rs.mind"; targets
// "m/0", "m/1",
// ...; replies are "reply ORDINAL".
struct store *made_run(const char *name, const struct made *how);
struct store *made_open(const char *name);
void made_close(struct store *s);

// One that is well; a fault fails the test.
const struct protocol *made_protocol(struct arena *a, const char *yaml);
extern const char made_safety[]; // three raters: verdict, why (after unsafe)
extern const char made_expert[]; // best of three or none, score, own answer
extern const char made_grade[];  // grade 0 to 2
extern const char made_probe[];  // people write

int64_t made_rater(struct campaign *c, const char *name, const char *domain);
// The task that is before him; 0: none.
int64_t made_next(struct campaign *c, int64_t rater);
void made_answer(struct campaign *c, int64_t rater, int64_t task, const char *answers);
// What a function that writes JSON wrote.
const struct json *made_json(struct arena *a, struct buf *text);

#endif
