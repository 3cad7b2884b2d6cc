#include "report/risks.h"

static size_t add(struct risk_tree *t, struct str id, size_t parent,
		  struct bilingual name)
{
	if (t->n == t->cap) {
		size_t cap = t->cap ? 2 * t->cap : 64;
		struct risk_node *nodes = arena_array(t->arena, cap, sizeof(*nodes));
		if (t->n)
			memcpy(nodes, t->nodes, t->n * sizeof(*nodes));
		t->nodes = nodes;
		t->cap = cap;
	}
	t->nodes[t->n] = (struct risk_node){
		.id = arena_str(t->arena, id),
		.name = name,
		.parent = parent,
		.level = parent == RISK_NONE ? 1 : t->nodes[parent].level + 1,
	};
	map_put(&t->index, t->nodes[t->n].id, NULL)->num = t->n + 1;
	return t->n++;
}

static bool read_nodes(struct risk_tree *t, const struct json *list, size_t parent,
		       struct err *e)
{
	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *j = json_at(list, i);
		const struct json *name = json_get(j, "name");
		struct str id = json_str(json_get(j, "id"));
		if (str_empty(id))
			return err_set(e, ERR_INPUT, "a node without an id");
		size_t at = add(t, id, parent,
				(struct bilingual){
					.zh = json_str(json_get(name, "zh")),
					.en = json_str(json_get(name, "en")),
				});
		if (!read_nodes(t, json_get(j, "children"), at, e))
			return false;
	}
	return true;
}

bool risk_tree_init(struct risk_tree *t, struct arena *a, struct str taxonomy,
		    struct err *e)
{
	*t = (struct risk_tree){.arena = a};
	map_init(&t->index);
	if (str_empty(taxonomy))
		return true;
	const struct json *j = json_parse(a, taxonomy, 0, NULL, e);
	if (!j || !read_nodes(t, json_get(j, "children"), RISK_NONE, e)) {
		risk_tree_release(t);
		return err_wrap(e, "the run's taxonomy");
	}
	t->id = json_str(json_get(j, "id"));
	t->known = t->n;
	return true;
}

void risk_tree_release(struct risk_tree *t)
{
	map_release(&t->index);
}

size_t risk_tree_put(struct risk_tree *t, struct str risk)
{
	if (str_empty(risk))
		return RISK_NONE;
	union map_value *found = map_find(&t->index, risk);
	if (found)
		return found->num - 1;
	size_t dot = str_rfind_byte(risk, '.');
	size_t parent =
		dot == STR_NPOS ? RISK_NONE : risk_tree_put(t, str_slice(risk, 0, dot));
	return add(t, risk, parent, (struct bilingual){STR_NONE, STR_NONE});
}

size_t risk_tree_at(const struct risk_tree *t, size_t node, size_t level)
{
	while (node != RISK_NONE && t->nodes[node].level > level)
		node = t->nodes[node].parent;
	return node != RISK_NONE && t->nodes[node].level == level ? node : RISK_NONE;
}
