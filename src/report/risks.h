// The names and the tree of risks, from the taxonomy that a run file carries.
//
// Without one, or for a risk that it does not know, an id's dots tell the levels
// ("ci.drug-crimes"). Text and nodes lie in the arena given.
#ifndef REPORT_RISKS_H
#define REPORT_RISKS_H

#include "base/json.h"
#include "base/map.h"
#include "core/taxonomy.h"

#define RISK_NONE SIZE_MAX

struct risk_node {
	struct str id;
	struct bilingual name;
	size_t parent; // index, or RISK_NONE
	size_t level;  // 1: dimension
};

struct risk_tree {
	struct arena *arena;
	struct str id;           // of the taxonomy; STR_NONE without one
	struct risk_node *nodes; // [n], parents first; those of the taxonomy in its order
	size_t n, cap;
	size_t known;     // the first ones are the taxonomy's
	struct map index; // id -> position + 1
};

// `taxonomy` is what taxonomy_to_json() writes, or STR_NONE.
bool risk_tree_init(struct risk_tree *t, struct arena *a, struct str taxonomy,
		    struct err *e) MUST_CHECK;
void risk_tree_release(struct risk_tree *t); // the index; the rest is the arena's
// The node of a risk, made if it has to be; RISK_NONE of the empty one.
size_t risk_tree_put(struct risk_tree *t, struct str risk);
// Its ancestor (or itself) at a level, or RISK_NONE.
size_t risk_tree_at(const struct risk_tree *t, size_t node, size_t level);

#endif
