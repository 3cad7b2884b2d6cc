// Prompts that a generation starts from: those that are there, and those that were
// answered safely.
#include "engine/generate/generate_state.h"
#include "store/store.h"

static size_t lang_of(const struct generating *g, struct str lang)
{
	for (size_t i = 0; i < g->n_langs; i++)
		if (str_starts(lang, g->langs[i]))
			return i;
	return SIZE_MAX;
}

// Whether the seeds are to be changed, and not taken as they are.
static bool changes_seeds(const struct generating *g)
{
	for (size_t i = 0; i < g->n_strategies; i++)
		if (g->strategies[i]->flags & GENERATOR_SEEDS)
			return true;
	return false;
}

// --- Prompts.

static void give_seed(struct goal *goal, enum seeds kind, const struct item *item)
{
	if (goal)
		VEC_PUSH(&goal->seeds[kind], item);
}

// As what a goal of each language could use the prompt.
static bool offer(struct generating *g, const struct item *item, enum seeds own)
{
	bool used = false;
	enum expect expect = item->expect;
	if (expect != EXPECT_COMPLY && !str_empty(g->settings->expect))
		(void)expect_find(g->settings->expect, &expect); // one of the choices
	for (size_t i = 0; i < g->n_langs; i++) {
		bool same = str_starts(item->lang, g->langs[i]);
		struct goal *goal = generate_goal_of(g, item, i, expect);
		if (!goal || (!same && own == SEEDS_ANSWERED))
			continue;
		give_seed(goal, same ? own : SEEDS_OTHER, item);
		used = true;
	}
	return used;
}

static void note_unused(struct generating *g, const char *why)
{
	tally_add(&g->report->warnings, str_of(why), 1);
}

static void read_seed(struct generating *g, const struct item *read)
{
	g->report->read++;
	if (read->kind != ITEM_OPEN || !str_empty(read->attack)) {
		note_unused(g, "seed that is no base prompt");
		return;
	}
	struct item *item = arena_new(g->arena, struct item);
	*item = item_copy(g->arena, read);
	if (!offer(g, item, SEEDS_OWN))
		note_unused(g, "seed of no wanted risk, language or expectation");
}

// Where nobody changes the seeds they are the first that are taken.
static void take_seeds(struct generating *g)
{
	for (size_t i = 0; i < g->n_goals; i++) {
		struct goal *goal = &g->goals[i];
		for (size_t k = 0; k < goal->seeds[SEEDS_OWN].n; k++) {
			if (goal->items.n >= goal->wanted)
				note_unused(g, "seed over its leaf's quota");
			else
				generate_take(g, goal, goal->seeds[SEEDS_OWN].p[k]);
		}
	}
}

// What a model is to change must not come back unchanged.
static void bar_seeds(struct generating *g)
{
	for (size_t i = 0; i < g->n_goals; i++) {
		const struct goal *goal = &g->goals[i];
		for (size_t k = 0; k < goal->seeds[SEEDS_OWN].n; k++)
			near_add(g->near[goal->lang],
				 goal->seeds[SEEDS_OWN].p[k]->prompt);
	}
}

// Where all is translated, nobody can want more than there is.
static void want_translations(struct generating *g)
{
	if (g->n_strategies > 1 || strcmp(g->strategies[0]->name, "translate") != 0)
		return;
	g->progress.total = 0;
	for (size_t i = 0; i < g->n_goals; i++) {
		struct goal *goal = &g->goals[i];
		if (goal->wanted > goal->seeds[SEEDS_OTHER].n)
			goal->wanted = goal->seeds[SEEDS_OTHER].n;
		g->progress.total += goal->wanted;
	}
}

static bool read_suite(struct generating *g, struct suite *suite, struct err *e)
{
	struct arena a;
	struct item item;
	int got;
	arena_init(&a);
	while (arena_reset(&a), (got = suite_next(suite, &a, &item, e)) == 1)
		read_seed(g, &item);
	arena_release(&a);
	return got == 0;
}

bool generate_read_seeds(struct generating *g, struct err *e)
{
	if (str_empty(g->settings->seeds))
		return true;
	struct suite_summary summary;
	struct suite *suite = suite_open(arena_cstr(g->arena, g->settings->seeds), e);
	bool ok =
		suite && suite_sound(suite, NULL, &summary, e) && read_suite(g, suite, e);
	if (ok && suite_manifest(suite)->license.p)
		g->seeds_license = arena_str(g->arena, suite_manifest(suite)->license);
	suite_close(suite);
	if (!ok)
		return err_wrap(e, "--seeds");
	if (changes_seeds(g))
		bar_seeds(g);
	else
		take_seeds(g);
	want_translations(g);
	return true;
}

// --- Prompts answered safely.

struct answered { // what the victims made of one item
	struct item *item;
	size_t safe, others;
};

static bool is_safe(const struct row *row, struct str judge)
{
	for (size_t i = 0; i < row->n_judgements; i++) {
		const struct judgement *j = &row->judgements[i];
		if (j->verdict == VERDICT_SAFE && str_starts(judge, j->judge) &&
		    judge.n > j->judge.n && judge.p[j->judge.n] == '@' &&
		    str_eq(str_slice(judge, j->judge.n + 1, judge.n), j->version))
			return true;
	}
	return false;
}

static void note_answer(struct generating *g, struct map *seen, const struct row *row,
			struct str judge)
{
	const struct item *item = &row->item;
	if (row->cell.state != CELL_ANSWERED || !str_empty(item->attack) ||
	    item->kind != ITEM_OPEN || item->expect == EXPECT_COMPLY ||
	    lang_of(g, item->lang) == SIZE_MAX)
		return;
	union map_value *value = map_find(seen, item->id);
	if (!value) {
		struct answered *fresh = arena_new(g->arena, struct answered);
		fresh->item = arena_new(g->arena, struct item);
		*fresh->item = item_copy(g->arena, item);
		value = map_put(seen, fresh->item->id, NULL);
		value->ptr = fresh;
	}
	struct answered *answered = value->ptr;
	bool safe = is_safe(row, judge);
	answered->safe += safe;
	answered->others += !safe;
}

static bool read_rows(struct generating *g, struct store *run, struct map *seen,
		      struct err *e)
{
	struct str judge = store_get(run, g->arena, "judge");
	struct reader *reader = reader_open(run, READ_TEXT, e);
	struct row row;
	int got = -1;
	while (reader && (got = reader_next(reader, &row, e)) == 1)
		note_answer(g, seen, &row, judge);
	reader_close(reader);
	return got == 0;
}

bool generate_read_answered(struct generating *g, struct err *e)
{
	if (str_empty(g->settings->answered))
		return true;
	struct store *run =
		store_open(arena_cstr(g->arena, g->settings->answered), false, e);
	if (!run)
		return err_wrap(e, "--answered");
	struct map seen = {0};
	struct err closing = {0};
	bool ok = read_rows(g, run, &seen, e);
	for (size_t i = 0; ok && i < seen.n; i++) {
		const struct answered *answered = seen.entries[i].value.ptr;
		if (answered->others)
			continue;
		if (!offer(g, answered->item, SEEDS_ANSWERED))
			note_unused(g,
				    "answered prompt of no wanted risk or expectation");
		else
			near_add(g->near[lang_of(g, answered->item->lang)],
				 answered->item->prompt);
	}
	map_release(&seen);
	bool closed = store_close(run, &closing);
	if (ok && !closed)
		*e = closing;
	return (ok && closed) || err_wrap(e, "--answered");
}
