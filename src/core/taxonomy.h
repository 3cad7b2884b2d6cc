// A taxonomy: a tree of risks, in memory. Reading and checking files:
// suite/taxonomy_file.h.
//
// Nodes lie in one array in the order of a walk from the root (parents before children,
// siblings in the file's order), so that a subtree is a contiguous range. Immutable
// once built; any thread.
#ifndef CORE_TAXONOMY_H
#define CORE_TAXONOMY_H

#include "base/json.h"
#include "base/map.h"

struct bilingual {
	struct str zh, en;
};
// zh for zh*, else en; the other if empty
struct str bilingual_get(struct bilingual text, struct str lang);

struct node_map { // this node's counterparts in another taxonomy
	struct str taxonomy;
	const struct str *nodes; // [n]
	size_t n;
};

#define TAXONOMY_ROOT SIZE_MAX
struct node {
	struct str id;
	struct bilingual name, definition;
	const struct str *aliases; // [n_aliases]
	size_t n_aliases;
	const struct node_map *maps; // [n_maps]
	size_t n_maps;
	size_t parent; // index, or TAXONOMY_ROOT
	size_t level;  // 1: dimension
	size_t end;    // one past the last node of its subtree
};

struct taxonomy {
	struct str id, version, license, source;
	struct bilingual name;
	const struct node *nodes; // [n]
	size_t n;
	struct map index; // id and alias -> position + 1
};

// By id or alias, exactly; then ignoring ASCII case. NULL if unknown.
const struct node *taxonomy_find(const struct taxonomy *t, struct str name);
// The first-level node above `risk` (itself where it is one); NULL if unknown.
const struct node *taxonomy_dimension(const struct taxonomy *t, struct str risk);
void taxonomy_to_json(struct json_writer *w, const struct taxonomy *t); // docs/formats.md

#endif
