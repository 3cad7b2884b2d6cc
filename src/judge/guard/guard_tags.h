// A guard's categories as nodes of the run's taxonomy. Not for other rooms.
//
// Each category has counterparts in s-eval, by the maps of our taxonomies or by the
// guard's table; a run with another taxonomy has those that correspond to them. A
// category often stands for several nodes ("non-violent crimes"): then the one on the
// item's path is meant; else, of those of the highest level, those in its dimension, or
// all; and where these are many, the dimensions that they lie in.
#ifndef JUDGE_GUARD_TAGS_H
#define JUDGE_GUARD_TAGS_H

#include "judge/guard/guard.h"

// `to` NULL: no tags.
const struct guard_tags *guard_tags_make(struct arena *a, const struct guard *g,
					 const struct taxonomy *to, struct err *e);
// The tags of the categories, each once, the first category's first; how many.
size_t guard_tags_of(const struct guard_tags *t, struct arena *a, struct str risk,
		     const struct str *categories, size_t n, const struct str **tags);

#endif
