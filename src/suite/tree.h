// Reading a YAML tree field by field, with a fault for each one that is not as it should
// be.
#ifndef SUITE_TREE_H
#define SUITE_TREE_H

#include "base/yaml.h"
#include "core/taxonomy.h"
#include "suite/fault.h"

struct tree {                // one file being read
	struct arena *arena; // of what is kept
	struct faults *faults;
	struct str file;
};

// A fault for every key of `map` that is none of `known` (NULL at the end), with the
// nearest of them.
void tree_check_keys(const struct tree *t, const struct yaml *map,
		     const char *const *known);
// A text; a fault if it is no scalar, or absent though `required`. Copied into the arena.
struct str tree_text(const struct tree *t, const struct yaml *map, const char *key,
		     bool required);
// {zh: ..., en: ...}; both are needed where `required`.
struct bilingual tree_bilingual(const struct tree *t, const struct yaml *map,
				const char *key, bool required);
// A list of texts.
const struct str *tree_texts(const struct tree *t, const struct yaml *map,
			     const char *key, size_t *n);

#endif
