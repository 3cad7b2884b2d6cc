#include "report/choice_rates.h"

#include <math.h>
#include <stdlib.h>

#include "report/choice_sums.h"

// --- Statistics of sums.

static double n_of(const double *s)
{
	double n = 0;
	for (size_t i = 0; i < OUTCOMES_KEYED; i++)
		n += s[F_OUTCOME + i];
	return n;
}

static double acc_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[F_OUTCOME + OUTCOME_RIGHT], n_of(s));
}

static double star_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[F_OUTCOME + OUTCOME_RIGHT],
			  n_of(s) - s[F_OUTCOME + OUTCOME_REFUSE] -
				  s[F_OUTCOME + OUTCOME_LOOK]);
}

static double first_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[F_FIRST], s[F_PLACED]);
}

static double consistent_of(const double *s, const void *ctx)
{
	double both = s[F_BOTH_RIGHT] + s[F_BOTH_WRONG];
	(void)ctx;
	return sums_ratio(both, both + s[F_FLIPPED]);
}

static double rotated_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[F_ROTATED_RIGHT], s[F_ROTATED]);
}

static double rank_mean_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[F_RANK_SUM], s[F_RANKED]);
}

static double rank_first_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[F_RANK], s[F_RANKED]);
}

struct making {
	struct arena *a;
	const struct choices *x;
	struct str *names; // [groups] of GROUP_ALL on
	enum slice_kind { ALL, RISK, CATEGORY, LANG, DIFFICULTY } * kinds;
	size_t groups;
	size_t (*of_lane)[SUMS_GROUPS];
	size_t *highest; // [groups] grade of an option; 0: there are none
	VEC(struct sums_want) wants;
};

// --- Groups.

static void add_group(struct making *m, enum slice_kind kind, struct str name)
{
	m->kinds[m->groups] = kind;
	m->names[m->groups++] = arena_str(m->a, name);
}

// [nodes] whether an item lies in it, of the two levels that are told.
static const bool *risks_used(struct arena *a, const struct choices *x)
{
	bool *used = arena_array(a, x->risks->n + 1, sizeof(*used));
	for (size_t i = 0; i < x->lanes.n; i++)
		for (size_t level = 1; level <= 2; level++) {
			size_t node = risks_at(x->risks, x->lanes.p[i].risk, level);
			if (node != RISK_NONE)
				used[node] = true;
		}
	return used;
}

// One group for each name; *first is that of name 0.
static void group_names(struct making *m, enum slice_kind kind, const struct map *names,
			size_t *first)
{
	*first = m->groups;
	for (size_t i = 0; i < names->n; i++)
		add_group(m, kind, names->entries[i].key);
}

static void enter(size_t *groups, size_t group)
{
	size_t at = 0;
	while (groups[at] != SIZE_MAX)
		at++;
	groups[at] = group;
}

static void find_highest(struct making *m)
{
	const struct choices *x = m->x;
	m->highest = arena_array(m->a, m->groups, sizeof(*m->highest));
	for (size_t i = 0; i < x->list.n; i++) {
		const struct choice_item *item = &x->list.p[i];
		const size_t *of = m->of_lane[item->lane];
		size_t highest = 0;
		for (size_t k = 0; item->ranks && k < item->options; k++)
			highest = item->ranks[k] > highest ? item->ranks[k] : highest;
		for (size_t k = 0; k < SUMS_GROUPS && of[k] != SIZE_MAX; k++)
			if (m->highest[of[k]] < highest)
				m->highest[of[k]] = highest;
	}
}

