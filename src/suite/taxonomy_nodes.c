// The nodes of a taxonomy's files.
#include <math.h>

#include "base/asset.h"
#include "base/file.h"
#include "base/nearest.h"
#include "suite/builtin.h"
#include "suite/taxonomy_read.h"

#define FILE_MAX ((size_t)16 << 20)
#define FILES_MAX 1000 // parts and extended taxonomies in all
#define LEVELS_MAX 31
#define WEIGHT_MAX 1e12

static const char *const node_keys[] = {"id",     "name",     "definition", "aliases",
					"maps",   "origin",   "weight",     "knowledge",
					"parent", "children", "expect",     NULL};

static void fault(struct reading *r, const struct yaml *y, const char *field,
		  const char *what)
{
	faults_add(r->tree.faults, r->tree.file, y->line, str_of(field), "%s", what);
}

// --- Files.

// A line that says `knowledge:` and what stands deeper below it becomes blank lines:
// most of the time of reading our own taxonomies goes there, and who only looks risks up
// needs none of it. Of built-in files alone, whose style we know.
static struct str without_knowledge(struct arena *a, struct str text)
{
	char *out = arena_alloc(a, text.n + 1);
	size_t depth = SIZE_MAX; // of the key that is left out, if any
	struct str rest = text, whole = {out, 0};
	while (rest.n) {
		struct str line = str_cut(&rest, '\n');
		size_t blanks = 0;
		while (blanks < line.n && line.p[blanks] == ' ')
			blanks++;
		struct str said = str_slice(line, blanks, line.n);
		if (said.n && (depth == SIZE_MAX || blanks <= depth))
			depth = str_is(said, "knowledge:") ? blanks : SIZE_MAX;
		if (depth == SIZE_MAX) {
			memcpy(out + whole.n, line.p, line.n);
			whole.n += line.n;
		}
		out[whole.n++] = '\n';
	}
	return whole;
}

static bool source_text(struct reading *r, const struct tree_file *s, struct str *text,
			struct err *e)
{
	struct arena *a = &r->scratch;
	char *path = arena_cstr(a, s->name);
	if (!s->builtin && s->from && file_is_stream(path)) // it might never end
		return err_set(e, ERR_INPUT, "%s is no file", path);
	if (!s->builtin)
		return file_read(a, path, FILE_MAX, text, e);
	struct str name = arena_printf(a, "taxonomies/" STR_FMT "%s", STR_ARG(s->name),
				       builtin_is_name(s->name) ? ".yaml" : "");
	*text = asset_text(name.p);
	if (!text->p)
		return err_set(e, ERR_INPUT, "nothing built in is called %s", name.p);
	if (r->tree_only)
		*text = without_knowledge(a, *text);
	return true;
}

const struct yaml *source_read(struct reading *r, const struct tree_file *s, size_t line,
			       const char *field)
{
	struct err e = {0};
	struct str text = STR_NONE;
	for (const struct tree_file *by = s->from; by; by = by->from)
		if (by->builtin == s->builtin && str_eq(by->name, s->name)) {
			faults_add(r->tree.faults, r->tree.file, line, str_of(field),
				   "a circle: " STR_FMT " is being read already",
				   STR_ARG(s->name));
			return NULL;
		}
	if (r->n_files++ >= FILES_MAX) {
		faults_add(r->tree.faults, r->tree.file, line, str_of(field),
			   "more than %d files", FILES_MAX);
		return NULL;
	}
	if (!source_text(r, s, &text, &e)) {
		faults_add(r->tree.faults, s->from ? r->tree.file : STR_NONE, line,
			   str_of(field), "%s", e.msg);
		return NULL;
	}
	const struct yaml *y =
		yaml_parse(&r->scratch, text, arena_cstr(&r->scratch, s->name), &e);
	if (!y)
		faults_add(r->tree.faults, STR_NONE, 0, STR_NONE, "%s", e.msg);
	return y;
}

struct tree_file source_beside(struct reading *r, struct str path)
{
	struct arena *a = r->tree.arena;
	struct tree_file s = {path, r->source->builtin, r->source};
	bool below = str_find_byte(r->source->name, '/') != STR_NPOS;
	if (!s.builtin && below && !str_starts(path, STR("/")))
		s.name = path_join(a, path_dir(r->source->name), path);
	return s;
}

// --- One node.

