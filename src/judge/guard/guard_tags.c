#include "judge/guard/guard_tags.h"

#include "suite/crosswalk.h"
#include "suite/taxonomy_file.h"

#define HOME "s-eval"
#define TAGS_MAX 8
#define EACH_MAX 2 // nodes that a category stands for, before they become a dimension

struct counterpart { // of one category
	struct str name;
	const struct str *aliases; // [n_aliases]
	size_t n_aliases;
	const size_t *nodes; // [n] of the run's taxonomy, ascending
	size_t n;
};

struct guard_tags {
	const struct taxonomy *to;    // NULL: no tags
	const struct counterpart *of; // [n]
	size_t n;
};

struct making {
	struct arena *arena;
	const struct taxonomy *home, *to;
	const struct crosswalk *onward; // from home to `to`; NULL: they are one
	struct err *err;
};

static const struct taxonomy *load(struct making *m, const char *name)
{
	struct faults f;
	faults_init(&f);
	const struct taxonomy *t = taxonomy_load_tree(m->arena, str_of(name), &f);
	bool ok = t && faults_to_err(&f, m->err);
	faults_release(&f);
	return ok ? t : NULL;
}

// Adds node `i` of the home taxonomy, as what it corresponds to.
static void put(const struct making *m, bool *wanted, size_t i)
{
	if (!m->onward) {
		wanted[i] = true;
		return;
	}
	struct node_list list = crosswalk_get(m->home, m->onward->forth, i);
	for (size_t k = 0; k < list.n; k++)
		wanted[list.at[k]] = true;
}

static void keep(const struct making *m, const bool *wanted, struct counterpart *c)
{
	size_t *nodes = arena_array(m->arena, m->to->n + 1, sizeof(*nodes));
	for (size_t i = 0; i < m->to->n; i++)
		if (wanted[i])
			nodes[c->n++] = i;
	c->nodes = nodes;
}

static void from_table(const struct making *m, const struct guard_label *label,
		       struct counterpart *c)
{
	bool *wanted = arena_array(m->arena, m->to->n + 1, sizeof(*wanted));
	struct str rest = str_of(label->nodes);
	c->name = str_of(label->name);
	while (rest.p) {
		const struct node *node = taxonomy_find(m->home, str_cut(&rest, ' '));
		invariant(node);
		put(m, wanted, (size_t)(node - m->home->nodes));
	}
	keep(m, wanted, c);
}

static bool make_from_table(struct making *m, const struct guard_label *labels,
			    struct guard_tags *t)
{
	size_t n = 0;
	while (labels[n].name)
		n++;
	struct counterpart *of = arena_array(m->arena, n + 1, sizeof(*of));
	for (size_t i = 0; i < n; i++)
		from_table(m, &labels[i], &of[i]);
	t->of = of;
	t->n = n;
	return true;
}

static void from_node(const struct making *m, const struct crosswalk *cw, size_t i,
		      struct counterpart *c)
{
	const struct node *node = &cw->from->nodes[i];
	bool *wanted = arena_array(m->arena, m->to->n + 1, sizeof(*wanted));
	*c = (struct counterpart){.name = node->id,
				  .aliases = node->aliases,
				  .n_aliases = node->n_aliases};
	if (str_eq(cw->from->id, m->to->id)) { // the run's own: every label is a node
		wanted[i] = true;
	} else {
		struct node_list list = crosswalk_get(cw->from, cw->forth, i);
		for (size_t k = 0; k < list.n; k++)
			put(m, wanted, list.at[k]);
	}
	keep(m, wanted, c);
}

static bool make_from_taxonomy(struct making *m, const char *name, struct guard_tags *t)
{
	const struct taxonomy *own = load(m, name);
	if (!own)
		return false;
	const struct crosswalk *cw = crosswalk_make(m->arena, own, m->home);
	struct counterpart *of = arena_array(m->arena, own->n + 1, sizeof(*of));
	for (size_t i = 0; i < own->n; i++)
		from_node(m, cw, i, &of[i]);
	t->of = of;
	t->n = own->n;
	return true;
}