static void make_groups(struct making *m)
{
	const struct choices *x = m->x;
	const struct risks *risks = x->risks;
	size_t most = 1 + risks->n + x->categories.n + x->langs.n + x->difficulties.n;
	size_t category, lang, difficulty;
	size_t *of_node = arena_array(m->a, risks->n + 1, sizeof(*of_node));
	m->names = arena_array(m->a, most, sizeof(*m->names));
	m->kinds = arena_array(m->a, most, sizeof(*m->kinds));
	m->of_lane = arena_array(m->a, x->lanes.n + 1, sizeof(*m->of_lane));
	const bool *used = risks_used(m->a, x);
	add_group(m, ALL, STR_NONE);
	for (size_t i = 0; i < risks->n; i++)
		if (used[i]) {
			of_node[i] = m->groups;
			add_group(m, RISK, risks->nodes[i].id);
		}
	group_names(m, CATEGORY, &x->categories, &category);
	group_names(m, LANG, &x->langs, &lang);
	group_names(m, DIFFICULTY, &x->difficulties, &difficulty);
	for (size_t i = 0; i < x->lanes.n; i++) {
		const struct choice_lane *lane = &x->lanes.p[i];
		size_t *of = m->of_lane[i];
		for (size_t k = 0; k < SUMS_GROUPS; k++)
			of[k] = SIZE_MAX;
		enter(of, 0);
		for (size_t level = 1; level <= 2; level++) {
			size_t node = risks_at(risks, lane->risk, level);
			if (node != RISK_NONE)
				enter(of, of_node[node]);
		}
		if (lane->category != SIZE_MAX)
			enter(of, category + lane->category);
		if (lane->lang != SIZE_MAX)
			enter(of, lang + lane->lang);
		if (lane->difficulty != SIZE_MAX)
			enter(of, difficulty + lane->difficulty);
	}
	find_highest(m);
}

// --- Figures.

static void want(struct making *m, size_t group,
		 double (*of)(const double *, const void *), double scale, double *value,
		 struct interval *ci)
{
	struct sums_want w = {
		.group = group, .of = of, .scale = scale, .value = value, .ci = ci};
	VEC_PUSH(&m->wants, w);
}

static void fill_ranks(struct making *m, size_t group, const double *s,
		       struct choice_ranks *r)
{
	r->n = (uint64_t)s[F_RANKED];
	r->highest = m->highest[group];
	for (size_t i = 0; i < CHOICE_RANKS; i++)
		r->counts[i] = (uint64_t)s[F_RANK + i];
	want(m, group, rank_mean_of, 0, &r->mean, &r->mean_ci);
	if (r->highest > 1) {
		m->wants.p[m->wants.n - 1].least = 1;
		m->wants.p[m->wants.n - 1].scale = (double)r->highest - 1;
	}
	want(m, group, rank_first_of, 1, &r->first, &r->first_ci);
}

static void fill_figures(struct making *m, size_t group, const double *s,
			 struct choice_figures *f)
{
	double n = n_of(s), right = s[F_OUTCOME + OUTCOME_RIGHT];
	double asked = n + s[F_LOST];
	*f = (struct choice_figures){
		.n = (uint64_t)n,
		.lost = (uint64_t)s[F_LOST],
		.by_people = (uint64_t)s[F_PEOPLE],
		.chance = sums_ratio(s[F_CHANCE], n),
		.bounds = {sums_ratio(right, asked),
			   sums_ratio(right + s[F_OUTCOME + OUTCOME_LOOK] + s[F_LOST],
				      asked)},
	};
	for (size_t i = 0; i < OUTCOMES_KEYED; i++)
		f->outcomes[i] = (uint64_t)s[F_OUTCOME + i];
	want(m, group, acc_of, 1, &f->acc, &f->ci);
	want(m, group, star_of, 1, &f->acc_star, &f->star_ci);
	fill_ranks(m, group, s, &f->ranks);
}

static bool is_there(const double *s)
{
	return n_of(s) + s[F_LOST] + s[F_RANKED] > 0;
}

struct named_group {
	struct str name;
	size_t group;
};

static int by_name(const void *a, const void *b)
{
	const struct named_group *x = a, *y = b;
	return str_cmp(x->name, y->name);
}

// Those of a kind, risks in the order of the tree, others by name.
static struct named_group *groups_of(struct making *m, enum slice_kind kind, size_t *n)
{
	struct named_group *list = arena_array(m->a, m->groups, sizeof(*list));
	*n = 0;
	for (size_t g = 0; g < m->groups; g++)
		if (m->kinds[g] == kind)
			list[(*n)++] = (struct named_group){m->names[g], g};
	if (kind != RISK)
		qsort(list, *n, sizeof(*list), by_name);
	return list;
}

static struct choice_list list_of(struct making *m, const double *totals,
				  enum slice_kind kind)
{
	size_t n;
	const struct named_group *groups = groups_of(m, kind, &n);
	struct choice_list list = {arena_array(m->a, n + 1, sizeof(*list.p)), 0};
	for (size_t i = 0; i < n; i++) {
		const double *s = &totals[groups[i].group * FIELDS];
		if (!is_there(s))
			continue;
		struct named_choice *named = &list.p[list.n++];
		named->name = groups[i].name;
		fill_figures(m, groups[i].group, s, &named->figures);
	}
	return list;
}

