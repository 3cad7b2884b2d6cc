#include "attack/template.h"

#include "base/asset.h"
#include "base/map.h"

struct loaded {
	struct arena arena;
	struct map trees; // attack's name -> struct yaml
};
static struct loaded loaded;

const struct yaml *template_of(const char *attack)
{
	union map_value *value = map_find(&loaded.trees, str_of(attack));
	if (value)
		return value->ptr;
	struct err e = {0};
	struct str name = arena_printf(&loaded.arena, "attacks/%s.yaml", attack);
	struct str text = asset_text(name.p);
	const struct yaml *tree =
		text.p ? yaml_parse(&loaded.arena, text, name.p, &e) : NULL;
	if (!tree)
		bug_at(name.p, 0, text.p ? e.msg : "is not compiled in");
	map_put(&loaded.trees, str_of(attack), NULL)->ptr = (void *)tree;
	return tree;
}

const struct yaml *template_lang(const struct yaml *y, struct str lang)
{
	bool zh = str_eq_nocase(str_slice(lang, 0, 2), STR("zh"));
	const struct yaml *text = yaml_get(y, zh ? "zh" : "en");
	invariant(text);
	return text;
}

struct str template_draw(struct rng *r, const struct yaml *list)
{
	invariant(list && list->kind == YAML_LIST && list->n);
	return list->items[rng_below(r, list->n)]->scalar;
}

int64_t template_int(const struct yaml *map, const char *key)
{
	int64_t v = 0;
	bool found = yaml_int(yaml_get(map, key), &v);
	invariant(found);
	return v;
}

const struct yaml *template_draw_weighted(struct rng *r, const struct yaml *list)
{
	invariant(list && list->kind == YAML_LIST && list->n);
	uint64_t total = 0;
	for (size_t i = 0; i < list->n; i++)
		total += (uint64_t)template_int(list->items[i], "weight");
	uint64_t at = rng_below(r, total);
	size_t i = 0;
	for (; i + 1 < list->n; i++) {
		uint64_t weight = (uint64_t)template_int(list->items[i], "weight");
		if (at < weight)
			break;
		at -= weight;
	}
	return list->items[i];
}

static const struct slot *slot_at(struct str text, const struct slot *slots, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(text, str_of(slots[i].name)))
			return &slots[i];
	return NULL;
}

struct str template_fill(struct arena *a, struct str text, const struct slot *slots,
			 size_t n)
{
	struct buf out;
	buf_init(&out, BUF_TEXT_MAX);
	while (text.n) {
		size_t brace = str_find_byte(text, '{');
		buf_add(&out, str_slice(text, 0, brace));
		text = str_slice(text, brace, text.n);
		if (!text.n)
			break;
		const struct slot *slot = slot_at(text, slots, n);
		size_t taken = slot ? strlen(slot->name) : 1;
		buf_add(&out, slot ? slot->value : str_slice(text, 0, 1));
		text = str_slice(text, taken, text.n);
	}
	struct str filled = buf_dup(a, &out);
	buf_release(&out);
	return filled;
}
