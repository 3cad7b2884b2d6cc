#include "report/bootstrap.h"

#include <math.h>

#define BLOCK 64 // rounds at once: a cache line of weights for each cluster

// Sums of one lane (a leaf x slot, or a group x slot) in each round of the block.
struct round_sums {
	uint32_t n[BLOCK], k[BLOCK];
};

struct boot {
	const struct collection *c;
	const struct groups *g;
	bool every_slot; // not only those of attacks
	size_t lanes;    // leaves x slots
	uint32_t *dense; // [clusters] -> number among those that take part + 1
	size_t n_dense;
	uint8_t *weights; // [n_dense][BLOCK]
	uint32_t *drawn;  // [n_dense]
	struct round_sums
		*all; // [lanes]: n as if every item had been scored in one column
	struct round_sums *leaves; // [lanes] of a slice
	struct round_sums *groups; // [groups x slots]
	struct round_sums *shares; // one: of the adaptive attack
};

static void add(uint32_t *restrict sum, const uint8_t *restrict weights)
{
	for (size_t i = 0; i < BLOCK; i++)
		sum[i] += weights[i];
}

static void subtract(uint32_t *restrict sum, const uint8_t *restrict weights)
{
	for (size_t i = 0; i < BLOCK; i++)
		sum[i] -= weights[i];
}

static void add_times(uint32_t *restrict sum, const uint8_t *restrict weights,
		      uint32_t times)
{
	for (size_t i = 0; i < BLOCK; i++)
		sum[i] += times * weights[i];
}

static bool takes_part(const struct boot *b, const struct item_facts *f)
{
	return f->slot != SLOT_NONE && (b->every_slot || f->slot >= SLOT_ATTACK);
}

static const uint8_t *weights_of(const struct boot *b, uint32_t cluster)
{
	return b->weights + (size_t)(b->dense[cluster] - 1) * BLOCK;
}

static struct round_sums *lane_of(const struct boot *b, struct round_sums *lanes,
				  const struct item_facts *f)
{
	return &lanes[f->leaf * b->g->slots + f->slot];
}

// Clusters of which nothing counts here would only blur the draws.
static void number_clusters(struct boot *b)
{
	for (size_t i = 0; i < b->c->facts.n; i++) {
		const struct item_facts *f = &b->c->facts.p[i];
		if (takes_part(b, f) && !b->dense[f->cluster])
			b->dense[f->cluster] = (uint32_t)++b->n_dense;
	}
}

static void draw_block(struct boot *b, size_t first)
{
	memset(b->weights, 0, b->n_dense * BLOCK);
	for (size_t i = 0; i < BLOCK; i++) {
		bootstrap_draw(b->n_dense, METRICS_SEED, first + i, b->drawn);
		for (size_t k = 0; k < b->n_dense; k++) {
			uint8_t *w = &b->weights[(size_t)b->drawn[k] * BLOCK + i];
			*w = (uint8_t)(*w + (*w < UINT8_MAX)); // never, in this world
		}
	}
	memset(b->all, 0, b->lanes * sizeof(*b->all));
	for (size_t i = 0; i < b->c->facts.n; i++) {
		const struct item_facts *f = &b->c->facts.p[i];
		if (takes_part(b, f))
			add(lane_of(b, b->all, f)->n, weights_of(b, f->cluster));
	}
}

// Most items are scored: start from all, and take off those that are not.
static void sum_column(struct boot *b, const struct column *column)
{
	const struct collection *c = b->c;
	for (size_t lane = 0; lane < b->lanes; lane++)
		for (size_t i = 0; i < BLOCK; i++)
			b->leaves[lane].n[i] += b->all[lane].n[i];
	for (size_t item = 0; item < c->facts.n; item++) {
		const struct item_facts *f = &c->facts.p[item];
		enum mark mark = item < column->n_marks
					 ? (enum mark)(column->marks[item] & MARK_BITS)
					 : MARK_ABSENT;
		if (!takes_part(b, f))
			continue;
		struct round_sums *lane = lane_of(b, b->leaves, f);
		if (mark < MARK_SAFE)
			subtract(lane->n, weights_of(b, f->cluster));
		else if (mark == slot_hit(f->slot))
			add(lane->k, weights_of(b, f->cluster));
	}
}

static void add_sums(struct round_sums *restrict to,
		     const struct round_sums *restrict from)
{
	for (size_t i = 0; i < BLOCK; i++)
		to->n[i] += from->n[i];
	for (size_t i = 0; i < BLOCK; i++)
		to->k[i] += from->k[i];
}

static void sum_slice(struct boot *b, size_t slice)
{
	const struct groups *g = b->g;
	memset(b->leaves, 0, b->lanes * sizeof(*b->leaves));
	for (size_t i = 0; i < b->c->columns.n; i++)
		if (b->c->columns.p[i].slice == slice)
			sum_column(b, &b->c->columns.p[i]);
	memset(b->groups, 0, g->n * g->slots * sizeof(*b->groups));
	for (size_t lane = 0; lane < b->lanes; lane++) {
		const size_t *of = g->of_leaf[lane / g->slots];
		for (size_t k = 0; k < LEAF_GROUPS && of[k] != SIZE_MAX; k++)
			add_sums(&b->groups[of[k] * g->slots + lane % g->slots],
				 &b->leaves[lane]);
	}
}

