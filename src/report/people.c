#include "report/people.h"

#include "base/map.h"
#include "base/yaml.h"

// Of annotations that came without the text of their protocol.
static const char *const selective[] = {"adjudicate", "needs-a-look"};

static bool selects_by_name(struct str protocol)
{
	for (size_t i = 0; i < COUNT(selective); i++)
		if (str_is(protocol, selective[i]))
			return true;
	return false;
}

// Whether a protocol was given only a part that says something of the judge.
static bool selects(struct arena *a, struct store *store, struct str protocol)
{
	struct err e;
	struct str version =
		store_get(store, a,
			  arena_printf(a, "protocol." STR_FMT, STR_ARG(protocol)).p);
	struct str key = arena_printf(a, "protocol/" STR_FMT "@" STR_FMT,
				      STR_ARG(protocol), STR_ARG(version));
	struct str text = version.p ? store_get_blob(store, a, key.p) : STR_NONE;
	const struct yaml *root = text.p ? yaml_parse(a, text, "protocol", &e) : NULL;
	if (!root)
		return selects_by_name(protocol);
	struct str only = yaml_str(yaml_get(yaml_get(root, "select"), "only"));
	return only.n && !str_is(only, "all");
}

static void find_drawn(struct people *p, struct store *store)
{
	struct annotation *list = arena_array(&p->arena, p->list.n + 1, sizeof(*list));
	struct map known;
	map_init(&known);
	for (size_t i = 0; i < p->list.n; i++) {
		const struct annotation *x = &p->list.list[i];
		bool added;
		union map_value *at = map_put(&known, x->protocol, &added);
		if (added)
			at->num = selects(&p->arena, store, x->protocol);
		if (!at->num && !x->settles)
			list[p->drawn.n++] = *x;
	}
	p->drawn.list = list;
	map_release(&known);
}

bool people_open(struct people *p, struct store *store, struct err *e)
{
	struct annotation *list;
	*p = (struct people){0};
	arena_init(&p->arena);
	if (!store_annotations(store, &p->arena, STR_NONE, &list, &p->list.n, e)) {
		people_close(p);
		return false;
	}
	p->list.list = list;
	find_drawn(p, store);
	return true;
}

void people_close(struct people *p)
{
	arena_release(&p->arena);
}

bool people_find(struct people *p, uint64_t ordinal, struct consensus *out)
{
	return annotations_agreed(&p->list, ordinal, out);
}

bool people_find_drawn(struct people *p, uint64_t ordinal, struct consensus *out)
{
	return annotations_agreed(&p->drawn, ordinal, out);
}
