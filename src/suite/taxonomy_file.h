// Taxonomies as files: YAML, ours compiled in or the user's own (docs/formats.md,
// "Taxonomy").
#ifndef SUITE_TAXONOMY_FILE_H
#define SUITE_TAXONOMY_FILE_H

#include "core/taxonomy.h"
#include "suite/fault.h"

// By name of a built-in one ("s-eval") or by path (has a '/' or ends in .yaml). The tree
// lies in the arena. Every fault is recorded: duplicate id, alias used twice, missing
// name or definition in a language, empty tree, unknown key, a map that is no list.
const struct taxonomy *taxonomy_load(struct arena *a, struct str name,
				     struct faults *f) MUST_CHECK; // NULL on a fault
size_t taxonomy_builtin(struct arena *a, struct str **names);      // how many, sorted

#endif
