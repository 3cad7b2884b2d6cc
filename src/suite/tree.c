#include "suite/tree.h"

#include "base/nearest.h"

static size_t line_of(const struct yaml *y)
{
	return y ? y->line : 0;
}

void tree_check_keys(const struct tree *t, const struct yaml *map,
		     const char *const *known)
{
	size_t n = 0;
	while (known[n])
		n++;
	for (size_t i = 0; map->kind == YAML_MAP && i < map->n; i++) {
		const struct yaml_pair *pair = &map->pairs[i];
		bool found = false;
		for (size_t k = 0; k < n && !found; k++)
			found = str_is(pair->key, known[k]);
		if (found)
			continue;
		const char *near = nearest_name(pair->key, known, n);
		faults_add(t->faults, t->file, pair->line, pair->key, "unknown key%s%s%s",
			   near ? "; did you mean " : "", near ? near : "",
			   near ? "?" : "");
	}
}

struct str tree_text(const struct tree *t, const struct yaml *map, const char *key,
		     bool required)
{
	const struct yaml *y = yaml_get(map, key);
	struct str text = yaml_str(y);
	if (y && y->kind != YAML_SCALAR) {
		faults_add(t->faults, t->file, line_of(y), str_of(key),
			   "expected a text, got %s", yaml_kind_name(y));
		return STR_NONE;
	}
	text = str_trim(text);
	if (required && str_empty(text))
		faults_add(t->faults, t->file, line_of(y ? y : map), str_of(key),
			   "expected a text, got nothing");
	return text.p ? arena_str(t->arena, text) : STR_NONE;
}

struct bilingual tree_bilingual(const struct tree *t, const struct yaml *map,
				const char *key, bool required)
{
	static const char *const languages[] = {"zh", "en", NULL};
	const struct yaml *y = yaml_get(map, key);
	struct bilingual text = {STR_NONE, STR_NONE};
	if (!y && !required)
		return text;
	if (!y || y->kind != YAML_MAP) {
		faults_add(t->faults, t->file, line_of(y ? y : map), str_of(key),
			   "expected {zh: ..., en: ...}, got %s", yaml_kind_name(y));
		return text;
	}
	tree_check_keys(t, y, languages);
	struct str *const parts[] = {&text.zh, &text.en};
	for (size_t i = 0; i < 2; i++) {
		*parts[i] = tree_text(t, y, languages[i], false);
		if (required && str_empty(*parts[i]))
			faults_add(t->faults, t->file, y->line, str_of(key),
				   "expected a text in %s, got nothing", languages[i]);
	}
	return text;
}

const struct str *tree_texts(const struct tree *t, const struct yaml *map,
			     const char *key, size_t *n)
{
	const struct yaml *y = yaml_get(map, key);
	*n = 0;
	if (yaml_is_null(y))
		return NULL;
	if (y->kind != YAML_LIST) {
		faults_add(t->faults, t->file, y->line, str_of(key),
			   "expected a list, got %s", yaml_kind_name(y));
		return NULL;
	}
	struct str *texts = arena_array(t->arena, y->n + 1, sizeof(*texts));
	for (size_t i = 0; i < y->n; i++) {
		struct str text = yaml_str(y->items[i]);
		if (text.p)
			texts[(*n)++] = arena_str(t->arena, text);
		else
			faults_add(t->faults, t->file, y->items[i]->line, str_of(key),
				   "expected a list of texts, got %s in it",
				   yaml_kind_name(y->items[i]));
	}
	return texts;
}
