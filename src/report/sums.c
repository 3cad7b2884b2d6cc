#include "report/sums.h"

#include <math.h>
#include <stdlib.h>

#include "base/rng.h"
#include "report/figures.h"
#include "stats/resample.h"

double sums_ratio(double a, double b)
{
	return b > 0 ? a / b : NAN;
}

void sums_init(struct sums *s, size_t fields, size_t lanes, size_t groups,
	       const size_t (*of_lane)[SUMS_GROUPS])
{
	*s = (struct sums){
		.fields = fields,
		.lanes = lanes,
		.groups = groups,
		.of_lane = of_lane,
	};
}

void sums_release(struct sums *s)
{
	VEC_FREE(&s->rows);
	VEC_FREE(&s->values);
}

double *sums_at(struct sums *s, uint32_t cluster, uint32_t lane)
{
	size_t n = s->rows.n;
	if (!n || s->rows.p[n - 1].cluster != cluster || s->rows.p[n - 1].lane != lane) {
		VEC_PUSH(&s->rows, (struct sums_row){cluster, lane});
		for (size_t i = 0; i < s->fields; i++)
			VEC_PUSH(&s->values, 0);
		n++;
	}
	return &s->values.p[(n - 1) * s->fields];
}

// From sums of lanes to those of groups.
static void fold(const struct sums *s, const double *lanes, double *groups)
{
	memset(groups, 0, s->groups * s->fields * sizeof(*groups));
	for (size_t lane = 0; lane < s->lanes; lane++)
		for (size_t k = 0; k < SUMS_GROUPS; k++) {
			size_t group = s->of_lane[lane][k];
			if (group == SIZE_MAX)
				break;
			for (size_t i = 0; i < s->fields; i++)
				groups[group * s->fields + i] +=
					lanes[lane * s->fields + i];
		}
}

double *sums_totals(struct arena *a, const struct sums *s)
{
	double *lanes = mem_zalloc((s->lanes * s->fields + 1) * sizeof(*lanes));
	double *groups = arena_array(a, s->groups * s->fields + 1, sizeof(*groups));
	for (size_t r = 0; r < s->rows.n; r++)
		for (size_t i = 0; i < s->fields; i++)
			lanes[s->rows.p[r].lane * s->fields + i] +=
				s->values.p[r * s->fields + i];
	fold(s, lanes, groups);
	mem_free(lanes);
	return groups;
}

// --- What is drawn: clusters, or bunches of them.

struct units {
	uint32_t *of_row; // [rows]
	size_t n;
};

struct place {
	uint32_t cluster, lane, row;
};

static int by_lane(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->lane != y->lane)
		return x->lane < y->lane ? -1 : 1;
	return (x->cluster > y->cluster) - (x->cluster < y->cluster);
}

static int by_cluster(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->cluster != y->cluster)
		return x->cluster < y->cluster ? -1 : 1;
	return (x->row > y->row) - (x->row < y->row);
}

// Puts clusters of one lane together, in an order drawn by a fixed seed: what lies next
// to each other in a suite may be alike.
static void shuffle(struct place *clusters, size_t n)
{
	struct rng rng;
	rng_init(&rng, METRICS_SEED, STR("bunches"));
	for (size_t i = 0; i < n; i++)
		clusters[i].cluster = (uint32_t)(rng_u64(&rng) >> 32);
	qsort(clusters, n, sizeof(*clusters), by_lane);
}

// Numbers the clusters that have rows; above SUMS_CLUSTERS some of one lane get the same
// number.
static struct units number_units(const struct sums *s)
{
	size_t n = s->rows.n, clusters = 0;
	struct units u = {mem_resize(NULL, n + 1, sizeof(*u.of_row)), 0};
	struct place *rows = mem_resize(NULL, n + 1, sizeof(*rows));
	struct place *firsts = mem_resize(NULL, n + 1, sizeof(*firsts));
	for (size_t r = 0; r < n; r++)
		rows[r] = (struct place){s->rows.p[r].cluster, s->rows.p[r].lane,
					 (uint32_t)r};
	qsort(rows, n, sizeof(*rows), by_cluster);
	for (size_t i = 0; i < n; i++) {
		if (!i || rows[i].cluster != rows[i - 1].cluster) {
			firsts[clusters] = rows[i];
			firsts[clusters].row = (uint32_t)clusters;
			clusters++;
		}
		u.of_row[rows[i].row] = (uint32_t)(clusters - 1);
	}
	u.n = clusters;
	if (clusters > SUMS_CLUSTERS) {
		uint32_t *bunch = mem_resize(NULL, clusters, sizeof(*bunch));
		u.n = SUMS_CLUSTERS;
		shuffle(firsts, clusters);
		for (size_t i = 0; i < clusters; i++)
			bunch[firsts[i].row] =
				(uint32_t)((uint64_t)i * SUMS_CLUSTERS / clusters);
		for (size_t r = 0; r < n; r++)
			u.of_row[r] = bunch[u.of_row[r]];
		mem_free(bunch);
	}
	mem_free(rows);
	mem_free(firsts);
	return u;
}

struct drawn { // rows of one unit and lane, as one
	uint32_t unit, lane;
};

struct drawing {
	const struct sums *s;
	const struct sums_want *wants;
	size_t n_wants;
	struct drawn *rows; // [n]
	double *values;     // [n][fields]
	size_t n;
};

