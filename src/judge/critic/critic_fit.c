#include "judge/critic/critic_fit.h"

#include <math.h>
#include <stdlib.h>

#define MEMORY 10 // pairs that L-BFGS remembers
#define NO_GRAM UINT32_MAX
#define HASHES ((size_t)1 << CRITIC_HASH_BITS)

// The problem with grams numbered, and room to solve it. x is [grams, dense, embedding,
// bias].
struct problem {
	const struct critic_fit *fit;
	uint32_t *index; // of a hash: its gram, or NO_GRAM
	// The rows' grams that are kept, one row after another.
	size_t *from; // [n + 1]
	uint32_t *gram;
	float *value;
	size_t grams, dim;
	size_t embedding_n;
	double *mean, *scale; // of the embeddings' numbers
	double *x, *gradient, *direction, *trial, *trial_gradient;
	double *steps[MEMORY], *changes[MEMORY], rho[MEMORY];
	size_t pairs;
};

static const struct critic_row *row_of(const struct critic_fit *f, size_t i)
{
	return &f->data->rows.p[f->rows[i].row];
}

static void number_grams(struct problem *p)
{
	const struct critic_fit *f = p->fit;

	p->index = mem_zalloc(HASHES * sizeof(*p->index));
	for (size_t i = 0; i < f->n; i++) {
		const struct critic_row *row = row_of(f, i);

		for (size_t k = 0; k < row->n; k++)
			p->index[f->data->hash.p[row->from + k]]++;
	}
	for (size_t h = 0; h < HASHES; h++) {
		bool kept = p->index[h] && p->index[h] >= f->min_rows;

		p->index[h] = kept ? (uint32_t)p->grams++ : NO_GRAM;
	}
	p->embedding_n = f->data->embedding_n;
	p->dim = p->grams + CRITIC_DENSE + p->embedding_n + 1;
}

static void gather_rows(struct problem *p)
{
	const struct critic_fit *f = p->fit;
	size_t all = 0, n = 0;

	for (size_t i = 0; i < f->n; i++)
		all += row_of(f, i)->n;
	p->from = mem_resize(NULL, f->n + 1, sizeof(*p->from));
	p->gram = mem_resize(NULL, all + 1, sizeof(*p->gram));
	p->value = mem_resize(NULL, all + 1, sizeof(*p->value));
	for (size_t i = 0; i < f->n; i++) {
		const struct critic_row *row = row_of(f, i);

		p->from[i] = n;
		for (size_t k = row->from; k < row->from + row->n; k++) {
			p->gram[n] = p->index[f->data->hash.p[k]];
			p->value[n] = f->data->value.p[k];
			n += p->gram[n] != NO_GRAM;
		}
	}
	p->from[f->n] = n;
}

// Mean of each number of the embeddings, and what its difference is multiplied with.
static void scale_embeddings(struct problem *p)
{
	const struct critic_fit *f = p->fit;
	size_t n = p->embedding_n;

	p->mean = mem_zalloc((n + 1) * sizeof(*p->mean));
	p->scale = mem_zalloc((n + 1) * sizeof(*p->scale));
	for (size_t i = 0; i < f->n; i++) {
		const float *v = critic_data_embedding(f->data, row_of(f, i));

		for (size_t k = 0; k < n; k++) {
			p->mean[k] += (double)v[k];
			p->scale[k] += (double)v[k] * (double)v[k];
		}
	}
	for (size_t k = 0; k < n && f->n; k++) {
		double mean = p->mean[k] / (double)f->n;
		double variance = p->scale[k] / (double)f->n - mean * mean;

		p->mean[k] = mean;
		p->scale[k] = variance > 1e-12 ? 1 / sqrt(variance * (double)n) : 0;
	}
}

static double score(const struct problem *p, const double *x, size_t i)
{
	const struct critic_row *row = row_of(p->fit, i);
	const float *v = critic_data_embedding(p->fit->data, row);
	const double *dense = x + p->grams, *embedding = dense + CRITIC_DENSE;
	double z = x[p->dim - 1];

	for (size_t k = p->from[i]; k < p->from[i + 1]; k++)
		z += x[p->gram[k]] * (double)p->value[k];
	for (size_t k = 0; k < CRITIC_DENSE; k++)
		z += dense[k] * (double)row->dense[k] * p->fit->dense_scale;
	for (size_t k = 0; k < p->embedding_n; k++)
		z += embedding[k] * ((double)v[k] - p->mean[k]) * p->scale[k];
	return z;
}

