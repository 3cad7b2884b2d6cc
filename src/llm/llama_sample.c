#include "llm/llama_sample.h"

#include <math.h>

#define NEGLIGIBLE (-25.0f) // exp() of it, times any vocabulary, is nothing

static double value(const struct params *asked, const struct params *own, enum param p,
		    double otherwise)
{
	if (!isnan(asked->value[p]))
		return asked->value[p];
	return isnan(own->value[p]) ? otherwise : own->value[p];
}

struct sampling sampling_of(const struct params *asked, const struct params *own,
			    uint64_t seed)
{
	struct sampling s = {
		.temperature = value(asked, own, PARAM_TEMPERATURE, SAMPLE_TEMPERATURE),
		.top_p = value(asked, own, PARAM_TOP_P, 1),
		.min_p = value(asked, own, PARAM_MIN_P, 0),
		.repeat = value(asked, own, PARAM_REPETITION_PENALTY, 1),
		.frequency = value(asked, own, PARAM_FREQUENCY_PENALTY, 0),
		.presence = value(asked, own, PARAM_PRESENCE_PENALTY, 0),
	};
	double top_k = value(asked, own, PARAM_TOP_K, 0);
	s.top_k = top_k > 0 ? (int64_t)top_k : 0;
	rng_init(&s.rng, seed, STR("llm/llama"));
	return s;
}

// --- Penalties.

static void penalise(const struct sampling *s, float *logits,
		     struct context_tokens before, int32_t *counts)
{
	for (size_t i = before.n_prompt; i < before.n; i++)
		counts[before.p[i]]++;
	for (size_t i = before.n_prompt; i < before.n; i++) {
		int32_t *count = &counts[before.p[i]];
		if (*count)
			logits[before.p[i]] -=
				(float)(s->frequency * *count + s->presence);
		*count = 0;
	}
	if (s->repeat == 1 || s->repeat <= 0)
		return;
	for (size_t i = 0; i < before.n; i++) {
		float *logit = &logits[before.p[i]];
		if (counts[before.p[i]]++ == 0)
			*logit = (float)(*logit > 0 ? *logit / s->repeat
						    : *logit * s->repeat);
	}
	for (size_t i = 0; i < before.n; i++)
		counts[before.p[i]] = 0;
}

// --- Drawing.

static int32_t likeliest(const float *logits, int32_t n)
{
	int32_t best = 0;
	for (int32_t i = 1; i < n; i++)
		if (logits[i] > logits[best])
			best = i;
	return best;
}

// The tokens that have any chance; their weights' sum in *sum.
static size_t weigh(const float *logits, int32_t n, double temperature, double min_p,
		    struct candidate *out, double *sum)
{
	float most = logits[likeliest(logits, n)], scale = (float)(1 / temperature);
	float least = min_p > 0 ? fmaxf(logf((float)min_p), NEGLIGIBLE) : NEGLIGIBLE;
	size_t kept = 0;
	*sum = 0;
	for (int32_t i = 0; i < n; i++) {
		float x = (logits[i] - most) * scale;
		if (!(x >= least))
			continue;
		float weight = expf(x);
		out[kept++] = (struct candidate){weight, i};
		*sum += weight;
	}
	return kept;
}

static bool before_in_order(const struct candidate *a, const struct candidate *b)
{
	return a->weight > b->weight || (a->weight == b->weight && a->token < b->token);
}

static void sift(struct candidate *heap, size_t n, size_t i)
{
	for (;;) {
		size_t first = i;
		for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < n; child++)
			if (before_in_order(&heap[child], &heap[first]))
				first = child;
		if (first == i)
			return;
		struct candidate t = heap[i];
		heap[i] = heap[first];
		heap[first] = t;
		i = first;
	}
}

// Leaves the likeliest of n candidates at the array's end, the likeliest last, and gives
// how many: top_k at most, and no more than it takes to have `share` of the sum. With
// top_k the share is one of what top_k leaves, so that it is cut afterwards.
static size_t take_likeliest(struct candidate *c, size_t n, size_t most, double need,
			     double *sum)
{
	size_t left = n;
	*sum = 0;
	for (size_t i = n / 2; i-- > 0;)
		sift(c, n, i);
	while (left && n - left < most && *sum < need) {
		struct candidate first = c[0];
		c[0] = c[--left];
		c[left] = first;
		sift(c, left, 0);
		*sum += first.weight;
	}
	return n - left;
}

// Of [n] candidates those that top_k and top_p leave, in front of the array's end.
static struct candidate *cut(const struct sampling *s, struct candidate *c, size_t *n,
			     double *sum)
{
	struct candidate *end = c + *n;
	if (s->top_k && (size_t)s->top_k < *n) {
		*n = take_likeliest(c, *n, (size_t)s->top_k, INFINITY, sum);
		c = end - *n;
	}
	if (s->top_p < 1)
		*n = take_likeliest(c, *n, *n, s->top_p * *sum, sum);
	if (!*n) { // top_p 0
		*n = 1;
		*sum = end[-1].weight;
	}
	return end - *n;
}

static int32_t draw(struct rng *r, const struct candidate *c, size_t n, double sum)
{
	double at = rng_double(r) * sum;
	for (size_t i = 0; i + 1 < n; i++) {
		at -= c[i].weight;
		if (at < 0)
			return c[i].token;
	}
	return c[n - 1].token;
}

int32_t sampling_pick(struct sampling *s, float *logits, int32_t n,
		      struct context_tokens before, struct candidate *room,
		      int32_t *counts)
{
	if (s->repeat != 1 || s->frequency != 0 || s->presence != 0)
		penalise(s, logits, before, counts);
	if (s->temperature <= 0)
		return likeliest(logits, n);
	double sum;
	size_t kept = weigh(logits, n, s->temperature, s->min_p, room, &sum);
	if (!kept) // logits that are no numbers
		return likeliest(logits, n);
	struct candidate *c = room;
	if (s->top_k || s->top_p < 1)
		c = cut(s, room, &kept, &sum);
	return draw(&s->rng, c, kept, sum);
}
