#include "report/choice_rates.h"

#include <math.h>

#include "report/choice_sums.h"

// --- Statistics of sums.

static double ratio(double a, double b)
{
	return b > 0 ? a / b : NAN;
}

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
	return ratio(s[F_OUTCOME + OUTCOME_RIGHT], n_of(s));
}

static double star_of(const double *s, const void *ctx)
{
	(void)ctx;
	return ratio(s[F_OUTCOME + OUTCOME_RIGHT], n_of(s) -
							   s[F_OUTCOME + OUTCOME_REFUSE] -
							   s[F_OUTCOME + OUTCOME_LOOK]);
}

static double first_of(const double *s, const void *ctx)
{
	(void)ctx;
	return ratio(s[F_FIRST], s[F_PLACED]);
}

static double consistent_of(const double *s, const void *ctx)
{
	double both = s[F_BOTH_RIGHT] + s[F_BOTH_WRONG];
	(void)ctx;
	return ratio(both, both + s[F_FLIPPED]);
}

static double rotated_of(const double *s, const void *ctx)
{
	(void)ctx;
	return ratio(s[F_ROTATED_RIGHT], s[F_ROTATED]);
}

static double rank_mean_of(const double *s, const void *ctx)
{
	(void)ctx;
	return ratio(s[F_RANK_SUM], s[F_RANKED]);
}

static double rank_first_of(const double *s, const void *ctx)
{
	(void)ctx;
	return ratio(s[F_RANK], s[F_RANKED]);
}

struct making {
	struct arena *a;
	const struct choices *x;
	struct str *names; // [groups] of GROUP_ALL on
	enum slice_kind { ALL, RISK, CATEGORY, LANG, DIFFICULTY } * kinds;
	size_t groups;
	size_t (*of_lane)[SUMS_GROUPS];
	VEC(struct sums_want) wants;
};

// --- Groups.

static void add_group(struct making *m, enum slice_kind kind, struct str name)
{
	m->kinds[m->groups] = kind;
	m->names[m->groups++] = arena_str(m->a, name);
}

static bool risk_is_used(const struct choices *x, size_t node, size_t level)
{
	for (size_t i = 0; i < x->lanes.n; i++)
		if (risks_at(x->risks, x->lanes.p[i].risk, level) == node)
			return true;
	return false;
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
	add_group(m, ALL, STR_NONE);
	for (size_t i = 0; i < risks->n; i++)
		if (risks->nodes[i].level <= 2 &&
		    risk_is_used(x, i, risks->nodes[i].level)) {
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
	for (size_t i = 0; i < CHOICE_RANKS; i++) {
		r->counts[i] = (uint64_t)s[F_RANK + i];
		if (r->counts[i])
			r->highest = i + 1;
	}
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
		.chance = ratio(s[F_CHANCE], n),
		.bounds = {ratio(right, asked),
			   ratio(right + s[F_OUTCOME + OUTCOME_LOOK] + s[F_LOST], asked)},
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

// Those of a kind, risks in the order of the tree, others by name.
static size_t *groups_of(struct making *m, enum slice_kind kind, size_t *n)
{
	size_t *list = arena_array(m->a, m->groups, sizeof(*list));
	*n = 0;
	for (size_t g = 0; g < m->groups; g++) {
		size_t at = *n;
		if (m->kinds[g] != kind)
			continue;
		for (; kind != RISK && at > 0 &&
		       str_cmp(m->names[list[at - 1]], m->names[g]) > 0;
		     at--)
			list[at] = list[at - 1];
		list[at] = g;
		++*n;
	}
	return list;
}

static struct choice_list list_of(struct making *m, const double *totals,
				  enum slice_kind kind)
{
	size_t n;
	const size_t *groups = groups_of(m, kind, &n);
	struct choice_list list = {arena_array(m->a, n + 1, sizeof(*list.p)), 0};
	for (size_t i = 0; i < n; i++) {
		const double *s = &totals[groups[i] * FIELDS];
		if (!is_there(s))
			continue;
		struct named_choice *named = &list.p[list.n++];
		named->name = m->names[groups[i]];
		fill_figures(m, groups[i], s, &named->figures);
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
		.expected = ratio(s[F_FIRST_EXPECTED], s[F_PLACED]),
		.right_first = ratio(s[F_RIGHT_FIRST], s[F_PLACED]),
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

static void make_scoring(struct making *m, const struct target_metrics *t, size_t scoring,
			 struct choice_scoring *c)
{
	struct sums sums;
	sums_init(&sums, FIELDS, m->x->lanes.n, m->groups,
		  (const size_t(*)[SUMS_GROUPS])m->of_lane);
	size_t n;
	const struct choice_pass *passes = choice_passes(m->a, m->x, t, scoring, &n);
	for (size_t item = 0; item < m->x->list.n; item++)
		choice_sums_add(&sums, m->x, passes, n, item);
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

enum { C_N, C_SAME, C_THIS, C_MAIN, C_ONLY_THIS, C_ONLY_MAIN, C_FIELDS };

static double same_of(const double *s, const void *ctx)
{
	(void)ctx;
	return ratio(s[C_SAME], s[C_N]);
}

static double difference_of(const double *s, const void *ctx)
{
	(void)ctx;
	return ratio(s[C_THIS] - s[C_MAIN], s[C_N]);
}

static bool is_answer(struct choice_mark mark)
{
	return choice_said(mark) != SAID_ABSENT && choice_said(mark) != SAID_LOST;
}

static void compare(struct making *m, const struct target_metrics *t, size_t main,
		    size_t this, struct choice_compared *out)
{
	static const size_t one_group[1][SUMS_GROUPS] = {
		{0, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX}};
	struct sums sums;
	size_t n;
	const struct choice_pass *mains = choice_passes(m->a, m->x, t, main, &n);
	const struct choice_pass *these = choice_passes(m->a, m->x, t, this, &n);
	sums_init(&sums, C_FIELDS, 1, 1, one_group);
	for (size_t item = 0; item < m->x->list.n; item++) {
		const struct choice_item *facts = &m->x->list.p[item];
		for (size_t i = 0; i < n; i++) {
			struct choice_mark a = choice_mark_at(&mains[i], item);
			struct choice_mark b = choice_mark_at(&these[i], item);
			if (!is_answer(a) || !is_answer(b))
				continue;
			double *s = sums_at(&sums, facts->cluster, 0);
			bool right_a = choice_said(a) == SAID_RIGHT;
			bool right_b = choice_said(b) == SAID_RIGHT;
			s[C_N]++;
			s[C_SAME] += a.said == b.said;
			s[C_MAIN] += right_a;
			s[C_THIS] += right_b;
			s[C_ONLY_MAIN] += right_a && !right_b;
			s[C_ONLY_THIS] += right_b && !right_a;
		}
	}
	const double *s = sums_totals(m->a, &sums);
	*out = (struct choice_compared){
		.n = (uint64_t)s[C_N],
		.same = (uint64_t)s[C_SAME],
		.mcnemar = paired_mcnemar((uint64_t)s[C_ONLY_THIS],
					  (uint64_t)s[C_ONLY_MAIN]),
	};
	m->wants.n = 0;
	want(m, 0, same_of, 1, &out->agreement, &out->agreement_ci);
	want(m, 0, difference_of, 0, &out->difference, &out->difference_ci);
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
		struct str whole = x->scorings.entries[i].key, name = whole;
		name = str_slice(name, 0, str_rfind_byte(name, '@'));
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
