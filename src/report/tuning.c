#include "report/tuning.h"

#include <math.h>
#include <stdlib.h>

#include "report/collect.h"
#include "report/gap.h"
#include "report/sums.h"

// --- What is kept of a run.

static int by_key(const void *a, const void *b)
{
	const struct level_item *x = a, *y = b;
	if (x->key[0] != y->key[0])
		return x->key[0] < y->key[0] ? -1 : 1;
	return (x->key[1] > y->key[1]) - (x->key[1] < y->key[1]);
}

static void add_columns(const struct collection *c, size_t slice,
			struct level_item *items)
{
	for (size_t i = 0; i < c->columns.n; i++) {
		const struct column *column = &c->columns.p[i];
		for (size_t k = 0; column->slice == slice && k < column->n_marks; k++)
			if (k < c->facts.n && c->facts.p[k].slot == SLOT_BASE)
				gap_count(column->marks[k], c->facts.p[k].guide,
					  &items[k].n, &items[k].good);
	}
}

static struct level_items keep(struct arena *a, const struct collection *c, size_t slice)
{
	struct level_item *items = arena_array(a, c->facts.n + 1, sizeof(*items));
	size_t n = 0;
	add_columns(c, slice, items);
	for (size_t i = 0; i < c->items.n; i++) {
		const struct map_entry *entry = &c->items.entries[i];
		struct level_item *item = &items[entry->value.num];
		memcpy(item->key, entry->key.p, sizeof(item->key));
		item->guide = c->facts.p[entry->value.num].guide;
	}
	for (size_t i = 0; i < c->facts.n; i++)
		if (items[i].n > 0)
			items[n++] = items[i];
	qsort(items, n, sizeof(*items), by_key);
	return (struct level_items){items, n};
}

void tuning_keep(struct arena *a, const struct collection *c, struct metrics *m)
{
	for (size_t i = 0; i < m->n_targets; i++) {
		struct target_metrics *t = &m->targets[i];
		if (t->facts.tuning.n && t->base.n && !isnan(t->gap.judge.gap))
			t->levels = arena_copy(a, &(struct level_items){0},
					       sizeof(*t->levels));
		if (t->levels)
			*t->levels = keep(a, c, i);
	}
}

// --- Pairs.

static bool is_same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

static bool is_asked_alike(const struct tuned_target *x, const struct tuned_target *y)
{
	const struct metrics *a = x->run, *b = y->run;
	for (size_t i = 0; i < PARAMS; i++)
		if (!is_same(x->target->params.value[i], y->target->params.value[i]))
			return false;
	return a == b || (str_eq(a->judge, b->judge) && a->suite_sha256.n &&
			  str_eq(a->suite_sha256, b->suite_sha256) &&
			  a->blocked_refusal == b->blocked_refusal);
}

static bool is_pair(const struct tuned_target *x, const struct tuned_target *y)
{
	return str_eq(x->target->base, y->target->base) &&
	       !str_eq(x->target->facts.tuning, y->target->facts.tuning) &&
	       is_asked_alike(x, y);
}

enum field { T_N_FIRST, T_GOOD_FIRST, T_N_SECOND, T_GOOD_SECOND, FIELDS };

static double gap_in(const double *s, enum field n)
{
	const double *second = s + FIELDS;
	return sums_ratio(s[n + 1], s[n]) - sums_ratio(second[n + 1], second[n]);
}

static double first_of(const double *s, const void *ctx)
{
	(void)ctx;
	return gap_in(s, T_N_FIRST);
}

static double second_of(const double *s, const void *ctx)
{
	(void)ctx;
	return gap_in(s, T_N_SECOND);
}

static double difference_of(const double *s, const void *ctx)
{
	return second_of(s, ctx) - first_of(s, ctx);
}

static void add_shared(struct sums *sums, const struct level_items *a,
		       const struct level_items *b)
{
	uint32_t cluster = 0;
	for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
		const struct level_item *x = &a->p[i], *y = &b->p[k];
		int order = by_key(x, y);
		i += order <= 0;
		k += order >= 0;
		if (order || x->guide != y->guide)
			continue;
		double *s = sums_at(sums, cluster++, x->guide);
		s[T_N_FIRST] = x->n;
		s[T_GOOD_FIRST] = x->good;
		s[T_N_SECOND] = y->n;
		s[T_GOOD_SECOND] = y->good;
	}
}