static void add_gradient(const struct problem *p, double *g, size_t i, double slope)
{
	const struct critic_row *row = row_of(p->fit, i);
	const float *v = critic_data_embedding(p->fit->data, row);
	double *dense = g + p->grams, *embedding = dense + CRITIC_DENSE;

	for (size_t k = p->from[i]; k < p->from[i + 1]; k++)
		g[p->gram[k]] += slope * (double)p->value[k];
	for (size_t k = 0; k < CRITIC_DENSE; k++)
		dense[k] += slope * (double)row->dense[k] * p->fit->dense_scale;
	for (size_t k = 0; k < p->embedding_n; k++)
		embedding[k] += slope * ((double)v[k] - p->mean[k]) * p->scale[k];
	g[p->dim - 1] += slope;
}

// The loss at x, and its gradient.
static double evaluate(const struct problem *p, const double *x, double *g)
{
	const struct critic_fit *f = p->fit;
	double loss = 0;

	for (size_t i = 0; i + 1 < p->dim; i++) {
		loss += x[i] * x[i];
		g[i] = f->l2 * x[i];
	}
	loss *= f->l2 / 2;
	g[p->dim - 1] = 0;
	for (size_t i = 0; i < f->n; i++) {
		double y = (double)f->rows[i].y, c = (double)f->rows[i].weight;
		double margin = y * score(p, x, i);
		double tail = exp(-fabs(margin));

		loss += c * ((margin < 0 ? -margin : 0) + log1p(tail));
		add_gradient(p, g, i,
			     -y * c * (margin < 0 ? 1 / (1 + tail) : tail / (1 + tail)));
	}
	return loss;
}

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static void add(double *to, double by, const double *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += by * from[i];
}

// direction = -H gradient, by the two loops over the pairs remembered.
static void aim(struct problem *p)
{
	size_t first = p->pairs > MEMORY ? p->pairs - MEMORY : 0;
	double alpha[MEMORY], scale = 1;

	memcpy(p->direction, p->gradient, p->dim * sizeof(double));
	for (size_t k = p->pairs; k > first; k--) {
		size_t m = (k - 1) % MEMORY;

		alpha[m] = p->rho[m] * dot(p->steps[m], p->direction, p->dim);
		add(p->direction, -alpha[m], p->changes[m], p->dim);
	}
	if (p->pairs) {
		size_t m = (p->pairs - 1) % MEMORY;

		scale = 1 / (p->rho[m] * dot(p->changes[m], p->changes[m], p->dim));
	}
	for (size_t i = 0; i < p->dim; i++)
		p->direction[i] *= scale;
	for (size_t k = first; k < p->pairs; k++) {
		size_t m = k % MEMORY;
		double beta = p->rho[m] * dot(p->changes[m], p->direction, p->dim);

		add(p->direction, alpha[m] - beta, p->steps[m], p->dim);
	}
	for (size_t i = 0; i < p->dim; i++)
		p->direction[i] = -p->direction[i];
}

// Halves the step until the loss falls enough (Armijo); false where it never does.
static bool search(struct problem *p, double *loss)
{
	double slope = dot(p->gradient, p->direction, p->dim);
	double step =
		p->pairs ? 1 : 1 / (1 + sqrt(dot(p->gradient, p->gradient, p->dim)));

	for (int tries = 0; tries < 30; tries++, step /= 2) {
		double got;

		memcpy(p->trial, p->x, p->dim * sizeof(double));
		add(p->trial, step, p->direction, p->dim);
		got = evaluate(p, p->trial, p->trial_gradient);
		if (got <= *loss + 1e-4 * step * slope) {
			*loss = got;
			return true;
		}
	}
	return false;
}

static void swap(double **a, double **b)
{
	double *c = *a;

	*a = *b;
	*b = c;
}

