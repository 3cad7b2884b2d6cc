// Risks as people see them: the tree of the run's taxonomy, for who sees what, for names,
// and for tags. Not for other rooms.
//
// Without a taxonomy, or for a risk that it does not know, an id's dots tell the levels.
// Text and nodes lie in the arena.
#ifndef PEOPLE_DOMAINS_H
#define PEOPLE_DOMAINS_H

#include "base/vec.h"
#include "core/taxonomy.h"

#define DOMAIN_NONE SIZE_MAX

struct domain {
	struct str id;
	struct bilingual name;
	size_t parent, level; // DOMAIN_NONE; 1: dimension
};
struct domains {
	struct arena *arena;
	struct str taxonomy;      // its id, or STR_NONE
	VEC(struct domain) nodes; // parents first
	size_t known;             // the first ones are the taxonomy's
	struct map index;         // id -> position + 1
};

// From what taxonomy_to_json() writes, or nothing (STR_NONE).
bool domains_from_json(struct domains *d, struct arena *a, struct str taxonomy,
		       struct err *e) MUST_CHECK;
void domains_from(struct domains *d, struct arena *a, const struct taxonomy *t);
void domains_release(struct domains *d);
// DOMAIN_NONE where there is none.
size_t domains_find(const struct domains *d, struct str id);
// Made if it has to be; DOMAIN_NONE of the empty one.
size_t domains_put(struct domains *d, struct str id);
// Whether a node is the branch or lies below it.
bool domains_within(const struct domains *d, size_t node, size_t branch);
// Its ancestor (or itself) at a level, itself where it lies higher.
size_t domains_at(const struct domains *d, size_t node, size_t level);
// "ID": {"zh", "en"}, ... of all that are known, into an object that is begun.
void domains_names_json(const struct domains *d, struct json_writer *w);

#endif
