// From the marks of choices (choices.h) to the sums that figures are made of. Not for
// other rooms.
#ifndef REPORT_CHOICE_SUMS_H
#define REPORT_CHOICE_SUMS_H

#include "report/choice_rates.h"
#include "report/sums.h"

enum field {
	F_OUTCOME, // and on: one each
	F_LOST = F_OUTCOME + OUTCOMES_KEYED,
	F_PEOPLE,
	F_CHANCE,
	F_PLACED,
	F_FIRST,
	F_FIRST_EXPECTED,
	F_RIGHT_FIRST,
	F_BOTH_RIGHT,
	F_BOTH_WRONG,
	F_FLIPPED,
	F_INCOMPLETE,
	F_ROTATED,
	F_ROTATED_RIGHT,
	F_ROTATED_CUT,
	F_OPEN_OTHER,
	F_OPEN_REFUSE,
	F_OPEN_LOOK,
	F_RANKED,
	F_RANK_SUM,
	F_RANK, // and on: one each
	FIELDS = F_RANK + CHOICE_RANKS,
};

// One column: when it was asked, and what a scoring says (NULL: nothing).
struct choice_pass {
	int64_t epoch, variant;
	const struct choice_column *asked, *read;
};

// Those of a target, by epoch and variant, in the arena. `once`: of the first variant
// alone (choice_asks_once()).
struct choice_pass *choice_passes(struct arena *a, const struct choices *x,
				  const struct target_metrics *t, size_t scoring,
				  bool once, size_t *n);
struct choice_mark choice_mark_at(const struct choice_pass *pass, size_t item);
enum said choice_said(struct choice_mark mark);
// The option that it chose, or ANSWER_NONE.
unsigned choice_answer(struct choice_mark mark);
// Adds all that [n] passes say of an item, by its number; with `once` nothing of places,
// pairs and rotations.
void choice_sums_add(struct sums *sums, const struct choices *x,
		     const struct choice_pass *passes, size_t n, bool once,
		     size_t number);

#endif
