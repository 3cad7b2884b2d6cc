#include "suite/taxonomy_file.h"

#include "base/asset.h"
#include "base/file.h"
#include "base/vec.h"
#include "suite/builtin.h"
#include "suite/tree.h"

#define FILE_MAX ((size_t)16 << 20)
#define LEVELS_MAX 32

struct reading {
	struct tree tree;
	VEC(struct node) nodes;
	VEC(size_t) lines; // of each node, for messages
};

static const char *const root_keys[] = {"id",     "version",  "name", "license",
					"source", "children", NULL};
static const char *const node_keys[] = {"id",   "name",   "definition", "aliases",
					"maps", "origin", "children",   NULL};

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

static void read_children(struct reading *r, const struct yaml *y, size_t parent,
			  size_t level);

static void read_node(struct reading *r, const struct yaml *y, size_t parent,
		      size_t level)
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
		.parent = parent,
		.level = level,
	};
	node.aliases = tree_texts(&r->tree, y, "aliases", &node.n_aliases);
	node.maps = read_maps(r, y, &node.n_maps);
	size_t index = r->nodes.n;
	VEC_PUSH(&r->nodes, node);
	VEC_PUSH(&r->lines, y->line);
	read_children(r, y, index, level + 1);
	r->nodes.p[index].end = r->nodes.n;
}

static void read_children(struct reading *r, const struct yaml *y, size_t parent,
			  size_t level)
{
	const struct yaml *children = yaml_get(y, "children");
	if (yaml_is_null(children))
		return;
	if (children->kind != YAML_LIST || level > LEVELS_MAX) {
		faults_add(r->tree.faults, r->tree.file, children->line, STR("children"),
			   level > LEVELS_MAX ? "nested too deep"
					      : "expected a list of nodes");
		return;
	}
	for (size_t i = 0; i < children->n; i++)
		read_node(r, children->items[i], parent, level);
}

// One name, one node: ids and aliases share the index.
static void index_name(struct reading *r, struct taxonomy *t, size_t i, struct str name,
		       const char *field)
{
	bool added;
	union map_value *value = map_put(&t->index, name, &added);
	if (added) {
		value->num = i + 1;
		return;
	}
	size_t other = value->num - 1;
	if (other != i || str_is(STR("id"), field))
		faults_add(r->tree.faults, r->tree.file, r->lines.p[i], str_of(field),
			   "\"" STR_FMT "\" names the node of line %zu already",
			   STR_ARG(name), r->lines.p[other]);
}

static void build_index(struct reading *r, struct taxonomy *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (!str_empty(t->nodes[i].id))
			index_name(r, t, i, t->nodes[i].id, "id");
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->nodes[i].n_aliases; k++)
			index_name(r, t, i, t->nodes[i].aliases[k], "aliases");
}

static struct taxonomy *read_tree(struct reading *r, const struct yaml *y)
{
	struct tree *tree = &r->tree;
	struct taxonomy *t = arena_new(tree->arena, struct taxonomy);
	size_t before = tree->faults->total;
	if (y->kind != YAML_MAP) {
		faults_add(tree->faults, tree->file, y->line, STR_NONE,
			   "expected a taxonomy: a map with id, name and children");
		return t;
	}
	tree_check_keys(tree, y, root_keys);
	t->id = tree_text(tree, y, "id", true);
	t->version = tree_text(tree, y, "version", false);
	t->license = tree_text(tree, y, "license", false);
	t->source = tree_text(tree, y, "source", false);
	t->name = tree_bilingual(tree, y, "name", true);
	read_children(r, y, TAXONOMY_ROOT, 1);
	if (!r->nodes.n && tree->faults->total == before)
		faults_add(tree->faults, tree->file, y->line, STR("children"),
			   "expected at least one node");
	t->n = r->nodes.n;
	t->nodes = r->nodes.n ? arena_copy(tree->arena, r->nodes.p,
					   r->nodes.n * sizeof(struct node))
			      : NULL;
	build_index(r, t);
	return t;
}

static bool load_text(struct arena *a, struct str name, struct str *text,
		      struct str *file, struct faults *f)
{
	struct err e = {0};
	char *path = arena_cstr(a, name);
	*file = name;
	if (builtin_is_name(name)) {
		*text = asset_text(arena_printf(a, "taxonomies/%s.yaml", path).p);
		if (text->p)
			return true;
		if (!file_exists(path)) {
			faults_add(f, name, 0, STR_NONE,
				   "no such taxonomy (assay list taxonomies names them)");
			return false;
		}
	}
	if (file_read(a, path, FILE_MAX, text, &e))
		return true;
	faults_add(f, STR_NONE, 0, STR_NONE, "%s", e.msg);
	return false;
}

const struct taxonomy *taxonomy_load(struct arena *a, struct str name, struct faults *f)
{
	struct reading r = {.tree = {a, f, STR_NONE}};
	struct str text;
	size_t before = f->total;
	if (!load_text(a, name, &text, &r.tree.file, f))
		return NULL;
	struct err e = {0};
	const struct yaml *y = yaml_parse(a, text, arena_cstr(a, name), &e);
	if (!y) {
		faults_add(f, STR_NONE, 0, STR_NONE, "%s", e.msg);
		return NULL;
	}
	struct taxonomy *t = read_tree(&r, y);
	VEC_FREE(&r.nodes);
	VEC_FREE(&r.lines);
	map_settle(&t->index, a);
	return f->total == before ? t : NULL;
}

size_t taxonomy_builtin(struct arena *a, struct str **names)
{
	return builtin_names(a, STR("taxonomies/"), STR(".yaml"), names);
}
