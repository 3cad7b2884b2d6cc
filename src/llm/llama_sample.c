#include "llm/llama_sample.h"

#include <math.h>

#define LANES 4
#define BLOCK 64          // weights whose sum is kept
#define SMALLEST (-25.0f) // exp() of it, times any vocabulary, is nothing

// Lanes that are worked on side by side. The compiler's vectors and not its own finding
// of them: it finds none in comparisons of floats, which may trap.
typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t int_lanes __attribute__((vector_size(LANES * sizeof(int32_t))));

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

// --- Weighing.

static lanes all_of(float v)
{
	return (lanes){v, v, v, v};
}

// `yes` where the mask is -1, `no` where it is 0.
static lanes select(int_lanes mask, lanes yes, lanes no)
{
	return (lanes)(((int_lanes)yes & mask) | ((int_lanes)no & ~mask));
}

static lanes load(const float *from)
{
	lanes v;
	memcpy(&v, from, sizeof(v));
	return v;
}

static float highest(const float *logits, size_t n)
{
	lanes most = all_of(-INFINITY);
	size_t i = 0;
	for (; i + LANES <= n; i += LANES) {
		lanes here = load(&logits[i]);
		most = select(here > most, here, most);
	}
	float one = -INFINITY;
	for (size_t k = 0; k < LANES; k++)
		one = most[k] > one ? most[k] : one;
	for (; i < n; i++)
		one = logits[i] > one ? logits[i] : one;
	return one;
}

static int32_t likeliest(const float *logits, size_t n)
{
	float most = highest(logits, n);
	for (size_t i = 0; i < n; i++)
		if (logits[i] == most)
			return (int32_t)i;
	return 0; // none is a number
}

// exp(x) for x in SMALLEST..0, to 2e-7 of itself, and 0 below or for no number: 2^y as
// 2^whole * 2^part, the latter by the first terms of its series. Not libm's, which does
// one at a time and differs between machines.
static lanes exp_lanes(lanes x)
{
	int_lanes counts = x >= all_of(SMALLEST);
	lanes y = select(counts, x, all_of(0)) * all_of(1.44269504f);
	int_lanes whole = __builtin_convertvector(y - all_of(0.5f), int_lanes);
	lanes z = (y - __builtin_convertvector(whole, lanes)) * all_of(0.693147181f);
	lanes part = all_of(1.38888889e-3f); // 1/6!, and z is in -0.35..0.35
	part = part * z + all_of(8.33333333e-3f);
	part = part * z + all_of(4.16666667e-2f);
	part = part * z + all_of(1.66666667e-1f);
	part = part * z + all_of(0.5f);
	part = part * z + all_of(1);
	part = part * z + all_of(1);
	lanes power = (lanes)((whole + 127) << 23);
	return select(counts, part * power, all_of(0));
}

// One block's weights and their sum.
static double weigh_block(const float *logits, float most, float scale, float least,
			  float *out)
{
	lanes sum = all_of(0);
	for (size_t i = 0; i < BLOCK; i += LANES) {
		lanes weight =
			exp_lanes((load(&logits[i]) - all_of(most)) * all_of(scale));
		weight = select(weight >= all_of(least), weight, all_of(0));
		memcpy(&out[i], &weight, sizeof(weight));
		sum += weight;
	}
	return (double)sum[0] + sum[1] + sum[2] + sum[3];
}

// The weight of each token, 1 of the likeliest and 0 of those that min_p leaves out.
// Gives their sum; sums[i] is that of block i.
static double weigh(const struct sampling *s, const float *logits, size_t n,
		    float *weights, double *sums)
{
	float most = highest(logits, n), scale = (float)(1 / s->temperature);
	float least = (float)s->min_p, last[BLOCK];
	size_t blocks = n / BLOCK, rest = n % BLOCK;
	double sum = 0;
	for (size_t i = 0; i <= blocks; i++) {
		const float *at = &logits[i * BLOCK];
		if (i == blocks) {
			for (size_t k = 0; k < BLOCK; k++)
				last[k] = k < rest ? at[k] : -INFINITY;
			at = last;
		}
		sums[i] = weigh_block(at, most, scale, least, &weights[i * BLOCK]);
		sum += sums[i];
	}
	return sum;
}

