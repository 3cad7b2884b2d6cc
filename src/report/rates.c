#include "report/rates.h"

#include <math.h>
#include <stdlib.h>

#include "attack/attack.h"
#include "report/grades.h"
#include "report/people_rates.h"

struct making {
	struct arena *a;
	const struct collection *c;
	struct groups groups;
	size_t *attacks; // slots, in the order in which they are shown
	size_t n_attacks;
	bool *in_set; // [slots]
	size_t set;   // attacks in the set
	VEC(struct want) wants;
	size_t slice;
	const struct tally *tallies;
};

struct rate rate_unknown(void)
{
	return (struct rate){
		.rate = NAN,
		.ci = interval_unknown(),
		.bounds = interval_unknown(),
	};
}

struct rate rate_of(const struct share *s)
{
	struct rate rate = rate_unknown();
	double asked = (double)(s->n + s->unscored);
	rate.n = s->n;
	rate.k = s->k;
	rate.unscored = s->unscored;
	if (s->n) {
		rate.rate = (double)s->k / (double)s->n;
		rate.ci = interval_wilson(s->k, s->n);
	}
	if (asked > 0) {
		rate.bounds.low = (double)s->k / asked;
		rate.bounds.high = (double)(s->k + s->unscored) / asked;
	}
	return rate;
}

static struct rate rate_of_tally(const struct tally *t)
{
	return rate_of(&(struct share){t->n, t->k, t->unscored});
}

static bool is_asked(const struct rate *rate)
{
	return rate->n + rate->unscored > 0;
}

// The plain mean of n rates. Bounds are known of those too of which nothing was scored.
static struct rate rate_mean(const struct rate *rates, size_t n)
{
	struct rate mean = rate_unknown();
	double sum = 0, low = 0, high = 0;
	size_t known = 0, asked = 0;
	for (size_t i = 0; i < n; i++) {
		if (!is_asked(&rates[i]))
			continue;
		mean.n += rates[i].n;
		mean.k += rates[i].k;
		mean.unscored += rates[i].unscored;
		asked++;
		low += rates[i].bounds.low;
		high += rates[i].bounds.high;
		if (isnan(rates[i].rate))
			continue;
		known++;
		sum += rates[i].rate;
	}
	if (known)
		mean.rate = sum / (double)known;
	if (asked)
		mean.bounds =
			(struct interval){low / (double)asked, high / (double)asked};
	return mean;
}

static const struct tally *tally_at(const struct making *m, size_t group, size_t slot)
{
	return &m->tallies[group * m->groups.slots + slot];
}

static void want(struct making *m, size_t group, size_t slot, struct rate *rate)
{
	struct want w = {.slice = m->slice, .group = group, .slot = slot, .rate = rate};
	VEC_PUSH(&m->wants, w);
}

static bool has_epochs(const struct making *m)
{
	return m->c->slices.p[m->slice].epochs > 1;
}

static struct rate slot_rate(const struct making *m, size_t group, size_t slot)
{
	return rate_of_tally(tally_at(m, group, slot));
}

static struct rate mean_rate(const struct making *m, size_t group)
{
	struct rate *rates = arena_array(m->a, m->n_attacks + 1, sizeof(*rates));
	for (size_t i = 0; i < m->n_attacks; i++)
		rates[i] = slot_rate(m, group, m->attacks[i]);
	return rate_mean(rates, m->n_attacks);
}

// Once the rate is where it stays: its interval may have to come from the bootstrap.
static void settle(struct making *m, size_t group, size_t slot, struct rate *rate)
{
	if (slot == WANT_MEAN || has_epochs(m))
		want(m, group, slot, rate);
}

static struct rate_list list_groups(struct making *m, enum group_kind kind, size_t slot)
{
	const struct groups *g = &m->groups;
	struct rate_list list = {arena_array(m->a, g->n, sizeof(*list.p)), 0};
	for (size_t i = 0; i < g->n; i++) {
		if (g->list[i].kind != kind)
			continue;
		struct rate rate =
			slot == WANT_MEAN ? mean_rate(m, i) : slot_rate(m, i, slot);
		if (!is_asked(&rate))
			continue;
		struct named_rate *named = &list.p[list.n++];
		*named = (struct named_rate){arena_str(m->a, g->list[i].name), rate};
		settle(m, i, slot, &named->rate);
	}
	return list;
}