// Keeps the step from x to trial, and goes there.
static void move(struct problem *p)
{
	size_t m = p->pairs % MEMORY;
	double curvature;

	for (size_t i = 0; i < p->dim; i++) {
		p->steps[m][i] = p->trial[i] - p->x[i];
		p->changes[m][i] = p->trial_gradient[i] - p->gradient[i];
	}
	curvature = dot(p->steps[m], p->changes[m], p->dim);
	if (curvature > 1e-12) {
		p->rho[m] = 1 / curvature;
		p->pairs++;
	}
	swap(&p->x, &p->trial);
	swap(&p->gradient, &p->trial_gradient);
}

static void solve(struct problem *p)
{
	double loss = evaluate(p, p->x, p->gradient);

	for (unsigned round = 0; round < p->fit->rounds; round++) {
		double before = loss;

		aim(p);
		if (!search(p, &loss))
			return;
		move(p);
		if (before - loss < 1e-5 * loss)
			return;
	}
}

static double *zeros(size_t n)
{
	return mem_zalloc(n * sizeof(double));
}

static void take_embedding(const struct problem *p, struct critic_weights *out)
{
	const double *x = p->x + p->grams + CRITIC_DENSE;

	out->embedding_n = p->embedding_n;
	out->embedding = mem_zalloc((p->embedding_n + 1) * sizeof(*out->embedding));
	for (size_t k = 0; k < p->embedding_n; k++) {
		out->embedding[k] = x[k] * p->scale[k];
		out->bias -= out->embedding[k] * p->mean[k];
	}
}

static void take(const struct problem *p, struct critic_weights *out)
{
	*out = (struct critic_weights){.bias = p->x[p->dim - 1], .n = p->grams};
	out->hash = mem_resize(NULL, p->grams + 1, sizeof(*out->hash));
	out->weight = mem_resize(NULL, p->grams + 1, sizeof(*out->weight));
	for (size_t h = 0; h < HASHES; h++) {
		if (p->index[h] == NO_GRAM)
			continue;
		out->hash[p->index[h]] = (uint32_t)h;
		out->weight[p->index[h]] = p->x[p->index[h]];
	}
	for (size_t k = 0; k < CRITIC_DENSE; k++)
		out->dense[k] = p->x[p->grams + k] * p->fit->dense_scale;
	take_embedding(p, out);
}

void critic_fit(const struct critic_fit *fit, struct critic_weights *out)
{
	struct problem p = {.fit = fit};
	double **vectors[] = {&p.x, &p.gradient, &p.direction, &p.trial,
			      &p.trial_gradient};

	number_grams(&p);
	gather_rows(&p);
	scale_embeddings(&p);
	for (size_t i = 0; i < COUNT(vectors); i++)
		*vectors[i] = zeros(p.dim);
	for (size_t m = 0; m < MEMORY; m++) {
		p.steps[m] = zeros(p.dim);
		p.changes[m] = zeros(p.dim);
	}
	solve(&p);
	take(&p, out);
	for (size_t m = 0; m < MEMORY; m++) {
		mem_free(p.steps[m]);
		mem_free(p.changes[m]);
	}
	for (size_t i = 0; i < COUNT(vectors); i++)
		mem_free(*vectors[i]);
	mem_free(p.mean);
	mem_free(p.scale);
	mem_free(p.index);
	mem_free(p.from);
	mem_free(p.gram);
	mem_free(p.value);
}

void critic_weights_release(struct critic_weights *w)
{
	mem_free(w->hash);
	mem_free(w->weight);
	mem_free(w->embedding);
	*w = (struct critic_weights){0};
}

static size_t find_gram(const struct critic_weights *w, uint32_t hash)
{
	size_t low = 0, high = w->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (w->hash[mid] < hash)
			low = mid + 1;
		else
			high = mid;
	}
	return low < w->n && w->hash[low] == hash ? low : STR_NPOS;
}

double critic_weights_score(const struct critic_weights *w, const struct critic_data *d,
			    const struct critic_row *row)
{
	double z = w->bias;

	for (size_t k = 0; k < row->n; k++) {
		size_t at = find_gram(w, d->hash.p[row->from + k]);

		if (at != STR_NPOS)
			z += w->weight[at] * (double)d->value.p[row->from + k];
	}
	for (size_t k = 0; k < CRITIC_DENSE; k++)
		z += w->dense[k] * (double)row->dense[k];
	const float *v = critic_data_embedding(d, row);
	for (size_t k = 0; k < w->embedding_n; k++)
		z += w->embedding[k] * (double)v[k];
	return z;
}
