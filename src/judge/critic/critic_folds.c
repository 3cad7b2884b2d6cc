#include "judge/critic/critic_folds.h"

#include <stdlib.h>

#include "base/mem.h"

static int by_key(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static bool holds(const uint64_t *keys, size_t n, uint64_t key)
{
	return n && bsearch(&key, keys, n, sizeof(*keys), by_key);
}

void critic_leave_out(const struct critic_data *d, const bool *wanted, uint64_t *keys,
		      bool *left_out)
{
	size_t n = 0;

	for (size_t i = 0; i < d->rows.n; i++) {
		if (!wanted[i])
			continue;
		keys[n++] = d->rows.p[i].group;
		keys[n++] = d->rows.p[i].response;
	}
	qsort(keys, n, sizeof(*keys), by_key);
	for (size_t i = 0; i < d->rows.n; i++)
		left_out[i] = wanted[i] || holds(keys, n, d->rows.p[i].group) ||
			      holds(keys, n, d->rows.p[i].response);
}

static size_t distinct(uint64_t *keys, size_t n)
{
	size_t found = 0;

	qsort(keys, n, sizeof(*keys), by_key);
	for (size_t i = 0; i < n; i++)
		found += !i || keys[i] != keys[i - 1];
	return found;
}

size_t critic_units(const struct critic_data *d, enum critic_head head)
{
	uint64_t *keys = mem_resize(NULL, d->rows.n + 1, sizeof(*keys));
	size_t least = SIZE_MAX;

	for (unsigned which = 0; which < 4; which++) {
		size_t n = 0;

		for (size_t i = 0; i < d->rows.n; i++) {
			const struct critic_row *row = &d->rows.p[i];

			if (row->label[head] == (signed char)(which & 1))
				keys[n++] = which & 2 ? row->group : row->response;
		}
		n = distinct(keys, n);
		least = n < least ? n : least;
	}
	mem_free(keys);
	return least;
}

// --- Folds by question, and whether they will do.

// Each fold has to leave both kinds, and half of the rows outside it, to learn from.
static bool leaves_enough(const struct critic_data *d, enum critic_head head,
			  const unsigned char *fold, unsigned which, bool *wanted,
			  bool *left_out, uint64_t *keys)
{
	size_t outside = 0, kinds[2] = {0, 0};

	for (size_t i = 0; i < d->rows.n; i++)
		wanted[i] = d->rows.p[i].label[head] >= 0 && fold[i] == which;
	critic_leave_out(d, wanted, keys, left_out);
	for (size_t i = 0; i < d->rows.n; i++) {
		signed char label = d->rows.p[i].label[head];

		if (label < 0)
			continue;
		outside += !wanted[i];
		kinds[label] += !left_out[i];
	}
	return kinds[0] && kinds[1] && 2 * (kinds[0] + kinds[1]) >= outside;
}

static bool will_do(const struct critic_data *d, enum critic_head head, unsigned folds,
		    const unsigned char *fold)
{
	uint64_t *keys = mem_resize(NULL, 2 * d->rows.n + 1, sizeof(*keys));
	bool *wanted = mem_zalloc(2 * d->rows.n + 1), ok = true;

	for (unsigned which = 0; which < folds && ok; which++)
		ok = leaves_enough(d, head, fold, which, wanted, wanted + d->rows.n,
				   keys);
	mem_free(wanted);
	mem_free(keys);
	return ok;
}

// --- Folds by question and answer.

struct key {
	uint64_t of;
	size_t row;
};

struct cluster {
	size_t first, rows[2]; // of either kind
};

static int by_of(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	if (x->of != y->of)
		return x->of < y->of ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static int by_size(const void *a, const void *b)
{
	const struct cluster *x = a, *y = b;
	size_t nx = x->rows[0] + x->rows[1], ny = y->rows[0] + y->rows[1];

	if (nx != ny)
		return nx > ny ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

static size_t root_of(size_t *parent, size_t i)
{
	while (parent[i] != i)
		i = parent[i] = parent[parent[i]];
	return i;
}

// The lower row is the root.
static void join(size_t *parent, struct key *keys, size_t n)
{
	qsort(keys, n, sizeof(*keys), by_of);
	for (size_t i = 1; i < n; i++) {
		size_t a = root_of(parent, keys[i - 1].row);
		size_t b = root_of(parent, keys[i].row);

		if (keys[i].of == keys[i - 1].of)
			parent[a < b ? b : a] = a < b ? a : b;
	}
}

static void find_clusters(const struct critic_data *d, enum critic_head head,
			  size_t *parent)
{
	struct key *keys = mem_resize(NULL, d->rows.n + 1, sizeof(*keys));

	for (size_t i = 0; i < d->rows.n; i++)
		parent[i] = i;
	for (unsigned answer = 0; answer < 2; answer++) {
		size_t n = 0;

		for (size_t i = 0; i < d->rows.n; i++) {
			const struct critic_row *row = &d->rows.p[i];

			if (row->label[head] >= 0)
				keys[n++] =
					(struct key){answer ? row->response : row->group,
						     i};
		}
		join(parent, keys, n);
	}
	mem_free(keys);
}

// Where the kind that a cluster has most of is rarest so far.
static unsigned pick_fold(size_t (*held)[2], unsigned folds, const struct cluster *c)
{
	size_t kind = c->rows[1] > c->rows[0];
	unsigned best = 0;

	for (unsigned f = 1; f < folds; f++)
		if (held[f][kind] < held[best][kind] ||
		    (held[f][kind] == held[best][kind] &&
		     held[f][!kind] < held[best][!kind]))
			best = f;
	held[best][0] += c->rows[0];
	held[best][1] += c->rows[1];
	return best;
}

static void fold_clusters(const struct critic_data *d, enum critic_head head,
			  unsigned folds, unsigned char *fold)
{
	size_t *parent = mem_resize(NULL, d->rows.n + 1, sizeof(*parent));
	struct cluster *clusters = mem_zalloc((d->rows.n + 1) * sizeof(*clusters));
	size_t(*held)[2] = mem_zalloc(folds * sizeof(*held));

	find_clusters(d, head, parent);
	for (size_t i = 0; i < d->rows.n; i++) {
		signed char label = d->rows.p[i].label[head];

		clusters[i].first = i;
		if (label >= 0)
			clusters[root_of(parent, i)].rows[label]++;
	}
	qsort(clusters, d->rows.n, sizeof(*clusters), by_size);
	for (size_t c = 0; c < d->rows.n; c++)
		if (clusters[c].rows[0] + clusters[c].rows[1])
			fold[clusters[c].first] =
				(unsigned char)pick_fold(held, folds, &clusters[c]);
	for (size_t i = 0; i < d->rows.n; i++)
		if (d->rows.p[i].label[head] >= 0)
			fold[i] = fold[root_of(parent, i)];
	mem_free(held);
	mem_free(clusters);
	mem_free(parent);
}

enum critic_grouping critic_folds_of(const struct critic_data *d, enum critic_head head,
				     unsigned folds, unsigned char *fold)
{
	for (size_t i = 0; i < d->rows.n; i++)
		if (d->rows.p[i].label[head] >= 0)
			fold[i] = (unsigned char)critic_fold(&d->rows.p[i], folds);
	if (will_do(d, head, folds, fold))
		return CRITIC_BY_QUESTION;
	fold_clusters(d, head, folds, fold);
	return CRITIC_BY_ANSWER;
}