// How much more often the second is good on one level.
static double more_of(const double *s, const void *ctx)
{
	(void)ctx;
	return sums_ratio(s[T_GOOD_SECOND], s[T_N_SECOND]) -
	       sums_ratio(s[T_GOOD_FIRST], s[T_N_FIRST]);
}

static struct gap_share share_in(const struct sums *sums, const double *totals,
				 size_t level, enum field n)
{
	const double *s = &totals[level * FIELDS];
	return (struct gap_share){sums_ratio(s[n + 1], s[n]),
				  sums_clusters(sums, level, n)};
}

// The levels have no item in common: where the draws of one say nothing, their intervals
// are squared and added.
static struct interval add_levels(const struct sums *sums, const double *totals,
				  const double more[2], struct interval ci[2])
{
	for (size_t i = 0; i < 2; i++)
		ci[i] = gap_widened(ci[i], share_in(sums, totals, i, T_N_SECOND),
				    share_in(sums, totals, i, T_N_FIRST));
	double difference = more[0] - more[1];
	return (struct interval){
		difference - hypot(more[0] - ci[0].low, ci[1].high - more[1]),
		difference + hypot(ci[0].high - more[0], more[1] - ci[1].low),
	};
}

static void settle(struct arena *a, const struct sums *sums, struct tuning_difference *d)
{
	double more[2];
	struct interval ci[2];
	const struct sums_want wants[] = {
		{0, first_of, NULL, 0, &d->gap_first, NULL, 0},
		{0, second_of, NULL, 0, &d->gap_second, NULL, 0},
		{0, difference_of, NULL, 0, &d->difference, &d->ci, 0},
		{0, more_of, NULL, 0, &more[0], &ci[0], 0},
		{1, more_of, NULL, 0, &more[1], &ci[1], 0},
	};
	d->n_safety = sums_clusters(sums, 0, T_N_FIRST);
	d->n_responsibility = sums_clusters(sums, 1, T_N_FIRST);
	sums_settle(sums, wants, COUNT(wants));
	if (ci[0].low == ci[0].high || ci[1].low == ci[1].high)
		d->ci = add_levels(sums, sums_totals(a, sums), more, ci);
}

static bool compare(struct arena *a, const struct tuned_target *x,
		    const struct tuned_target *y, struct tuning_difference *d)
{
	static const size_t of_lane[2][SUMS_GROUPS] = {
		{0, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX},
		{1, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX},
	};
	bool turned = str_is(y->target->facts.tuning, "base");
	struct sums sums;
	*d = (struct tuning_difference){.first = turned ? *y : *x,
					.second = turned ? *x : *y};
	sums_init(&sums, FIELDS, 2, 2, of_lane);
	add_shared(&sums, d->first.target->levels, d->second.target->levels);
	if (sums.rows.n)
		settle(a, &sums, d);
	sums_release(&sums);
	return d->n_safety && d->n_responsibility;
}

struct tuning_differences tuning_compare(struct arena *a, const struct metrics *runs,
					 size_t n)
{
	struct tuning_differences out = {0};
	struct str tuning = STR_NONE;
	VEC(struct tuned_target) list = {0};
	VEC(struct tuning_difference) found = {0};
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < runs[i].n_targets; k++) {
			const struct target_metrics *t = &runs[i].targets[k];
			if (!t->facts.tuning.n || isnan(t->gap.judge.gap))
				continue;
			out.wanted |= tuning.n && !str_eq(tuning, t->facts.tuning);
			tuning = t->facts.tuning;
			if (t->levels)
				VEC_PUSH(&list, (struct tuned_target){&runs[i], t});
		}
	for (size_t i = 0; i < list.n; i++)
		for (size_t k = i + 1; k < list.n; k++) {
			struct tuning_difference d;
			if (is_pair(&list.p[i], &list.p[k]) &&
			    compare(a, &list.p[i], &list.p[k], &d))
				VEC_PUSH(&found, d);
		}
	out.n = found.n;
	if (found.n)
		out.p = arena_copy(a, found.p, found.n * sizeof(*found.p));
	VEC_FREE(&found);
	VEC_FREE(&list);
	return out;
}
