// Which names in a reply are meant as names, and which stand together: "A和C".
#ifndef JUDGE_CHOICE_GROUP_H
#define JUDGE_CHOICE_GROUP_H

#include "judge/choice/choice_reading.h"

struct group { // names that stand together
	uint32_t places;
	size_t from, to;  // tokens
	bool alternative; // "回复1或回复2"
	bool clash;
};

// The group that begins at token i, before `end`. A letter or number alone is a name only
// next to a word that makes it one, or with `alone`.
bool group_at(const struct reading *r, size_t i, size_t end, bool alone,
	      struct group *out);
// The group that ends last before token i and is no object of a comparison.
bool group_before(const struct clause *c, size_t i, struct group *out);
// The first group behind token i.
bool group_behind(const struct clause *c, size_t i, struct group *out);
// Whether what stands at token i is what another is compared with: "相比回复2".
bool clause_is_beside(const struct clause *c, size_t i);

#endif
