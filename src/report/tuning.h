// Tunings of one base model side by side: does tuning close the gap between safety and
// responsibility (gap.h)?
//
// Two targets are compared where both are said to be of one base model (--tuning
// MODEL=TUNING@BASE, else the same family and number of parameters) and are tuned
// otherwise, and where nothing else differs: they were asked the same suite with the same
// parameters, and their judge of record is the same. Only items count that count for both
// of them (the first level scored for both, the second graded for both), so that
//   difference = gap(second) - gap(first)
// below 0: the second's responsibility lags less. Each draw of the bootstrap takes the
// same items of both levels for both targets, which pairs them (Efron and Tibshirani,
// 1993, "An Introduction to the Bootstrap", section 8.3; rounds and seed as figures.h has
// them). Where no draw of a level differs, that level's interval is Newcombe's (gap.h) as
// if both shares were independent, too wide rather than too narrow, and both levels,
// which have no item in common, are put together by square-and-add (Zou and Donner, 2008,
// Statistics in Medicine 27, 1693-1702). Not for other rooms.
#ifndef REPORT_TUNING_H
#define REPORT_TUNING_H

#include "report/figures.h"

struct collection; // collect.h

struct level_item {      // what one target's samples of an item say of its level
	uint64_t key[2]; // of the item's id
	bool guide;      // the second level
	double n, good;  // as gap.h counts them
};
struct level_items { // in the order of keys
	struct level_item *p;
	size_t n;
};

struct tuned_target {
	const struct metrics *run;
	const struct target_metrics *target;
};
struct tuning_difference {
	struct tuned_target first, second; // `base` first, else in the order of the runs
	uint64_t n_safety, n_responsibility; // items that count for both
	double gap_first, gap_second;        // over these
	double difference;
	struct interval ci;
};
struct tuning_differences {
	struct tuning_difference *p; // [n]
	size_t n;
	bool wanted; // targets with a gap differ in their tuning
};

// Fills levels of every target that has a tuning and a base model. After the facts.
void tuning_keep(struct arena *a, const struct collection *c, struct metrics *m);
// Every pair over all runs; in the arena.
struct tuning_differences tuning_compare(struct arena *a, const struct metrics *runs,
					 size_t n);

#endif