static const struct node_map *read_maps(struct reading *r, const struct yaml *y,
					size_t *n)
{
	const struct yaml *maps = yaml_get(y, "maps");
	*n = 0;
	if (yaml_is_null(maps))
		return NULL;
	if (maps->kind != YAML_MAP) {
		faults_add(r->tree.faults, r->tree.file, maps->line, STR("maps"),
			   "expected {taxonomy: [node, ...]}, got %s",
			   yaml_kind_name(maps));
		return NULL;
	}
	struct node_map *list = arena_array(r->tree.arena, maps->n + 1, sizeof(*list));
	for (size_t i = 0; i < maps->n; i++) {
		char *key = arena_cstr(r->tree.arena, maps->pairs[i].key);
		list[i].taxonomy = str_of(key);
		list[i].nodes = tree_texts(&r->tree, maps, key, &list[i].n);
	}
	*n = maps->n;
	return list;
}

enum expect expect_read(struct reading *r, const struct yaml *y, enum expect above)
{
	const struct yaml *said = yaml_get(y, "expect");
	enum expect expect = above;
	if (said && !expect_find(yaml_str(said), &expect))
		fault(r, said, "expect", "expected refuse, comply, guide or any");
	return expect;
}

static double read_weight(struct reading *r, const struct yaml *y)
{
	const struct yaml *weight = yaml_get(y, "weight");
	double value = 0;
	if (!weight)
		return 0;
	if (!yaml_real(weight, &value) || !(value > 0) || value > WEIGHT_MAX) {
		fault(r, weight, "weight", "expected a number above 0");
		return 0;
	}
	return value;
}

// The node of the extended taxonomy that a new node is to stand below.
static size_t read_parent(struct reading *r, const struct yaml *y)
{
	struct str name = tree_text(&r->tree, y, "parent", true);
	const union map_value *found = map_find(&r->index, name);
	if (str_empty(name))
		return TAXONOMY_ROOT;
	if (found && found->num <= r->n_base)
		return found->num - 1;
	struct arena *a = &r->scratch;
	const char **ids = arena_array(a, r->n_base + 1, sizeof(*ids));
	for (size_t i = 0; i < r->n_base; i++)
		ids[i] = arena_cstr(a, r->drafts.p[i].node.id);
	const char *near = nearest_name(name, ids, r->n_base);
	faults_add(r->tree.faults, r->tree.file, yaml_get(y, "parent")->line,
		   STR("parent"),
		   "expected a node of the extended taxonomy, got \"" STR_FMT "\"%s%s%s",
		   STR_ARG(name), near ? "; did you mean \"" : "", near ? near : "",
		   near ? "\"?" : "");
	return TAXONOMY_ROOT;
}

static size_t parent_of(struct reading *r, const struct yaml *y, size_t parent)
{
	const struct yaml *said = yaml_get(y, "parent");
	if (!said)
		return parent;
	if (parent == TAXONOMY_ROOT && r->extends)
		return r->n_base ? read_parent(r, y) : parent;
	fault(r, said, "parent",
	      parent == TAXONOMY_ROOT ? "only for a taxonomy that extends another one"
				      : "the node stands below another one already");
	return parent;
}

static size_t draft_add(struct reading *r, const struct node *node, const struct yaml *y)
{
	size_t at = r->drafts.n;
	VEC_RESERVE(&r->drafts, at + 1);
	invariant(r->drafts.p);
	r->drafts.p[r->drafts.n++] = (struct draft){*node,      r->tree.file, y,
						    DRAFT_NONE, DRAFT_NONE,   DRAFT_NONE};
	bool top = node->parent == TAXONOMY_ROOT;
	size_t *first = top ? &r->first : &r->drafts.p[node->parent].first;
	size_t *last = top ? &r->last : &r->drafts.p[node->parent].last;
	if (*first == DRAFT_NONE)
		*first = at;
	else
		r->drafts.p[*last].next = at;
	*last = at;
	return at;
}

// An id stands in file names, lists between commas and addresses of pages.
static void check_id(struct reading *r, const struct yaml *y, struct str id)
{
	for (size_t i = 0; i < id.n; i++) {
		unsigned char c = (unsigned char)id.p[i];
		if (c > ' ' && c != ',' && c != '"' && c != 0x7f)
			continue;
		fault(r, y, "id", "expected no blanks, commas or quotes");
		return;
	}
}

