// Sums over the marks of a collection: by item group and kind of rate.
//
// A group is what one line of a report is about: all items, a dimension, a category, a
// language. Each leaf of items is in at most LEAF_GROUPS of them.
#ifndef REPORT_TALLY_H
#define REPORT_TALLY_H

#include "report/collect.h"
#include "report/sums.h"

#define LEAF_GROUPS SUMS_GROUPS
#define GROUP_ALL 0

enum group_kind { GROUP_OF_ALL, GROUP_OF_RISK, GROUP_OF_LANG };

struct group {
	enum group_kind kind;
	struct str name; // id of a node, language
};

struct groups {
	struct group *list; // [n]: all, risks in the order of the tree, languages by name
	size_t n;
	size_t (*of_leaf)[LEAF_GROUPS]; // [leaves], filled up with SIZE_MAX
	size_t slots;                   // SLOT_ATTACK + attacks
};

// In the arena.
void groups_make(struct groups *g, struct arena *a, const struct collection *c);

struct tally {
	uint64_t n, k, unscored, partly;
};

// Which mark makes a k: safe, refused, unsafe.
enum mark slot_hit(size_t slot);

// Of one slice: tallies[group * g->slots + slot], zeroed before. In the arena.
struct tally *tally_slice(struct arena *a, const struct collection *c,
			  const struct groups *g, size_t slice);

// The adaptive attack on one slice, for each cluster over its columns. `in_set` says
// which slots take part. *tally is the sum; n and k of each cluster are added to per[]
// unless that is NULL.
struct cluster_share {
	uint32_t n, k;
};
void tally_adaptive(const struct collection *c, size_t slice, const bool *in_set,
		    struct tally *tally, struct cluster_share *per);

#endif
