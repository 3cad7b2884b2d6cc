// Statistics of sums over rows, with intervals from a bootstrap by cluster.
//
// A row is some numbers of one cluster (an item, a question) in one lane; a lane is rows
// that are in the same groups (all, a risk, a language). A statistic is a function of the
// sums of a group: a share, a mean, a difference of both. What a round draws is a weight
// for each cluster that has rows (stats/resample.h), the same for every statistic, so
// that these are paired. Above SUMS_CLUSTERS clusters, these are drawn in random
// bunches, which costs no more and is as good. Not for other rooms.
#ifndef REPORT_SUMS_H
#define REPORT_SUMS_H

#include "base/arena.h"
#include "base/vec.h"
#include "stats/interval.h"

#define SUMS_GROUPS 7 // groups of a lane at most
#define SUMS_CLUSTERS 5000

struct sums_row {
	uint32_t cluster, lane;
};

struct sums {
	size_t fields; // numbers of a row
	size_t lanes, groups;
	const size_t (*of_lane)[SUMS_GROUPS]; // [lanes], filled up with SIZE_MAX
	VEC(struct sums_row) rows;
	VEC(double) values; // [rows][fields]
};

// a / b; NaN where nothing is divided by.
double sums_ratio(double a, double b);

// What `of_lane` gives is borrowed.
void sums_init(struct sums *s, size_t fields, size_t lanes, size_t groups,
	       const size_t (*of_lane)[SUMS_GROUPS]);
void sums_release(struct sums *s);
// The numbers of a row, to be added to: valid until the next call. Calls with the same
// cluster and lane one after another give the same row.
double *sums_at(struct sums *s, uint32_t cluster, uint32_t lane);
// [groups][fields], in the arena.
double *sums_totals(struct arena *a, const struct sums *s);

// Clusters of the group with a number above 0 in the field.
size_t sums_clusters(const struct sums *s, size_t group, size_t field);

struct sums_want {
	size_t group;
	// Of the group's sums; NaN: unknown. Those of group g lie at
	// sums + (g - group) * fields.
	double (*of)(const double *sums, const void *ctx);
	const void *ctx;
	// It lies in least..least + scale: where all draws agree, the interval is
	// Wilson's over the clusters of which it is known. 0: it has no such ends.
	double scale;
	double *value;       // to be filled; may be NULL
	struct interval *ci; // likewise
	double least;
};
// The values and, in METRICS_ROUNDS seeded rounds, the intervals.
void sums_settle(const struct sums *s, const struct sums_want *wants, size_t n);

#endif