static void read_node(struct reading *r, const struct yaml *y, size_t parent)
{
	if (y->kind != YAML_MAP) {
		faults_add(r->tree.faults, r->tree.file, y->line, STR("children"),
			   "expected a node with an id, got %s", yaml_kind_name(y));
		return;
	}
	tree_check_keys(&r->tree, y, node_keys);
	struct node node = {
		.id = tree_text(&r->tree, y, "id", true),
		.name = tree_bilingual(&r->tree, y, "name", true),
		.definition = tree_bilingual(&r->tree, y, "definition", true),
		.weight = read_weight(r, y),
		.origin = tree_text(&r->tree, y, "origin", false),
		.parent = parent_of(r, y, parent),
	};
	check_id(r, y, node.id);
	const struct node *above =
		node.parent == TAXONOMY_ROOT ? NULL : &r->drafts.p[node.parent].node;
	node.level = above ? above->level + 1 : 1;
	node.expect = expect_read(r, y, above ? above->expect : r->expect);
	if (node.level > LEVELS_MAX) {
		fault(r, y, "children", "nested too deep");
		return;
	}
	node.aliases = tree_texts(&r->tree, y, "aliases", &node.n_aliases);
	node.maps = read_maps(r, y, &node.n_maps);
	node.knowledge = knowledge_read(&r->tree, y, &node.n_knowledge);
	read_children(r, y, draft_add(r, &node, y));
}

// --- Lists of nodes.

static void read_part(struct reading *r, const struct yaml *path, size_t parent)
{
	const struct tree_file *by = r->source;
	struct tree_file part = source_beside(r, yaml_str(path));
	const struct yaml *y = source_read(r, &part, path->line, "children");
	if (!y)
		return;
	r->source = &part;
	r->tree.file = part.name;
	if (y->kind != YAML_LIST)
		faults_add(r->tree.faults, r->tree.file, y->line, STR_NONE,
			   "expected a list of nodes, got %s", yaml_kind_name(y));
	for (size_t i = 0; y->kind == YAML_LIST && i < y->n; i++)
		read_node(r, y->items[i], parent);
	r->source = by;
	r->tree.file = by->name;
}

void read_children(struct reading *r, const struct yaml *y, size_t parent)
{
	const struct yaml *children = yaml_get(y, "children");
	if (yaml_is_null(children))
		return;
	if (children->kind == YAML_SCALAR)
		read_part(r, children, parent);
	else if (children->kind != YAML_LIST)
		fault(r, children, "children", "expected a list of nodes");
	for (size_t i = 0; children->kind == YAML_LIST && i < children->n; i++)
		read_node(r, children->items[i], parent);
}

// --- Names.

// As taxonomy_find() compares names where none is exactly so.
static struct str without_case(struct arena *a, struct str name)
{
	char *out = arena_cstr(a, name);
	for (size_t i = 0; i < name.n; i++)
		if (out[i] >= 'A' && out[i] <= 'Z')
			out[i] = (char)(out[i] - 'A' + 'a');
	return (struct str){out, name.n};
}

// One name, one node, whatever its case: ids and aliases share the index. One node may
// have a name in several spellings.
static void index_name(struct reading *r, struct map *taken, size_t at, struct str name,
		       const char *field)
{
	bool added;
	union map_value *value = map_put(&r->index, name, &added);
	if (added)
		value->num = at + 1;
	value = map_put(taken, without_case(&r->scratch, name), &added);
	const struct draft *here = &r->drafts.p[at];
	if (added) {
		value->num = at + 1;
		return;
	}
	size_t other = value->num - 1;
	const struct draft *there = &r->drafts.p[other];
	if (other == at && !str_is(STR("id"), field))
		return;
	bool elsewhere = !str_eq(here->file, there->file);
	faults_add(r->tree.faults, here->file, here->yaml->line, str_of(field),
		   "\"" STR_FMT "\" names the node of " STR_FMT "%s%zu already",
		   STR_ARG(name), STR_ARG(elsewhere ? there->file : STR("line")),
		   elsewhere ? ":" : " ", there->yaml->line);
}

void index_drafts(struct reading *r, size_t from)
{
	struct map taken = {0}; // names without their case -> draft + 1
	for (size_t i = 0; i < r->index.n; i++) {
		const struct map_entry *known = &r->index.entries[i];
		struct str name = without_case(&r->scratch, known->key);
		map_put(&taken, name, NULL)->num = known->value.num;
	}
	for (size_t i = from; i < r->drafts.n; i++)
		if (!str_empty(r->drafts.p[i].node.id))
			index_name(r, &taken, i, r->drafts.p[i].node.id, "id");
	for (size_t i = from; i < r->drafts.n; i++) {
		const struct node *node = &r->drafts.p[i].node;
		for (size_t k = 0; k < node->n_aliases; k++)
			index_name(r, &taken, i, node->aliases[k], "aliases");
	}
	map_release(&taken);
}
