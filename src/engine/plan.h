// The plan of a run: which cells there are, in which order, without ever holding them.
//
// A cell's ordinal is its place in the product drawn item x form x target x parameters x
// epoch x (variant or try), the last turning fastest. Form 0 is the item itself, form i
// attack i; a variant is an order in which the item's options or replies are shown
// (core/choice.h). Form 0 has variants, attacks have tries; form 0 takes room for the
// larger number of the two, so that ordinals are the same whether or not another suite
// has variants. An item that cannot be attacked leaves the ordinals of its other forms
// unused, what is not attacked those of further tries, which would ask the same once
// more, and an item with fewer variants than another those of the others. So an ordinal
// depends on the settings and the suite only.
#ifndef ENGINE_PLAN_H
#define ENGINE_PLAN_H

#include "engine/run.h"
#include "suite/suite.h"

struct plan {
	const char *suite;    // name or path
	const uint8_t *drawn; // bit i: item i of the suite is in; NULL: all are
	uint64_t items;       // drawn
	uint64_t attackable;  // of them
	size_t forms, targets, params, epochs, tries;
	bool still;      // no answer depends on the order: variant 0 alone
	bool rotate;     // choices are shown in as many orders as they have options
	size_t variants; // the most that an item has; 1 where none has several
	uint64_t turned; // variants of all drawn items but the first of each
};

// Counts the variants of what is drawn: reads the suite once. Not needed for a suite
// without choices and pairs.
bool plan_count_variants(struct plan *p, struct err *e) MUST_CHECK;

uint64_t plan_ordinals(const struct plan *p); // one past the last
int64_t plan_variant(const struct plan *p, uint64_t ordinal);
uint64_t plan_cells(const struct plan *p); // how many there are, without the unused

struct place { // of one cell
	uint64_t ordinal;
	const struct item *item; // the suite's; valid until the cursor moves on
	size_t form, target, params;
	int64_t epoch, variant, attempt;
};

// One target's way through the plan. Cursors are independent of each other.
struct cursor {
	const struct plan *plan;
	struct suite *suite;
	struct arena arena; // the present item's
	struct item item;
	uint64_t seen;  // items read
	uint64_t drawn; // items drawn, the present one excluded
	struct place next;
	bool have; // there is a present item
};

bool cursor_open(struct cursor *c, const struct plan *p, size_t target,
		 struct err *e) MUST_CHECK;
void cursor_close(struct cursor *c);
int cursor_next(struct cursor *c, struct place *out,
		struct err *e) MUST_CHECK; // 1 got, 0 end, -1 error

#endif