static void sum_shares(struct boot *b, const struct cluster_share *per)
{
	memset(b->shares, 0, sizeof(*b->shares));
	for (size_t i = 0; i < b->c->clusters.n; i++) {
		if (!per[i].n)
			continue;
		add_times(b->shares->n, weights_of(b, (uint32_t)i), per[i].n);
		add_times(b->shares->k, weights_of(b, (uint32_t)i), per[i].k);
	}
}

static double share_in(const struct round_sums *s, size_t round)
{
	return s->n[round] ? (double)s->k[round] / s->n[round] : NAN;
}

static double mean_in(const struct round_sums *slots, size_t n, size_t round)
{
	double sum = 0;
	size_t known = 0;
	for (size_t i = SLOT_ATTACK; i < n; i++) {
		if (!slots[i].n[round])
			continue;
		sum += share_in(&slots[i], round);
		known++;
	}
	return known ? sum / (double)known : NAN;
}

static double result(const struct boot *b, const struct want *want, size_t round)
{
	const struct round_sums *slots = &b->groups[want->group * b->g->slots];
	if (want->slot == WANT_MEAN)
		return mean_in(slots, b->g->slots, round);
	if (want->slot == WANT_ADAPTIVE)
		return share_in(b->shares, round);
	return share_in(&slots[want->slot], round);
}

static void run_block(struct boot *b, size_t first, const struct want *wants, size_t n,
		      double *results)
{
	draw_block(b, first);
	size_t rounds = METRICS_ROUNDS - first < BLOCK ? METRICS_ROUNDS - first : BLOCK;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || wants[i].slice != wants[i - 1].slice)
			sum_slice(b, wants[i].slice);
		if (wants[i].slot == WANT_ADAPTIVE)
			sum_shares(b, wants[i].per);
		for (size_t round = 0; round < rounds; round++)
			results[i * METRICS_ROUNDS + first + round] =
				result(b, &wants[i], round);
	}
}

// --- Where all draws agree.

static bool is_in_group(const struct groups *g, size_t leaf, size_t group)
{
	for (size_t k = 0; k < LEAF_GROUPS; k++)
		if (g->of_leaf[leaf][k] == group)
			return true;
	return false;
}

static bool is_wanted(const struct boot *b, const struct want *want,
		      const struct item_facts *f)
{
	if (!takes_part(b, f) || !is_in_group(b->g, f->leaf, want->group))
		return false;
	return want->slot >= WANT_ADAPTIVE ? f->slot >= SLOT_ATTACK
					   : f->slot == want->slot;
}

// Base items of which something is scored.
static size_t scored_clusters(const struct boot *b, const struct want *want)
{
	const struct collection *c = b->c;
	uint8_t *seen = mem_zalloc(c->clusters.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < c->columns.n; i++) {
		const struct column *column = &c->columns.p[i];
		if (column->slice != want->slice)
			continue;
		for (size_t item = 0; item < c->facts.n && item < column->n_marks;
		     item++) {
			const struct item_facts *f = &c->facts.p[item];
			if ((column->marks[item] & MARK_BITS) < MARK_SAFE ||
			    seen[f->cluster] || !is_wanted(b, want, f))
				continue;
			seen[f->cluster] = 1;
			n++;
		}
	}
	mem_free(seen);
	return n;
}

static void finish(const struct boot *b, const struct want *want, double *results)
{
	if (isnan(want->rate->rate))
		return;
	want->rate->ci = interval_percentile(results, METRICS_ROUNDS);
	// Draws that do not differ say nothing of what else might have been drawn.
	if (want->rate->ci.low == want->rate->ci.high)
		want->rate->ci = interval_wilson_share(want->rate->rate,
						       (double)scored_clusters(b, want));
}

void bootstrap_rates(const struct collection *c, const struct groups *g,
		     const struct want *wants, size_t n)
{
	struct boot b = {.c = c, .g = g, .lanes = c->leaves.n * g->slots};
	for (size_t i = 0; i < n; i++)
		b.every_slot |= wants[i].slot < WANT_ADAPTIVE;
	b.dense = mem_zalloc((c->clusters.n + 1) * sizeof(*b.dense));
	number_clusters(&b);
	if (n && b.n_dense) {
		b.weights = mem_resize(NULL, b.n_dense, BLOCK);
		b.drawn = mem_resize(NULL, b.n_dense, sizeof(*b.drawn));
		b.all = mem_resize(NULL, b.lanes, sizeof(*b.all));
		b.leaves = mem_resize(NULL, b.lanes, sizeof(*b.leaves));
		b.groups = mem_resize(NULL, g->n * g->slots, sizeof(*b.groups));
		b.shares = mem_alloc(sizeof(*b.shares));
		double *results = mem_resize(NULL, n * METRICS_ROUNDS, sizeof(*results));
		for (size_t first = 0; first < METRICS_ROUNDS; first += BLOCK)
			run_block(&b, first, wants, n, results);
		for (size_t i = 0; i < n; i++)
			finish(&b, &wants[i], &results[i * METRICS_ROUNDS]);
		mem_free(results);
		mem_free(b.weights);
		mem_free(b.drawn);
		mem_free(b.all);
		mem_free(b.leaves);
		mem_free(b.groups);
		mem_free(b.shares);
	}
	mem_free(b.dense);
}