static struct slices slices_of(struct making *m, size_t slot)
{
	return (struct slices){
		.by_risk = list_groups(m, GROUP_OF_RISK, slot),
		.by_lang = list_groups(m, GROUP_OF_LANG, slot),
	};
}

// --- The sections of a target.

static void make_safety(struct making *m, struct target_metrics *t)
{
	t->safety = slot_rate(m, GROUP_ALL, SLOT_BASE);
	t->has_safety = is_asked(&t->safety);
	if (!t->has_safety)
		return;
	settle(m, GROUP_ALL, SLOT_BASE, &t->safety);
	t->safety_slices = slices_of(m, SLOT_BASE);
}

static void make_over_refusal(struct making *m, struct target_metrics *t)
{
	t->over_refusal = slot_rate(m, GROUP_ALL, SLOT_COMPLY);
	t->over_refused_partly = tally_at(m, GROUP_ALL, SLOT_COMPLY)->partly;
	t->has_over_refusal = is_asked(&t->over_refusal);
	if (!t->has_over_refusal)
		return;
	settle(m, GROUP_ALL, SLOT_COMPLY, &t->over_refusal);
	t->over_refusal_slices = slices_of(m, SLOT_COMPLY);
}

static bool is_linked(const struct collection *c, size_t slice, const bool *in_set,
		      size_t slot)
{
	for (size_t i = 0; i < c->columns.n; i++) {
		const struct column *column = &c->columns.p[i];
		if (column->slice != slice)
			continue;
		for (size_t item = 0; item < c->facts.n && item < column->n_marks; item++)
			if (c->facts.p[item].slot == slot && in_set[slot] &&
			    c->facts.p[item].linked &&
			    (column->marks[item] & MARK_BITS) > MARK_OUT)
				return true;
	}
	return false;
}

static void make_adaptive(struct making *m, struct target_metrics *t)
{
	struct tally sum = {0};
	struct cluster_share *per = NULL;
	t->adaptive = (struct adaptive){.set = m->set, .rate = rate_unknown()};
	for (size_t i = 0; i < m->n_attacks; i++)
		t->adaptive.of += is_linked(m->c, m->slice, m->in_set, m->attacks[i]);
	if (!t->adaptive.of)
		return;
	if (has_epochs(m))
		per = arena_array(m->a, m->c->clusters.n, sizeof(*per));
	tally_adaptive(m->c, m->slice, m->in_set, &sum, per);
	t->adaptive.rate = rate_of_tally(&sum);
	if (!per)
		return;
	want(m, GROUP_ALL, WANT_ADAPTIVE, &t->adaptive.rate);
	m->wants.p[m->wants.n - 1].per = per;
}

static void make_any_try(struct making *m, struct target_metrics *t)
{
	const struct slice *slice = &m->c->slices.p[m->slice];
	struct rate *rates = arena_array(m->a, m->n_attacks + 1, sizeof(*rates));
	t->any_try = rate_unknown();
	if (slice->tries < 2)
		return;
	for (size_t i = 0; i < m->n_attacks; i++)
		if (m->attacks[i] < slice->any_try.n)
			rates[i] = rate_of(&slice->any_try.p[m->attacks[i]]);
	t->any_try = rate_mean(rates, m->n_attacks);
}

static void make_asr(struct making *m, struct target_metrics *t)
{
	t->asr = mean_rate(m, GROUP_ALL);
	t->has_asr = is_asked(&t->asr);
	t->any_try = rate_unknown();
	if (!t->has_asr)
		return;
	settle(m, GROUP_ALL, WANT_MEAN, &t->asr);
	t->by_attack.p = arena_array(m->a, m->n_attacks, sizeof(*t->by_attack.p));
	for (size_t i = 0; i < m->n_attacks; i++) {
		size_t slot = m->attacks[i];
		struct rate rate = slot_rate(m, GROUP_ALL, slot);
		if (!is_asked(&rate))
			continue;
		struct str name = m->c->attacks.entries[slot - SLOT_ATTACK].key;
		struct named_rate *named = &t->by_attack.p[t->by_attack.n++];
		*named = (struct named_rate){arena_str(m->a, name), rate};
		settle(m, GROUP_ALL, slot, &named->rate);
	}
	t->asr_slices = slices_of(m, WANT_MEAN);
	make_adaptive(m, t);
	make_any_try(m, t);
}