const struct guard_tags *guard_tags_make(struct arena *a, const struct guard *g,
					 const struct taxonomy *to, struct err *e)
{
	struct guard_tags *t = arena_new(a, struct guard_tags);
	struct making m = {.arena = a, .to = to, .err = e};
	if (!to || (!g->taxonomy && !g->labels))
		return t;
	m.home = str_is(to->id, HOME) ? to : load(&m, HOME);
	if (!m.home)
		return NULL;
	if (m.home != to)
		m.onward = crosswalk_make(a, m.home, to);
	t->to = to;
	bool ok = g->taxonomy ? make_from_taxonomy(&m, g->taxonomy, t)
			      : make_from_table(&m, g->labels, t);
	return ok ? t : NULL;
}

// --- Looking up.

static bool is_called(const struct counterpart *c, struct str name)
{
	if (str_eq_nocase(c->name, name))
		return true;
	for (size_t i = 0; i < c->n_aliases; i++)
		if (str_eq_nocase(c->aliases[i], name))
			return true;
	return false;
}

// The label called so, or SIZE_MAX.
static size_t label_of(const struct guard_tags *t, struct str category)
{
	for (size_t i = 0; i < t->n; i++)
		if (is_called(&t->of[i], category))
			return i;
	return SIZE_MAX;
}

static size_t dimension_of(const struct taxonomy *t, size_t node)
{
	while (t->nodes[node].parent != TAXONOMY_ROOT)
		node = t->nodes[node].parent;
	return node;
}

struct choosing {
	const struct guard_tags *tags;
	struct str *out; // [TAGS_MAX]
	size_t n;
};

static void add(struct choosing *c, size_t node)
{
	struct str id = c->tags->to->nodes[node].id;
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->out[i], id))
			return;
	if (c->n < TAGS_MAX)
		c->out[c->n++] = id;
}

static bool lies_in(const struct taxonomy *t, size_t node, size_t dimension)
{
	return dimension == SIZE_MAX || dimension_of(t, node) == dimension;
}

static size_t highest(const struct taxonomy *t, const struct counterpart *of)
{
	size_t level = SIZE_MAX;
	for (size_t i = 0; i < of->n; i++)
		if (t->nodes[of->nodes[i]].level < level)
			level = t->nodes[of->nodes[i]].level;
	return level;
}

// Of the counterparts of the highest level those in one dimension (SIZE_MAX: wherever
// they lie), or, where they are many, their dimensions. Whether there was any.
static bool add_in(struct choosing *c, const struct counterpart *of, size_t dimension)
{
	const struct taxonomy *t = c->tags->to;
	size_t level = highest(t, of), n = 0;
	for (size_t i = 0; i < of->n; i++)
		n += t->nodes[of->nodes[i]].level == level &&
		     lies_in(t, of->nodes[i], dimension);
	for (size_t i = 0; i < of->n; i++) {
		size_t node = of->nodes[i];
		if (t->nodes[node].level == level && lies_in(t, node, dimension))
			add(c, n > EACH_MAX ? dimension_of(t, node) : node);
	}
	return n > 0;
}

static void add_category(struct choosing *c, const struct counterpart *of, size_t risk)
{
	const struct taxonomy *t = c->tags->to;
	if (risk == SIZE_MAX) {
		add_in(c, of, SIZE_MAX);
		return;
	}
	for (size_t i = 0; i < of->n; i++)
		if (of->nodes[i] <= risk && risk < t->nodes[of->nodes[i]].end) {
			add(c, of->nodes[i]);
			return;
		}
	if (!add_in(c, of, dimension_of(t, risk)))
		add_in(c, of, SIZE_MAX);
}

size_t guard_tags_of(const struct guard_tags *t, struct arena *a, struct str risk,
		     const struct str *categories, size_t n, const struct str **tags)
{
	struct choosing c = {.tags = t};
	if (!t->to)
		return 0;
	c.out = arena_array(a, TAGS_MAX, sizeof(*c.out));
	const struct node *node = taxonomy_find(t->to, risk);
	for (size_t i = 0; i < n; i++) {
		size_t at = label_of(t, categories[i]);
		if (at != SIZE_MAX)
			add_category(&c, &t->of[at],
				     node ? (size_t)(node - t->to->nodes) : SIZE_MAX);
	}
	*tags = c.out;
	return c.n;
}
