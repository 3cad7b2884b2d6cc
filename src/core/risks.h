// The tree of risks, with their names, of a taxonomy or of the JSON that a run carries.
//
// Without a taxonomy, or for a risk that it does not know, an id's dots tell the levels
// ("ci.drug-crimes"). Text and nodes lie in the arena given.
#ifndef CORE_RISKS_H
#define CORE_RISKS_H

#include "base/json.h"
#include "base/map.h"
#include "core/taxonomy.h"

#define RISK_NONE SIZE_MAX

struct risk {
	struct str id;
	struct bilingual name; // STR_NONE, STR_NONE of one that is not known
	size_t parent;         // index, or RISK_NONE
	size_t level;          // 1: dimension
};

struct risks {
	struct arena *arena;
	struct str taxonomy; // its id; STR_NONE without one
	struct risk *nodes;  // [n], parents first; those of the taxonomy in its order
	size_t n, cap;
	size_t known;     // the first ones are the taxonomy's
	struct map index; // id -> position + 1
};

// `taxonomy` is what taxonomy_to_json() writes, or STR_NONE: no risk is known.
bool risks_init(struct risks *r, struct arena *a, struct str taxonomy,
		struct err *e) MUST_CHECK;
// The same of a taxonomy, which has to outlive it.
void risks_init_from(struct risks *r, struct arena *a, const struct taxonomy *t);
void risks_release(struct risks *r); // the index; the rest is the arena's

// The node of a risk, or RISK_NONE.
size_t risks_find(const struct risks *r, struct str id);
// The same, made if it has to be; RISK_NONE of the empty one.
size_t risks_put(struct risks *r, struct str id);
// Whether a node is the branch or lies below it.
bool risks_within(const struct risks *r, size_t node, size_t branch);
// Its ancestor (or itself) at a level, or RISK_NONE.
size_t risks_at(const struct risks *r, size_t node, size_t level);
// The same, but itself where it lies higher.
size_t risks_at_most(const struct risks *r, size_t node, size_t level);

// "ID": {"zh", "en"}, ... of all that are known, into an object that is begun. Its id
// stands in for a name that is missing.
void risks_names_json(const struct risks *r, struct json_writer *w);

#endif
