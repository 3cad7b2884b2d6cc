#include "core/taxonomy.h"

struct str bilingual_get(struct bilingual text, struct str lang)
{
	bool zh = lang.n >= 2 && str_eq_nocase(str_slice(lang, 0, 2), STR("zh"));
	struct str first = zh ? text.zh : text.en;
	struct str second = zh ? text.en : text.zh;

	return first.n > 0 ? first : second;
}

static bool is_called(const struct node *node, struct str name)
{
	if (str_eq_nocase(node->id, name))
		return true;
	for (size_t i = 0; i < node->n_aliases; i++)
		if (str_eq_nocase(node->aliases[i], name))
			return true;
	return false;
}

const struct node *taxonomy_find(const struct taxonomy *t, struct str name)
{
	const union map_value *at = map_find(&t->index, name);

	if (at)
		return &t->nodes[at->num - 1];
	for (size_t i = 0; i < t->n && name.n > 0; i++)
		if (is_called(&t->nodes[i], name))
			return &t->nodes[i];
	return NULL;
}

const struct node *taxonomy_dimension(const struct taxonomy *t, struct str risk)
{
	const struct node *node = taxonomy_find(t, risk);

	while (node && node->parent != TAXONOMY_ROOT)
		node = &t->nodes[node->parent];
	return node;
}

static void put_bilingual(struct json_writer *w, const char *key, struct bilingual text)
{
	json_key(w, key);
	json_begin(w, '{');
	json_field_str(w, "zh", text.zh);
	json_field_str(w, "en", text.en);
	json_end(w, '}');
}

static void put_texts(struct json_writer *w, const struct str *texts, size_t n)
{
	json_begin(w, '[');
	for (size_t i = 0; i < n; i++)
		json_put_str(w, texts[i]);
	json_end(w, ']');
}

// Depth is that of the file, which its reader bounds.
static void put_children(struct json_writer *w, const struct taxonomy *t, size_t from,
			 size_t to)
{
	json_key(w, "children");
	json_begin(w, '[');
	for (size_t i = from; i < to; i = t->nodes[i].end) {
		const struct node *node = &t->nodes[i];

		json_begin(w, '{');
		json_field_str(w, "id", node->id);
		put_bilingual(w, "name", node->name);
		put_bilingual(w, "definition", node->definition);
		json_key(w, "aliases");
		put_texts(w, node->aliases, node->n_aliases);
		json_key(w, "maps");
		json_begin(w, '{');
		for (size_t k = 0; k < node->n_maps; k++) {
			json_key_str(w, node->maps[k].taxonomy);
			put_texts(w, node->maps[k].nodes, node->maps[k].n);
		}
		json_end(w, '}');
		put_children(w, t, i + 1, node->end);
		json_end(w, '}');
	}
	json_end(w, ']');
}

void taxonomy_to_json(struct json_writer *w, const struct taxonomy *t)
{
	json_begin(w, '{');
	json_field_str(w, "id", t->id);
	json_field_str(w, "version", t->version);
	put_bilingual(w, "name", t->name);
	json_field_str(w, "license", t->license);
	json_field_str(w, "source", t->source);
	put_children(w, t, 0, t->n);
	json_end(w, '}');
}
