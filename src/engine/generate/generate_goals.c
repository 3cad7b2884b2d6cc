// What is to be written: a goal for every leaf, language and expectation.
#include "engine/generate/generate_state.h"
#include "generate/select.h"

static size_t count_of(const struct generate_settings *s)
{
	return s->count ? (size_t)s->count : select_scale(s->scale);
}

// --- Which leaves.

static bool mark_node(struct generating *g, struct str name, bool *wanted, struct err *e)
{
	const struct taxonomy *t = g->taxonomy;
	const struct node *node = taxonomy_find(t, name);
	if (!node && taxonomy_slice(t, name, wanted))
		return true;
	if (!node)
		return err_set(e, ERR_INPUT,
			       "--nodes: \"" STR_FMT
			       "\" is no node of the taxonomy " STR_FMT
			       " (assay show taxonomy " STR_FMT " prints them)",
			       STR_ARG(name), STR_ARG(t->id), STR_ARG(t->id));
	for (size_t i = (size_t)(node - t->nodes); i < node->end; i++)
		wanted[i] = true;
	return true;
}

static bool *mark_leaves(struct generating *g, struct err *e)
{
	const struct taxonomy *t = g->taxonomy;
	const struct opt_list *nodes = &g->settings->nodes;
	bool *wanted = arena_array(g->arena, t->n + 1, sizeof(*wanted));
	for (size_t i = 0; i < nodes->n; i++)
		if (!mark_node(g, nodes->items[i], wanted, e))
			return NULL;
	for (size_t i = 0; i < t->n; i++)
		wanted[i] = (wanted[i] || !nodes->n) && node_is_leaf(t, &t->nodes[i]);
	return wanted;
}

// --- How many of each.

static bool is_lang(struct str lang)
{
	return str_is(lang, "zh") || str_is(lang, "en");
}

static bool read_langs(struct generating *g, struct err *e)
{
	const struct opt_list *langs = &g->settings->langs;
	for (size_t i = 0; i < langs->n; i++) {
		bool known = false;
		for (size_t k = 0; k < g->n_langs; k++)
			known = known || str_eq(g->langs[k], langs->items[i]);
		if (!is_lang(langs->items[i]))
			return err_set(e, ERR_INPUT,
				       "--lang: expected zh or en, got \"" STR_FMT "\"",
				       STR_ARG(langs->items[i]));
		if (!known)
			g->langs[g->n_langs++] = langs->items[i];
	}
	return g->n_langs || err_set(e, ERR_INPUT, "--lang: expected zh or en");
}

static void add_goal(struct generating *g, size_t node, size_t lang, enum expect expect,
		     size_t wanted)
{
	if (wanted)
		g->goals[g->n_goals++] = (struct goal){
			.leaf = &g->taxonomy->nodes[node],
			.lang = lang,
			.expect = expect,
			.wanted = wanted,
		};
}

static void add_goals(struct generating *g, const bool *wanted, const size_t *quota)
{
	const struct generate_settings *s = g->settings;
	for (size_t i = 0; i < g->taxonomy->n; i++) {
		if (!wanted[i])
			continue;
		enum expect expect = g->taxonomy->nodes[i].expect;
		if (!str_empty(s->expect))
			(void)expect_find(s->expect, &expect); // one of the choices
		size_t comply = (size_t)s->comply;
		for (size_t lang = 0; lang < g->n_langs; lang++) {
			add_goal(g, i, lang, expect, quota[i]);
			if (expect != EXPECT_COMPLY)
				add_goal(g, i, lang, EXPECT_COMPLY, comply);
		}
	}
}

bool generate_goals(struct generating *g, struct err *e)
{
	const struct generate_settings *s = g->settings;
	size_t n = g->taxonomy->n;
	bool *wanted = mark_leaves(g, e);
	if (!wanted || !read_langs(g, e))
		return false;
	size_t *quota = arena_array(g->arena, n + 1, sizeof(*quota));
	if (s->per_leaf)
		for (size_t i = 0; i < n; i++)
			quota[i] = (size_t)s->per_leaf;
	else
		taxonomy_quota(g->taxonomy, count_of(s), wanted, quota);
	g->goals = arena_array(g->arena, n * LANGS_MAX * 2 + 1, sizeof(*g->goals));
	add_goals(g, wanted, quota);
	for (size_t i = 0; i < g->n_goals; i++)
		g->progress.total += g->goals[i].wanted;
	return g->n_goals ||
	       err_set(e, ERR_INPUT, "nothing to write: no leaf gets a prompt");
}

// --- Where an item belongs.

// The goal number `nth` of those below a node, or NULL; *n becomes how many came before.
static struct goal *goal_below(struct generating *g, const struct node *node,
			       const struct goal *like, size_t nth, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < g->n_goals; i++) {
		struct goal *goal = &g->goals[i];
		if (goal->lang != like->lang || goal->expect != like->expect ||
		    goal->leaf < node || goal->leaf >= &g->taxonomy->nodes[node->end])
			continue;
		if (*n == nth)
			return goal;
		++*n;
	}
	return NULL;
}

struct goal *generate_goal_of(struct generating *g, const struct item *item, size_t lang,
			      enum expect expect)
{
	const struct goal like = {.lang = lang, .expect = expect};
	const struct node *node = taxonomy_find(g->taxonomy, item->risk);
	size_t n = 0, before;
	if (node)
		(void)goal_below(g, node, &like, SIZE_MAX, &n);
	return n ? goal_below(g, node, &like, hash64(item->id) % n, &before) : NULL;
}