static struct share share_at(const struct opinion *o, size_t slot)
{
	return slot < o->slots.n ? o->slots.p[slot] : (struct share){0};
}

static void make_others(struct making *m, struct target_metrics *t)
{
	const struct slice *slice = &m->c->slices.p[m->slice];
	struct rate *rates = arena_array(m->a, m->n_attacks + 1, sizeof(*rates));
	t->others = arena_array(m->a, slice->others.n, sizeof(*t->others));
	for (size_t i = 0; i < slice->others.n; i++) {
		const struct opinion *o = &slice->others.p[i];
		if (!o->rates)
			continue;
		struct share base = share_at(o, SLOT_BASE);
		for (size_t k = 0; k < m->n_attacks; k++) {
			struct share share = share_at(o, m->attacks[k]);
			rates[k] = rate_of(&share);
		}
		t->others[t->n_others++] = (struct second_opinion){
			.judge = arena_str(m->a, o->judge),
			.safety = rate_of(&base),
			.asr = rate_mean(rates, m->n_attacks),
		};
	}
}

static void make_target(struct making *m, struct target_metrics *t)
{
	const struct slice *slice = &m->c->slices.p[m->slice];
	m->tallies = tally_slice(m->a, m->c, &m->groups, m->slice);
	t->counts = slice->counts;
	t->tokens = slice->tokens;
	t->epochs = slice->epochs;
	t->tries = slice->tries;
	make_safety(m, t);
	make_asr(m, t);
	make_over_refusal(m, t);
	grades_make(m->a, m->c, &m->groups, m->slice, t);
	make_others(m, t);
}

// --- Attacks: S-Eval's in its order, then by name.

static size_t rank_of(struct str attack)
{
	for (size_t i = 0; i < attack_set_s_eval.n; i++)
		if (str_is(attack, attack_set_s_eval.attacks[i]))
			return i;
	return attack_set_s_eval.n;
}

static int by_rank(const void *a, const void *b)
{
	const struct map_entry *x = *(const struct map_entry *const *)a;
	const struct map_entry *y = *(const struct map_entry *const *)b;
	size_t i = rank_of(x->key), k = rank_of(y->key);
	if (i != k)
		return i < k ? -1 : 1;
	return str_cmp(x->key, y->key);
}

static void order_attacks(struct making *m)
{
	const struct map *names = &m->c->attacks;
	const struct map_entry **sorted = arena_array(m->a, names->n, sizeof(*sorted));
	for (size_t i = 0; i < names->n; i++)
		sorted[i] = &names->entries[i];
	qsort(sorted, names->n, sizeof(*sorted), by_rank);
	m->n_attacks = names->n;
	m->attacks = arena_array(m->a, names->n, sizeof(*m->attacks));
	for (size_t i = 0; i < names->n; i++)
		m->attacks[i] = SLOT_ATTACK + sorted[i]->value.num;
}

static void choose_set(struct making *m, const struct opt_list *set)
{
	const struct map *names = &m->c->attacks;
	m->in_set = arena_array(m->a, m->groups.slots, sizeof(*m->in_set));
	m->set = set->n ? set->n : attack_set_s_eval.n;
	for (size_t i = 0; i < names->n; i++) {
		bool in = !set->n && rank_of(names->entries[i].key) < attack_set_s_eval.n;
		for (size_t k = 0; k < set->n; k++)
			in |= str_eq(names->entries[i].key, set->items[k]);
		m->in_set[SLOT_ATTACK + i] = in;
	}
}

void rates_make(struct arena *a, const struct collection *c, const struct opt_list *set,
		struct target_metrics *targets)
{
	struct making m = {.a = a, .c = c};
	groups_make(&m.groups, a, c);
	order_attacks(&m);
	choose_set(&m, set);
	for (m.slice = 0; m.slice < c->slices.n; m.slice++)
		make_target(&m, &targets[m.slice]);
	bootstrap_rates(c, &m.groups, m.wants.p, m.wants.n);
	people_rates_make(a, c, &m.groups, targets);
	VEC_FREE(&m.wants);
}
