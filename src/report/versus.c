#include "report/versus.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "report/figures.h"
#include "report/versus_state.h"
#include "stats/rank.h"

#define GAP_ROWS_LEAST 5 // of a cell that a gap may rest on
#define LEVELS 2

const char *const versus_view_names[VERSUS_VIEWS] = {"people", "judge", "choice"};

// --- The first pass: sums of all cells.

struct sum {
	uint64_t n;
	double sum;
	// Rows of an item follow each other, as items come first in a run's plan.
	uint64_t items, last; // hash of the last one's id
};
struct view_sums {
	struct sum views[VERSUS_VIEWS];
};

struct cell_table { // by (node, target)
	struct map index;
	VEC(struct view_sums) cells;
	struct arena keys;
};

struct cell_key {
	size_t node, target;
};

static struct view_sums *table_at(struct cell_table *s, size_t node, size_t target)
{
	struct cell_key key = {node, target};
	struct str text = {(const char *)&key, sizeof(key)};
	union map_value *at = map_find(&s->index, text);

	if (!at) {
		at = map_put(&s->index, arena_str(&s->keys, text), NULL);
		at->num = s->cells.n;
		VEC_PUSH(&s->cells, (struct view_sums){0});
	}
	return &s->cells.p[at->num];
}

static void add(struct versus_state *v, struct cell_table *s, const struct row *row,
		size_t target, enum versus_view view, double value)
{
	if (isnan(value))
		return;
	size_t node = risks_put(&v->risks, row->item.risk);
	uint64_t item = hash64(row->item.id);
	for (size_t level = 1; node != RISK_NONE && level <= LEVELS; level++) {
		size_t at = risks_at(&v->risks, node, level);
		if (at == RISK_NONE)
			continue;
		struct sum *sum = &table_at(s, at, target)->views[view];
		sum->items += !sum->n || sum->last != item;
		sum->last = item;
		sum->n++;
		sum->sum += value;
	}
}

struct summing {
	struct versus_state *v;
	struct cell_table *table;
};

static bool sum_row(void *ctx, struct versus_run *run, const struct row *row,
		    size_t target, struct err *e)
{
	struct summing *s = ctx;
	int chosen;

	if (versus_is_choice(run, row)) {
		if (!versus_chosen(run, row, &chosen, e))
			return false;
		add(s->v, s->table, row, target, VERSUS_CHOICE,
		    chosen < 0 ? NAN : (double)chosen);
	} else if (versus_is_open(run, row)) {
		add(s->v, s->table, row, target, VERSUS_JUDGE,
		    versus_judge(run, row).value);
		add(s->v, s->table, row, target, VERSUS_PEOPLE,
		    versus_people(run, row).value);
	}
	return true;
}

// --- From sums to what is told.

// Levels that have a cell, in the order of the tree, each with its domains behind it.
static void list_groups(struct versus_state *v, const bool *used, struct versus *out)
{
	const struct risks *t = &v->risks;

	out->groups = arena_array(v->a, t->n + 1, sizeof(*out->groups));
	for (size_t i = 0; i < t->n; i++) {
		if (t->nodes[i].level != 1 || !used[i])
			continue;
		for (size_t k = i; k < t->n; k++) {
			const struct risk *node = &t->nodes[k];
			bool inside =
				k == i || (node->level == LEVELS && node->parent == i);
			if (inside && used[k])
				out->groups[out->n_groups++] =
					(struct versus_group){node->id, node->name,
							      node->level};
		}
	}
}

static bool *nodes_used(struct versus_state *v, const struct cell_table *s)
{
	bool *used = arena_array(v->a, v->risks.n + 1, sizeof(*used));

	for (size_t i = 0; i < s->index.n; i++) {
		struct cell_key key;
		memcpy(&key, s->index.entries[i].key.p, sizeof(key));
		used[key.node] = true;
	}
	return used;
}

static struct versus_mean mean_of(const struct sum *sum)
{
	double mean = sum->n ? sum->sum / (double)sum->n : NAN;

