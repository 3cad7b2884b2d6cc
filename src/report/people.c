#include "report/people.h"

#include <math.h>

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

// What a rater said of a sample in a protocol, or NULL.
static const struct annotation *said_of(const struct people *p, uint64_t ordinal,
					struct str protocol, struct str rater)
{
	const struct annotation *list = p->list.list;
	size_t from = 0, to = p->list.n;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (list[mid].ordinal < ordinal)
			from = mid + 1;
		else
			to = mid;
	}
	for (; from < p->list.n && list[from].ordinal == ordinal; from++)
		if (str_eq(list[from].rater, rater) &&
		    str_eq(list[from].protocol, protocol))
			return &list[from];
	return NULL;
}

static bool took_none(const struct people *p, const struct task *t, struct str rater)
{
	for (size_t i = 0; i < t->n_ordinals; i++) {
		const struct annotation *x =
			said_of(p, t->ordinals[i], t->protocol, rater);
		if (!x || !(x->preferred <= 0))
			return false;
	}
	return t->n_ordinals > 1;
}

// Marks the answers of everyone who took none of a task's replies.
static void mark_none(const struct people *p, const struct task *t,
		      struct annotation *none)
{
	const struct annotation *list = p->list.list;
	for (size_t k = 0; t->n_ordinals > 1 && k < p->list.n; k++) {
		const struct annotation *x = &list[k];
		if (x->ordinal != t->ordinals[0] || !str_eq(x->protocol, t->protocol) ||
		    !took_none(p, t, x->rater))
			continue;
		for (size_t i = 0; i < t->n_ordinals; i++)
			none[said_of(p, t->ordinals[i], t->protocol, x->rater) - list]
				.preferred = 1;
	}
}

static bool find_none(struct people *p, struct store *store, struct err *e)
{
	struct annotation *list = arena_array(&p->arena, p->list.n + 1, sizeof(*list));
	struct task *tasks;
	size_t n_tasks;
	if (!store_tasks(store, &p->arena, STR_NONE, &tasks, &n_tasks, e))
		return false;
	for (size_t i = 0; i < p->list.n; i++) {
		list[i] = p->list.list[i];
		if (!isnan(list[i].preferred))
			list[i].preferred = 0;
	}
	for (size_t i = 0; i < n_tasks; i++)
		mark_none(p, &tasks[i], list);
	p->none.list = list;
	p->none.n = p->list.n;
	return true;
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
	if (!find_none(p, store, e)) {
		people_close(p);
		return false;
	}
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

double people_none(struct people *p, uint64_t ordinal)
{
	struct consensus said = {.preferred = NAN};
	(void)annotations_agreed(&p->none, ordinal, &said);
	return isnan(said.preferred) ? 0 : said.preferred;
}