static void fill_ways(struct making *m, const double *s, struct choice_scoring *c)
{
	c->pairs = (struct choice_pairs){
		.both_right = (uint64_t)s[F_BOTH_RIGHT],
		.both_wrong = (uint64_t)s[F_BOTH_WRONG],
		.flipped = (uint64_t)s[F_FLIPPED],
		.incomplete = (uint64_t)s[F_INCOMPLETE],
	};
	c->pairs.n = c->pairs.both_right + c->pairs.both_wrong + c->pairs.flipped +
		     c->pairs.incomplete;
	want(m, 0, consistent_of, 1, &c->pairs.consistent, &c->pairs.ci);
	c->position = (struct choice_position){
		.n = (uint64_t)s[F_PLACED],
		.first = (uint64_t)s[F_FIRST],
		.expected = sums_ratio(s[F_FIRST_EXPECTED], s[F_PLACED]),
		.right_first = sums_ratio(s[F_RIGHT_FIRST], s[F_PLACED]),
	};
	want(m, 0, first_of, 1, &c->position.rate, &c->position.ci);
	c->rotations = (struct choice_rotations){
		.n = (uint64_t)s[F_ROTATED],
		.right = (uint64_t)s[F_ROTATED_RIGHT],
		.incomplete = (uint64_t)s[F_ROTATED_CUT],
	};
	want(m, 0, rotated_of, 1, &c->rotations.rate, &c->rotations.ci);
	c->open_other = (uint64_t)s[F_OPEN_OTHER];
	c->open_refuse = (uint64_t)s[F_OPEN_REFUSE];
	c->open_look = (uint64_t)s[F_OPEN_LOOK];
}

static bool asks_once(const struct choices *x, size_t scoring)
{
	struct str name, version;
	judge_split(x->scorings.entries[scoring].key, &name, &version);
	return choice_asks_once(name);
}

static void make_scoring(struct making *m, const struct target_metrics *t, size_t scoring,
			 struct choice_scoring *c)
{
	struct sums sums;
	sums_init(&sums, FIELDS, m->x->lanes.n, m->groups,
		  (const size_t(*)[SUMS_GROUPS])m->of_lane);
	size_t n;
	bool once = asks_once(m->x, scoring);
	const struct choice_pass *passes =
		choice_passes(m->a, m->x, t, scoring, once, &n);
	for (size_t item = 0; item < m->x->list.n; item++)
		choice_sums_add(&sums, m->x, passes, n, once, item);
	const double *totals = sums_totals(m->a, &sums);
	m->wants.n = 0;
	c->judge = arena_str(m->a, m->x->scorings.entries[scoring].key);
	fill_figures(m, 0, totals, &c->all);
	fill_ways(m, totals, c);
	c->by_risk = list_of(m, totals, RISK);
	c->by_category = list_of(m, totals, CATEGORY);
	c->by_lang = list_of(m, totals, LANG);
	c->by_difficulty = list_of(m, totals, DIFFICULTY);
	sums_settle(&sums, m->wants.p, m->wants.n);
	sums_release(&sums);
}

// --- Two scorings on the same samples.

// KEYED: of an item whose right option is known. CHOSEN: both chose an option.
enum { C_N, C_KEYED, C_CHOSEN, C_SAME, C_THIS, C_MAIN, C_FIELDS };

static double same_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[C_SAME], s[C_CHOSEN]);
}

static double difference_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[C_THIS] - s[C_MAIN], s[C_KEYED]);
}

static bool is_answer(struct choice_mark mark)
{
	return choice_said(mark) != SAID_ABSENT && choice_said(mark) != SAID_LOST;
}

static void add_both(double *s, const struct choice_item *item, struct choice_mark main,
		     struct choice_mark this)
{
	if (!is_answer(main) || !is_answer(this))
		return;
	unsigned a = choice_answer(main), b = choice_answer(this);
	s[C_N]++;
	s[C_CHOSEN] += a != ANSWER_NONE && b != ANSWER_NONE;
	s[C_SAME] += a != ANSWER_NONE && a == b;
	if (!item->right)
		return;
	s[C_KEYED]++;
	s[C_MAIN] += choice_said(main) == SAID_RIGHT;
	s[C_THIS] += choice_said(this) == SAID_RIGHT;
}