static int by_unit(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->cluster != y->cluster)
		return x->cluster < y->cluster ? -1 : 1;
	return (x->lane > y->lane) - (x->lane < y->lane);
}

static void gather(struct drawing *d, const struct units *u)
{
	const struct sums *s = d->s;
	size_t n = s->rows.n;
	struct place *order = mem_resize(NULL, n + 1, sizeof(*order));
	for (size_t r = 0; r < n; r++)
		order[r] = (struct place){u->of_row[r], s->rows.p[r].lane, (uint32_t)r};
	qsort(order, n, sizeof(*order), by_unit);
	d->rows = mem_resize(NULL, n + 1, sizeof(*d->rows));
	d->values = mem_zalloc((n * s->fields + 1) * sizeof(*d->values));
	for (size_t i = 0; i < n; i++) {
		struct drawn row = {order[i].cluster, order[i].lane};
		struct drawn *last = d->n ? &d->rows[d->n - 1] : NULL;
		if (!last || last->unit != row.unit || last->lane != row.lane)
			d->rows[d->n++] = row;
		for (size_t k = 0; k < s->fields; k++)
			d->values[(d->n - 1) * s->fields + k] +=
				s->values.p[order[i].row * s->fields + k];
	}
	mem_free(order);
}

static double value_of(const struct sums *s, const struct sums_want *w,
		       const double *groups)
{
	return w->of(&groups[w->group * s->fields], w->ctx);
}

static void draw(const void *ctx, const uint32_t *weights, double *out)
{
	const struct drawing *d = ctx;
	const struct sums *s = d->s;
	size_t fields = s->fields;
	double *lanes = mem_zalloc((s->lanes * fields + 1) * sizeof(*lanes));
	double *groups = mem_alloc((s->groups * fields + 1) * sizeof(*groups));
	for (size_t r = 0; r < d->n; r++) {
		double weight = weights[d->rows[r].unit];
		double *restrict to = &lanes[d->rows[r].lane * fields];
		const double *restrict from = &d->values[r * fields];
		if (weight > 0)
			for (size_t i = 0; i < fields; i++)
				to[i] += weight * from[i];
	}
	fold(s, lanes, groups);
	for (size_t i = 0; i < d->n_wants; i++)
		out[i] = value_of(s, &d->wants[i], groups);
	mem_free(lanes);
	mem_free(groups);
}

static bool is_in(const struct sums *s, size_t lane, size_t group)
{
	for (size_t k = 0; k < SUMS_GROUPS; k++)
		if (s->of_lane[lane][k] == group)
			return true;
	return false;
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

size_t sums_clusters(const struct sums *s, size_t group, size_t field)
{
	uint32_t *list = mem_resize(NULL, s->rows.n + 1, sizeof(*list));
	size_t n = 0, clusters = 0;
	for (size_t r = 0; r < s->rows.n; r++)
		if (is_in(s, s->rows.p[r].lane, group) &&
		    s->values.p[r * s->fields + field] > 0)
			list[n++] = s->rows.p[r].cluster;
	qsort(list, n, sizeof(*list), by_number);
	for (size_t i = 0; i < n; i++)
		clusters += !i || list[i] != list[i - 1];
	mem_free(list);
	return clusters;
}

// Units of the group that have a part in the statistic.
static size_t units_in(const struct drawing *d, const struct sums_want *w, size_t units)
{
	uint8_t *seen = mem_zalloc(units + 1);
	size_t n = 0;
	for (size_t r = 0; r < d->n; r++) {
		if (seen[d->rows[r].unit] || !is_in(d->s, d->rows[r].lane, w->group) ||
		    isnan(w->of(&d->values[r * d->s->fields], w->ctx)))
			continue;
		seen[d->rows[r].unit] = 1;
		n++;
	}
	mem_free(seen);
	return n;
}

static void finish(const struct drawing *d, const struct sums_want *w, double value,
		   struct interval ci, size_t units)
{
	if (isnan(value))
		ci = interval_unknown();
	// Draws that do not differ say nothing of what else might have been drawn.
	else if (ci.low == ci.high && w->scale > 0) {
		double n = (double)units_in(d, w, units);
		ci = interval_wilson_share((value - w->least) / w->scale, n);
		ci = (struct interval){w->least + ci.low * w->scale,
				       w->least + ci.high * w->scale};
	}
	*w->ci = ci;
}

void sums_settle(const struct sums *s, const struct sums_want *wants, size_t n)
{
	struct arena arena;
	struct drawing d = {.s = s, .wants = wants, .n_wants = n};
	arena_init(&arena);
	const double *totals = sums_totals(&arena, s);
	struct units u = number_units(s);
	gather(&d, &u);
	struct resample r = {
		.groups = u.n,
		.rounds = METRICS_ROUNDS,
		.statistics = n,
		.seed = METRICS_SEED,
		.statistic = draw,
		.ctx = &d,
	};
	resample_init(&r);
	if (u.n)
		resample_rounds(&r, 0, r.rounds);
	for (size_t i = 0; i < n; i++) {
		double value = value_of(s, &wants[i], totals);
		if (wants[i].value)
			*wants[i].value = value;
		if (wants[i].ci)
			finish(&d, &wants[i], value,
			       u.n ? resample_interval(&r, i) : interval_unknown(), u.n);
	}
	resample_release(&r);
	mem_free(u.of_row);
	mem_free(d.rows);
	mem_free(d.values);
	arena_release(&arena);
}
