// Pairs of replies, as importers make them.
#ifndef EXCHANGE_PAIR_H
#define EXCHANGE_PAIR_H

#include "exchange/exchange.h"

// Completes a pair whose prompt, lang, risk, expect and source are set, and hands it
// over. Which reply stands first is drawn by what they are, so that a file gives the same
// suite every time and its better replies do not all stand on one side. Without an id it
// gets that of its content. Blank ones, and two that are the same, are counted and
// dropped.
bool pair_put(const struct import_job *job, struct arena *a, struct item *item,
	      struct str better, struct str worse, struct err *e) MUST_CHECK;

// A hash of the question and its two replies, whichever stands first.
struct hash128 pair_hash(struct str prompt, struct str one, struct str other);

#endif