	return (struct versus_mean){
		sum->n,
		mean,
		sum->n ? interval_wilson_share(mean, (double)sum->items)
		       : interval_unknown(),
	};
}

static void make_cells(struct versus_state *v, const struct cell_table *s,
		       struct versus *out)
{
	size_t n = out->n_groups * out->n_targets;

	out->cells = arena_array(v->a, n + 1, sizeof(*out->cells));
	for (size_t i = 0; i < n; i++) {
		struct cell_key key = {map_find(&v->risks.index,
						out->groups[i / out->n_targets].id)
						       ->num -
					       1,
				       i % out->n_targets};
		const union map_value *at =
			map_find(&s->index, (struct str){(char *)&key, sizeof(key)});
		for (size_t view = 0; view < VERSUS_VIEWS; view++) {
			struct sum sum =
				at ? s->cells.p[at->num].views[view] : (struct sum){0};
			out->cells[i][view] = mean_of(&sum);
		}
	}
}

static const struct versus_mean *cell(const struct versus *v, size_t group, size_t target)
{
	return v->cells[group * v->n_targets + target];
}

static bool has_two_views(const struct versus *v)
{
	for (size_t i = 0; i < v->n_groups * v->n_targets; i++) {
		size_t views = 0;
		for (size_t view = 0; view < VERSUS_VIEWS; view++)
			views += v->cells[i][view].n > 0;
		if (views >= 2)
			return true;
	}
	return false;
}

static void correlate(struct versus_state *v, struct versus *out, size_t group,
		      enum versus_view a, enum versus_view b)
{
	double *x = arena_array(v->a, out->n_targets, sizeof(*x));
	double *y = arena_array(v->a, out->n_targets, sizeof(*y));
	struct versus_correlation c = {a, b, group, 0, NAN, interval_unknown()};

	for (size_t t = 0; t < out->n_targets; t++) {
		const struct versus_mean *means = cell(out, group, t);
		if (!means[a].n || !means[b].n)
			continue;
		x[c.n] = means[a].mean;
		y[c.n++] = means[b].mean;
	}
	if (c.n < 2)
		return;
	if (c.n >= 3) {
		c.rho = rank_spearman(x, y, c.n);
		c.ci = rank_spearman_interval(c.rho, c.n);
	}
	out->correlations[out->n_correlations++] = c;
}

static void correlate_levels(struct versus_state *v, struct versus *out)
{
	out->correlations =
		arena_array(v->a, 3 * out->n_groups + 1, sizeof(*out->correlations));
	for (size_t g = 0; g < out->n_groups; g++) {
		if (out->groups[g].level != 1)
			continue;
		correlate(v, out, g, VERSUS_PEOPLE, VERSUS_JUDGE);
		correlate(v, out, g, VERSUS_PEOPLE, VERSUS_CHOICE);
		correlate(v, out, g, VERSUS_JUDGE, VERSUS_CHOICE);
	}
}

static int by_gap(const void *a, const void *b)
{
	double x = fabs(((const struct versus_gap *)a)->gap);
	double y = fabs(((const struct versus_gap *)b)->gap);

	return (x < y) - (x > y);
}

static bool has_both(const struct versus_mean *means, enum versus_view by)
{
	return means[VERSUS_CHOICE].n >= GAP_ROWS_LEAST && means[by].n >= GAP_ROWS_LEAST;
}

struct gaps {
	VEC(struct versus_gap) list;
};

// In one domain, of all targets that have the view: each against the mean of the others.
// Those that have a gap by another view already (`done`) are part of the means alone.
static void gaps_by(const struct versus *out, size_t group, enum versus_view by,
		    bool *done, struct gaps *gaps)
{
	double choice = 0, open = 0;
	size_t n = 0;

	for (size_t t = 0; t < out->n_targets; t++) {
		const struct versus_mean *means = cell(out, group, t);
		if (!has_both(means, by))
			continue;
		choice += means[VERSUS_CHOICE].mean;
		open += means[by].mean;
		n++;
	}
	if (n < 2) // there is nobody to be compared with
		return;
	for (size_t t = 0; t < out->n_targets; t++) {
		const struct versus_mean *means = cell(out, group, t);
		if (done[t] || !has_both(means, by))
			continue;
		struct versus_gap gap = {
			t, group, means[VERSUS_CHOICE].mean, means[by].mean, by, 0};
		double others = (double)(n - 1);
		gap.gap = (gap.choice - (choice - gap.choice) / others) -
			  (gap.open - (open - gap.open) / others);
		VEC_PUSH(&gaps->list, gap);
		done[t] = true;
	}
}

