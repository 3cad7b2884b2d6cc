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

bool node_is_leaf(const struct taxonomy *t, const struct node *n)
{
	return n->end == (size_t)(n - t->nodes) + 1;
}

const char *knowledge_role_name(enum knowledge_role role)
{
	static const char *const names[KNOWLEDGE_ROLES] = {
		[KNOWLEDGE_THING] = "things",   [KNOWLEDGE_ACT] = "acts",
		[KNOWLEDGE_ACTOR] = "actors",   [KNOWLEDGE_SETTING] = "settings",
		[KNOWLEDGE_MOTIVE] = "motives", [KNOWLEDGE_QUESTION] = "questions",
	};

	return names[role];
}

static struct str primary(struct str lang) // of "zh-Hant": "zh"
{
	size_t at = str_find_byte(lang, '-');

	return at == STR_NPOS ? lang : str_slice(lang, 0, at);
}

const struct knowledge *node_knowledge(const struct node *n, struct str lang)
{
	for (size_t i = 0; i < n->n_knowledge; i++)
		if (str_eq_nocase(primary(lang), primary(n->knowledge[i].lang)))
			return &n->knowledge[i];
	return NULL;
}

bool taxonomy_slice(const struct taxonomy *t, struct str name, bool *wanted)
{
	for (size_t i = 0; i < t->n_slices; i++) {
		const struct node_set *slice = &t->slices[i];

		if (!str_eq(slice->name, name))
			continue;
		for (size_t k = 0; k < slice->n; k++) {
			const struct node *node = taxonomy_find(t, slice->nodes[k]);
			size_t from = node ? (size_t)(node - t->nodes) : 0;

			for (size_t at = from; node && at < node->end; at++)
				wanted[at] = true;
		}
		return true;
	}
	return false;
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

static void put_knowledge(struct json_writer *w, const struct node *node)
{
	json_key(w, "knowledge");
	json_begin(w, '{');
	for (size_t i = 0; i < node->n_knowledge; i++) {
		const struct knowledge *known = &node->knowledge[i];

		json_key_str(w, known->lang);
		json_begin(w, '{');
		for (int role = 0; role < KNOWLEDGE_ROLES; role++) {
			if (!known->of[role].n)
				continue;
			json_key(w, knowledge_role_name(role));
			put_texts(w, known->of[role].items, known->of[role].n);
		}
		json_end(w, '}');
	}
	json_end(w, '}');
}

static void put_maps(struct json_writer *w, const struct node *node)
{
	json_key(w, "maps");
	json_begin(w, '{');
	for (size_t i = 0; i < node->n_maps; i++) {
		json_key_str(w, node->maps[i].taxonomy);
		put_texts(w, node->maps[i].nodes, node->maps[i].n);
	}
	json_end(w, '}');
}

static void put_slices(struct json_writer *w, const struct taxonomy *t)
{
	json_key(w, "slices");
	json_begin(w, '{');
	for (size_t i = 0; i < t->n_slices; i++) {
		json_key_str(w, t->slices[i].name);
		put_texts(w, t->slices[i].nodes, t->slices[i].n);
	}
	json_end(w, '}');
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
		put_maps(w, node);
		if (node->weight > 0)
			json_field_real(w, "weight", node->weight);
		if (node->expect != EXPECT_REFUSE)
			json_field_str(w, "expect", str_of(expect_name(node->expect)));
		if (!str_empty(node->origin))
			json_field_str(w, "origin", node->origin);
		if (node->n_knowledge)
			put_knowledge(w, node);
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
	if (t->n_slices)
		put_slices(w, t);
	put_children(w, t, 0, t->n);
	json_end(w, '}');
}
