#include "core/risks.h"

static size_t add(struct risks *r, struct str id, size_t parent, struct bilingual name)
{
	if (r->n == r->cap) {
		size_t cap = r->cap ? 2 * r->cap : 64;
		struct risk *nodes = arena_array(r->arena, cap, sizeof(*nodes));
		if (r->n)
			memcpy(nodes, r->nodes, r->n * sizeof(*nodes));
		r->nodes = nodes;
		r->cap = cap;
	}
	r->nodes[r->n] = (struct risk){
		.id = arena_str(r->arena, id),
		.name = name,
		.parent = parent,
		.level = parent == RISK_NONE ? 1 : r->nodes[parent].level + 1,
	};
	map_put(&r->index, r->nodes[r->n].id, NULL)->num = r->n + 1;
	return r->n++;
}

static bool read_nodes(struct risks *r, const struct json *list, size_t parent,
		       struct err *e)
{
	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *j = json_at(list, i);
		const struct json *name = json_get(j, "name");
		struct str id = json_str(json_get(j, "id"));
		if (str_empty(id))
			return err_set(e, ERR_INPUT, "a node without an id");
		size_t at = add(r, id, parent,
				(struct bilingual){
					.zh = json_str(json_get(name, "zh")),
					.en = json_str(json_get(name, "en")),
				});
		if (!read_nodes(r, json_get(j, "children"), at, e))
			return false;
	}
	return true;
}

bool risks_init(struct risks *r, struct arena *a, struct str taxonomy, struct err *e)
{
	*r = (struct risks){.arena = a};
	map_init(&r->index);
	if (str_empty(taxonomy))
		return true;
	const struct json *j = json_parse(a, taxonomy, 0, NULL, e);
	if (!j || !read_nodes(r, json_get(j, "children"), RISK_NONE, e)) {
		risks_release(r);
		return err_wrap(e, "the run's taxonomy");
	}
	r->taxonomy = json_str(json_get(j, "id"));
	r->known = r->n;
	return true;
}

void risks_init_from(struct risks *r, struct arena *a, const struct taxonomy *t)
{
	*r = (struct risks){.arena = a, .taxonomy = t->id};
	map_init(&r->index);
	for (size_t i = 0; i < t->n; i++) {
		const struct node *n = &t->nodes[i];
		add(r, n->id, n->parent == TAXONOMY_ROOT ? RISK_NONE : n->parent,
		    n->name);
	}
	r->known = r->n;
}

void risks_release(struct risks *r)
{
	map_release(&r->index);
}

size_t risks_find(const struct risks *r, struct str id)
{
	const union map_value *found = map_find(&r->index, id);
	return found ? found->num - 1 : RISK_NONE;
}

size_t risks_put(struct risks *r, struct str id)
{
	size_t at = risks_find(r, id), dot = str_rfind_byte(id, '.');
	if (at != RISK_NONE || str_empty(id))
		return at;
	size_t parent = dot == STR_NPOS ? RISK_NONE : risks_put(r, str_slice(id, 0, dot));
	return add(r, id, parent, (struct bilingual){STR_NONE, STR_NONE});
}

bool risks_within(const struct risks *r, size_t node, size_t branch)
{
	while (node != RISK_NONE && node != branch)
		node = r->nodes[node].parent;
	return node != RISK_NONE;
}

size_t risks_at(const struct risks *r, size_t node, size_t level)
{
	node = risks_at_most(r, node, level);
	return node != RISK_NONE && r->nodes[node].level == level ? node : RISK_NONE;
}

size_t risks_at_most(const struct risks *r, size_t node, size_t level)
{
	while (node != RISK_NONE && r->nodes[node].level > level)
		node = r->nodes[node].parent;
	return node;
}

void risks_names_json(const struct risks *r, struct json_writer *w)
{
	for (size_t i = 0; i < r->known; i++) {
		const struct risk *n = &r->nodes[i];
		json_key_str(w, n->id);
		json_begin(w, '{');
		json_field_str(w, "zh", n->name.zh.p ? n->name.zh : n->id);
		json_field_str(w, "en", n->name.en.p ? n->name.en : n->id);
		json_end(w, '}');
	}
}