// --- Drawing from all.

static int32_t draw(struct rng *r, const float *weights, const double *sums, size_t n,
		    double sum)
{
	double at = rng_double(r) * sum;
	size_t block = 0, last = (n - 1) / BLOCK;
	while (block < last && at >= sums[block])
		at -= sums[block++];
	int32_t found = -1;
	for (size_t i = block * BLOCK; i < n && i < (block + 1) * BLOCK; i++) {
		if (weights[i] <= 0)
			continue;
		found = (int32_t)i;
		at -= weights[i];
		if (at < 0)
			break;
	}
	return found;
}

// --- Drawing from some.

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

// Leaves the likeliest of n > 0 candidates at the array's end, the likeliest last, and
// gives how many: one or more, `most` at most, and no more than it takes to weigh `need`.
static size_t take_likeliest(struct candidate *c, size_t n, size_t most, double need,
			     double *sum)
{
	size_t left = n;
	*sum = 0;
	for (size_t i = n / 2; i-- > 0;)
		sift(c, n, i);
	while (left && n - left < most && (left == n || *sum < need)) {
		struct candidate first = c[0];
		c[0] = c[--left];
		c[left] = first;
		sift(c, left, 0);
		*sum += first.weight;
	}
	return n - left;
}

// The tokens that top_k and top_p can leave. What is lighter than its part of the share
// to be cut off is cut off.
static size_t gather(const struct sampling *s, const float *weights, size_t n, double sum,
		     struct candidate *out)
{
	double least = s->top_k ? 0 : (1 - s->top_p) * sum / (double)n;
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (weights[i] > 0 && weights[i] >= least)
			out[kept++] = (struct candidate){weights[i], (int32_t)i};
	return kept;
}

// top_p's share is one of what top_k leaves.
static int32_t draw_cut(struct sampling *s, const float *weights, size_t n, double sum,
			struct candidate *room)
{
	size_t kept = gather(s, weights, n, sum, room);
	struct candidate *c = room, *end = room + kept;
	if (s->top_k && (size_t)s->top_k < kept) {
		kept = take_likeliest(c, kept, (size_t)s->top_k, INFINITY, &sum);
		c = end - kept;
	}
	if (s->top_p < 1)
		kept = take_likeliest(c, kept, kept, s->top_p * sum, &sum);
	double at = rng_double(&s->rng) * sum;
	for (c = end - 1; kept > 1 && at >= c->weight; kept--)
		at -= (c--)->weight;
	return c->token;
}

int32_t sampling_pick(struct sampling *s, float *logits, size_t n,
		      struct context_tokens before, struct sampling_room *room)
{
	if (s->repeat != 1 || s->frequency != 0 || s->presence != 0)
		penalise(s, logits, before, room->counts);
	if (s->temperature <= 0)
		return likeliest(logits, n);
	double sum = weigh(s, logits, n, room->weights, room->sums);
	if (!(sum > 0)) // logits that are no numbers
		return likeliest(logits, n);
	return s->top_k || s->top_p < 1
		       ? draw_cut(s, room->weights, n, sum, room->candidates)
		       : draw(&s->rng, room->weights, room->sums, n, sum);
}

// --- The room for it.

void sampling_room_init(struct sampling_room *room, size_t n)
{
	size_t blocks = n / BLOCK + 1;
	room->candidates = mem_alloc(n * sizeof(*room->candidates));
	room->counts = mem_zalloc(n * sizeof(*room->counts));
	room->weights = mem_alloc(blocks * BLOCK * sizeof(*room->weights));
	room->sums = mem_alloc(blocks * sizeof(*room->sums));
}

void sampling_room_release(struct sampling_room *room)
{
	mem_free(room->candidates);
	mem_free(room->counts);
	mem_free(room->weights);
	mem_free(room->sums);
}