// People's word counts before the judge's.
static void find_gaps(struct versus_state *v, struct versus *out)
{
	struct gaps gaps = {0};
	bool *done = arena_array(v->a, out->n_targets + 1, sizeof(*done));

	for (size_t g = 0; g < out->n_groups; g++) {
		if (out->groups[g].level != LEVELS)
			continue;
		memset(done, 0, out->n_targets * sizeof(*done));
		gaps_by(out, g, VERSUS_PEOPLE, done, &gaps);
		gaps_by(out, g, VERSUS_JUDGE, done, &gaps);
	}
	if (gaps.list.n)
		qsort(gaps.list.p, gaps.list.n, sizeof(*gaps.list.p), by_gap);
	out->n_gaps = gaps.list.n < VERSUS_LIST_MAX ? gaps.list.n : VERSUS_LIST_MAX;
	out->gaps = arena_copy(v->a, gaps.list.p, out->n_gaps * sizeof(*gaps.list.p));
	VEC_FREE(&gaps.list);
}

static void name_all(struct versus_state *v, struct versus *out)
{
	out->n_targets = v->targets.n;
	out->targets = arena_array(v->a, out->n_targets + 1, sizeof(*out->targets));
	for (size_t i = 0; i < out->n_targets; i++)
		out->targets[i] = v->targets.entries[i].key;
}

static bool first_pass(struct versus_state *v, struct versus *out, struct err *e)
{
	struct cell_table sums = {0};
	struct summing summing = {v, &sums};

	map_init(&sums.index);
	arena_init(&sums.keys);
	bool ok = versus_rows(v, 0, sum_row, &summing, e);
	if (ok) {
		name_all(v, out);
		list_groups(v, nodes_used(v, &sums), out);
		make_cells(v, &sums, out);
		out->has = has_two_views(out);
		correlate_levels(v, out);
		find_gaps(v, out);
	}
	VEC_FREE(&sums.cells);
	map_release(&sums.index);
	arena_release(&sums.keys);
	return ok;
}

static struct str taxonomy_of(struct arena *a, struct store *const *runs, size_t n)
{
	struct str text = STR_NONE;

	for (size_t i = 0; i < n && str_empty(text); i++)
		text = store_get_blob(runs[i], a, "taxonomy");
	return text;
}

unsigned versus_views(const struct metrics *m)
{
	unsigned views = m->annotated ? 1u << VERSUS_PEOPLE : 0;

	for (size_t i = 0; i < m->n_targets; i++) {
		const struct target_metrics *t = &m->targets[i];
		if (t->has_safety || t->has_grades)
			views |= 1u << VERSUS_JUDGE;
		if (t->n_choices)
			views |= 1u << VERSUS_CHOICE;
	}
	return views;
}

bool versus_read(struct arena *a, struct store *const *runs, size_t n, unsigned views,
		 const struct report_settings *s, struct versus *out, struct err *e)
{
	struct versus_state v = {.a = a, .runs = runs, .n_runs = n, .settings = s};

	*out = (struct versus){0};
	if ((views & (views - 1)) == 0) // one view alone, or none
		return true;
	map_init(&v.targets);
	if (!risks_init(&v.risks, a, taxonomy_of(a, runs, n), e)) {
		map_release(&v.targets);
		return false;
	}
	bool ok = first_pass(&v, out, e);
	if (ok && out->has && views & 1u << VERSUS_CHOICE)
		ok = versus_samples(&v, out, e);
	risks_release(&v.risks);
	map_release(&v.targets);
	return ok;
}