// Samples of one question are not independent, questions are: each has one vote.
static struct mcnemar sign_test(struct arena *a, const struct sums *sums, size_t clusters)
{
	double *more = arena_array(a, clusters + 1, sizeof(*more));
	uint64_t first = 0, second = 0;
	for (size_t r = 0; r < sums->rows.n; r++) {
		const double *s = &sums->values.p[r * C_FIELDS];
		more[sums->rows.p[r].cluster] += s[C_THIS] - s[C_MAIN];
	}
	for (size_t i = 0; i < clusters; i++) {
		first += more[i] > 0;
		second += more[i] < 0;
	}
	return paired_mcnemar(first, second);
}

static void compare(struct making *m, const struct target_metrics *t, size_t main,
		    size_t this, struct choice_compared *out)
{
	static const size_t one_group[1][SUMS_GROUPS] = {
		{0, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX}};
	bool once = asks_once(m->x, main) || asks_once(m->x, this);
	struct sums sums;
	size_t n;
	const struct choice_pass *mains = choice_passes(m->a, m->x, t, main, once, &n);
	const struct choice_pass *these = choice_passes(m->a, m->x, t, this, once, &n);
	sums_init(&sums, C_FIELDS, 1, 1, one_group);
	for (size_t item = 0; item < m->x->list.n; item++) {
		const struct choice_item *facts = &m->x->list.p[item];
		double *s = sums_at(&sums, facts->cluster, 0);
		for (size_t i = 0; i < n; i++)
			add_both(s, facts, choice_mark_at(&mains[i], item),
				 choice_mark_at(&these[i], item));
	}
	const double *s = sums_totals(m->a, &sums);
	*out = (struct choice_compared){
		.n = (uint64_t)s[C_N],
		.chosen = (uint64_t)s[C_CHOSEN],
		.same = (uint64_t)s[C_SAME],
		.sign = sign_test(m->a, &sums, m->x->clusters.n),
	};
	m->wants.n = 0;
	want(m, 0, same_of, 1, &out->agreement, &out->agreement_ci);
	want(m, 0, difference_of, 2, &out->difference, &out->difference_ci);
	m->wants.p[m->wants.n - 1].least = -1;
	sums_settle(&sums, m->wants.p, m->wants.n);
	sums_release(&sums);
}

// --- All targets.

static bool has_scoring(const struct choices *x, const struct target_metrics *t,
			size_t scoring)
{
	for (size_t i = 0; i < x->columns.n; i++)
		if (x->columns.p[i].scoring == scoring &&
		    x->columns.p[i].target == t->target_id &&
		    x->columns.p[i].params == t->params_id)
			return true;
	return false;
}

static size_t main_scoring(const struct choices *x, struct str judge)
{
	for (size_t i = 0; i < x->scorings.n; i++) {
		struct str whole = x->scorings.entries[i].key, name, version;
		judge_split(whole, &name, &version);
		if (str_eq(whole, judge) || str_eq(name, judge))
			return i;
	}
	return 0;
}

void choice_rates_make(struct arena *a, const struct choices *x, struct str main,
		       struct target_metrics *targets, size_t n)
{
	struct making m = {.a = a, .x = x};
	size_t *order = arena_array(a, x->scorings.n + 1, sizeof(*order));
	size_t first = main_scoring(x, main), used = 0;
	order[used++] = first;
	for (size_t i = 0; i < x->scorings.n; i++)
		if (i != first)
			order[used++] = i;
	make_groups(&m);
	for (size_t t = 0; t < n && x->scorings.n; t++) {
		struct target_metrics *target = &targets[t];
		size_t *mine = arena_array(a, used, sizeof(*mine));
		target->choices = arena_array(a, used, sizeof(*target->choices));
		for (size_t i = 0; i < used; i++) {
			if (!has_scoring(x, target, order[i]))
				continue;
			size_t at = target->n_choices++;
			mine[at] = order[i];
			make_scoring(&m, target, order[i], &target->choices[at]);
			if (at)
				compare(&m, target, mine[0], mine[at],
					&target->choices[at].compared);
		}
	}
	VEC_FREE(&m.wants);
}
