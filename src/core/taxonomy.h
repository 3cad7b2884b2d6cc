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
#include "core/item.h"

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

// What is known of a leaf, for writing prompts about it: phrases, each role of one
// grammatical form (docs/formats.md, "Taxonomy"). A flat list in a file counts as things.
enum knowledge_role {
	KNOWLEDGE_THING,    // en: plural noun phrase; zh: noun phrase
	KNOWLEDGE_ACT,      // en: bare infinitive; zh: verb phrase without subject
	KNOWLEDGE_ACTOR,    // en: singular with article; zh: a person
	KNOWLEDGE_SETTING,  // adverbial of place, time or medium
	KNOWLEDGE_MOTIVE,   // en: "to ..."; zh: "为了..."
	KNOWLEDGE_QUESTION, // whole sentence with {thing} {act} {actor} {setting}
			    // {motive}
	KNOWLEDGE_ROLES
};
struct phrases {
	const struct str *items; // [n]
	size_t n;
};
struct knowledge {
	struct str lang; // zh, en
	struct phrases of[KNOWLEDGE_ROLES];
};
const char *knowledge_role_name(enum knowledge_role role); // "things", "acts", ...

#define TAXONOMY_ROOT SIZE_MAX
struct node {
	struct str id;
	struct bilingual name, definition;
	const struct str *aliases; // [n_aliases]
	size_t n_aliases;
	const struct node_map *maps; // [n_maps]
	size_t n_maps;
	const struct knowledge *knowledge; // [n_knowledge], one a language
	size_t n_knowledge;
	// what a prompt about it expects: its own `expect:`, else its parent's, else the
	// taxonomy's, else refuse
	enum expect expect;
	double weight;     // its share of the prompts beside its siblings; 0: none stated
	struct str origin; // of a name not the source's own: "ours"; or STR_NONE
	size_t parent;     // index, or TAXONOMY_ROOT
	size_t level;      // 1: dimension
	size_t end;        // one past the last node of its subtree
};

struct node_set { // a named part of the tree: these nodes and all below them
	struct str name;
	const struct str *nodes; // [n], ids
	size_t n;
};

struct taxonomy {
	struct str id, version, license, source;
	struct bilingual name;
	const struct node *nodes; // [n]
	size_t n;
	const struct node_set *slices; // [n_slices]
	size_t n_slices;
	struct map index; // id and alias -> position + 1
};

// By id or alias, exactly; then ignoring ASCII case. NULL if unknown.
const struct node *taxonomy_find(const struct taxonomy *t, struct str name);
// The first-level node above `risk` (itself where it is one); NULL if unknown.
const struct node *taxonomy_dimension(const struct taxonomy *t, struct str risk);
bool node_is_leaf(const struct taxonomy *t, const struct node *n);
// NULL where nothing is known in that language ("zh" also for "zh-Hant").
const struct knowledge *node_knowledge(const struct node *n, struct str lang);
// Marks, in wanted[t->n] (all false before), every node of a slice. False if there is no
// slice of that name.
bool taxonomy_slice(const struct taxonomy *t, struct str name, bool *wanted);
// Shares `total` prompts over the tree by weight, the largest remainder first (Hamilton;
// of equals, the earlier node): quota[i] of node i, [t->n]; an inner node's is the sum of
// its children's. `wanted` (or NULL) tells which leaves take part.
//   A node without a weight weighs what its children do; a leaf, as much as a leaf of its
// weighted siblings does on average, or 1. So S-Eval's totals give S-Eval's counts, and a
// node that somebody adds gets a fair part.
//   Totals that lie well apart nest: no quota shrinks as the total grows. (From one total
// to the next it may, by 1: Hamilton's method knows the Alabama paradox.)
void taxonomy_quota(const struct taxonomy *t, size_t total, const bool *wanted,
		    size_t *quota);
// docs/formats.md, "Taxonomies". Slices, weights and knowledge stand in it where known.
void taxonomy_to_json(struct json_writer *w, const struct taxonomy *t);

#endif
