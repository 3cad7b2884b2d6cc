#include "people/domains.h"

static size_t add(struct domains *d, struct str id, size_t parent, struct bilingual name)
{
	struct domain node = {arena_str(d->arena, id), name, parent, 1};

	if (parent != DOMAIN_NONE)
		node.level = d->nodes.p[parent].level + 1;
	VEC_PUSH(&d->nodes, node);
	map_put(&d->index, node.id, NULL)->num = d->nodes.n;
	return d->nodes.n - 1;
}

static struct str copy(struct domains *d, struct str s)
{
	return s.p ? arena_str(d->arena, s) : STR_NONE;
}

static bool read_nodes(struct domains *d, const struct json *list, size_t parent,
		       struct err *e)
{
	for (size_t i = 0; i < json_len(list); i++) {
		const struct json *j = json_at(list, i), *name = json_get(j, "name");
		struct str id = json_str(json_get(j, "id"));
		size_t at;

		if (str_empty(id))
			return err_set(e, ERR_INPUT, "a node without an id");
		at = add(d, id, parent,
			 (struct bilingual){copy(d, json_str(json_get(name, "zh"))),
					    copy(d, json_str(json_get(name, "en")))});
		if (!read_nodes(d, json_get(j, "children"), at, e))
			return false;
	}
	return true;
}

bool domains_from_json(struct domains *d, struct arena *a, struct str taxonomy,
		       struct err *e)
{
	struct arena scratch = {0};
	const struct json *j;
	bool ok = true;

	*d = (struct domains){.arena = a};
	if (str_empty(taxonomy))
		return true;
	j = json_parse(&scratch, taxonomy, 0, NULL, e);
	ok = j && read_nodes(d, json_get(j, "children"), DOMAIN_NONE, e);
	if (ok) {
		d->taxonomy = copy(d, json_str(json_get(j, "id")));
		d->known = d->nodes.n;
	} else {
		domains_release(d);
	}
	arena_release(&scratch);
	return ok || err_wrap(e, "the run's taxonomy");
}

void domains_from(struct domains *d, struct arena *a, const struct taxonomy *t)
{
	*d = (struct domains){.arena = a, .taxonomy = t->id};
	for (size_t i = 0; i < t->n; i++) {
		const struct node *n = &t->nodes[i];

		add(d, n->id, n->parent == TAXONOMY_ROOT ? DOMAIN_NONE : n->parent,
		    n->name);
	}
	d->known = d->nodes.n;
}

void domains_release(struct domains *d)
{
	VEC_FREE(&d->nodes);
	map_release(&d->index);
}

size_t domains_find(const struct domains *d, struct str id)
{
	const union map_value *found = map_find(&d->index, id);

	return found ? found->num - 1 : DOMAIN_NONE;
}

size_t domains_put(struct domains *d, struct str id)
{
	size_t at = domains_find(d, id), dot = str_rfind_byte(id, '.');

	if (at != DOMAIN_NONE || str_empty(id))
		return at;
	at = dot == STR_NPOS ? DOMAIN_NONE : domains_put(d, str_slice(id, 0, dot));
	return add(d, id, at, (struct bilingual){STR_NONE, STR_NONE});
}

bool domains_within(const struct domains *d, size_t node, size_t branch)
{
	while (node != DOMAIN_NONE && node != branch)
		node = d->nodes.p[node].parent;
	return node != DOMAIN_NONE;
}

size_t domains_at(const struct domains *d, size_t node, size_t level)
{
	while (node != DOMAIN_NONE && d->nodes.p[node].level > level)
		node = d->nodes.p[node].parent;
	return node;
}

void domains_names_json(const struct domains *d, struct json_writer *w)
{
	for (size_t i = 0; i < d->known; i++) {
		const struct domain *n = &d->nodes.p[i];

		json_key_str(w, n->id);
		json_begin(w, '{');
		json_field_str(w, "zh", n->name.zh.p ? n->name.zh : n->id);
		json_field_str(w, "en", n->name.en.p ? n->name.en : n->id);
		json_end(w, '}');
	}
}
