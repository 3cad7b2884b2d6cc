#include "judge/critic/critic_model.h"

#include <math.h>
#include <pthread.h>

#include "base/asset.h"
#include "base/hash.h"
#include "base/json.h"

#define ASSET "judges/critic.bin"
#define BLOCK_SHIFT (CRITIC_HASH_BITS - 8) // 256 blocks

// A slot's place is told by its hash alone. Two of three slots at least are empty: most
// grams of a text are unknown, and the first look should tell.
static void fill_slots(struct critic_scorer *h, const uint32_t *hash, const char *weights,
		       struct arena *a)
{
	size_t slots = 64;

	while (slots < h->grams * 3)
		slots *= 2;
	h->mask = slots - 1;
	h->slots = arena_array(a, slots, sizeof(*h->slots));
	for (size_t i = 0; i < h->grams; i++) {
		size_t at = hash[i] & h->mask;

		while (h->slots[at])
			at = (at + 1) & h->mask;
		h->slots[at] =
			hash[i] << 8 | (uint32_t)((int)(signed char)weights[i] + 128);
	}
}

static double weight_of(const struct critic_scorer *h, uint32_t hash)
{
	uint32_t slot;

	for (size_t at = hash & h->mask; (slot = h->slots[at]); at = (at + 1) & h->mask)
		if (slot >> 8 == hash)
			return (double)((int)(slot & 255) - 128) *
			       (double)h->scale[hash >> BLOCK_SHIFT];
	return 0;
}

static double rule_share(enum refusal rule)
{
	if (rule == REFUSAL_PARTIAL)
		return 0.5;
	return rule == REFUSAL_FULL ? 1 : 0;
}

struct critic_score critic_score(const struct critic_scorer *h,
				 const struct critic_features *f, const double *embedding,
				 size_t embedding_n)
{
	struct critic_score s = {.z = h->bias - h->rule * rule_share(f->rule)};

	for (size_t k = 0; k < CRITIC_DENSE; k++)
		s.z += (double)h->dense[k] * (double)f->dense[k];
	for (size_t i = 0; i < f->n; i++)
		s.z += weight_of(h, critic_gram_hash(&f->grams[i])) *
		       (double)f->grams[i].value;
	for (size_t k = 0; k < embedding_n; k++)
		s.z += (double)h->embedding[k] * embedding[k];
	s.riskiness = 1 / (1 + exp(-(h->slope * s.z + h->offset)));
	return s;
}

static bool overlap(struct str a, struct str b)
{
	return a.p < b.p + b.n && b.p < a.p + a.n;
}

// Keeps `out` sorted; one that overlaps a greater one is left out, and a lesser one
// falls.
static size_t insert(struct critic_reason *out, size_t n, size_t max,
		     struct critic_reason r)
{
	size_t at = n;

	for (size_t i = 0; i < n; i++)
		if (overlap(out[i].text, r.text)) {
			if (fabs(out[i].weight) >= fabs(r.weight))
				return n;
			memmove(out + i, out + i + 1, (n - i - 1) * sizeof(*out));
			n--;
			i--;
		}
	for (at = n; at > 0 && fabs(out[at - 1].weight) < fabs(r.weight);)
		at--;
	if (at == max)
		return n;
	if (n == max)
		n--;
	memmove(out + at + 1, out + at, (n - at) * sizeof(*out));
	out[at] = r;
	return n + 1;
}

// "the", "of a" and single Chinese characters weigh, but tell a reader nothing.
static bool tells(struct str text)
{
	size_t longest = 0, run = 0;

	if ((unsigned char)text.p[0] >= 0x80)
		return text.n > 4;
	for (size_t i = 0; i < text.n; i++) {
		run = text.p[i] == ' ' ? 0 : run + 1;
		longest = run > longest ? run : longest;
	}
	return longest > 3;
}

size_t critic_reasons(const struct critic_scorer *h, const struct critic_features *f,
		      bool down, struct critic_reason *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct critic_gram *g = &f->grams[i];
		struct str text = str_slice(f->text, g->from, (size_t)g->from + g->n);
		double w = weight_of(h, critic_gram_hash(g)) * (double)g->value;

		if (w != 0 && (w < 0) == down && tells(text))
			n = insert(out, n, max, (struct critic_reason){text, w});
	}
	return n;
}

// --- The file.

static void put_u32(struct buf *out, uint32_t v)
{
	for (int i = 0; i < 32; i += 8)
		buf_addc(out, (char)(v >> i & 255));
}

static void put_real(struct buf *out, double v)
{
	float f = (float)v;
	uint32_t bits;

	memcpy(&bits, &f, sizeof(bits));
	put_u32(out, bits);
}

static void put_text(struct buf *out, struct str s)
{
	put_u32(out, (uint32_t)s.n);
	buf_add(out, s);
}

static double block_scale(const struct critic_scorer *h, size_t block)
{
	double most = 0;

	for (size_t i = 0; i < h->grams; i++)
		if (h->hash[i] >> BLOCK_SHIFT == block &&
		    fabs((double)h->weight[i]) > most)
			most = fabs((double)h->weight[i]);
	return (double)(float)(most / 127);
}

static void put_gap(struct buf *out, uint32_t gap)
{
	for (; gap > 127; gap >>= 7)
		buf_addc(out, (char)((gap & 127) | 128));
	buf_addc(out, (char)gap);
}

// What is nothing after rounding is left out.
static void put_grams(const struct critic_scorer *h, struct buf *out)
{
	struct buf weights, gaps;
	double scale[CRITIC_BLOCKS];
	uint32_t before = 0;

	buf_init(&weights, CRITIC_FILE_MAX);
	buf_init(&gaps, CRITIC_FILE_MAX);
	for (size_t b = 0; b < CRITIC_BLOCKS; b++)
		scale[b] = block_scale(h, b);
	for (size_t i = 0; i < h->grams; i++) {
		double by = scale[h->hash[i] >> BLOCK_SHIFT];
		int q = by > 0 ? (int)round((double)h->weight[i] / by) : 0;

		if (!q)
			continue;
		buf_addc(&weights, (char)(q > 127 ? 127 : q < -127 ? -127 : q));
		put_gap(&gaps, h->hash[i] - before);
		before = h->hash[i];
	}
	put_u32(out, (uint32_t)weights.n);
	put_u32(out, CRITIC_HASH_BITS);
	for (size_t b = 0; b < CRITIC_BLOCKS; b++)
		put_real(out, scale[b]);
	buf_add(out, buf_str(&weights));
	put_text(out, buf_str(&gaps));
	buf_release(&weights);
	buf_release(&gaps);
}

static void put_head(const struct critic_model *m, const struct critic_scorer *h,
		     const char *name, struct buf *out)
{
	put_text(out, str_of(name));
	put_real(out, h->bias);
	put_real(out, h->slope);
	put_real(out, h->offset);
	put_real(out, h->threshold);
	put_real(out, h->unsure_from);
	put_real(out, h->unsure_to);
	put_real(out, h->rule);
	put_u32(out, CRITIC_DENSE);
	for (size_t k = 0; k < CRITIC_DENSE; k++)
		put_real(out, (double)h->dense[k]);
	for (size_t k = 0; k < m->embedding_n; k++)
		put_real(out, (double)h->embedding[k]);
	put_grams(h, out);
}

void critic_model_write(const struct critic_model *m, struct buf *out)
{
	size_t from = out->n;
	uint32_t heads = 0;
	uint64_t sum;

	buf_adds(out, "ASSAYCRT");
	put_u32(out, m->embedding_n ? 2 : 1);
	put_text(out, m->card);
	if (m->embedding_n) {
		put_text(out, m->features);
		put_text(out, m->features_hash);
		put_u32(out, (uint32_t)m->embedding_n);
	}
	for (size_t h = 0; h < CRITIC_HEADS; h++)
		heads += m->has[h];
	put_u32(out, heads);
	for (size_t h = 0; h < CRITIC_HEADS; h++)
		if (m->has[h])
			put_head(m, &m->head[h], critic_head_names[h], out);
	sum = hash64(str_slice(buf_str(out), from, out->n));
	put_u32(out, (uint32_t)sum);
	put_u32(out, (uint32_t)(sum >> 32));
}

struct reader {
	struct str rest;
	bool short_of;
};

static struct str take(struct reader *r, size_t n)
{
	struct str s = str_slice(r->rest, 0, n);

	r->short_of |= s.n < n;
	r->rest = str_slice(r->rest, s.n, r->rest.n);
	return s.n < n ? STR_NONE : s;
}

static uint32_t take_u32(struct reader *r)
{
	struct str s = take(r, 4);
	uint32_t v = 0;

	for (size_t i = 0; i < s.n; i++)
		v |= (uint32_t)(unsigned char)s.p[i] << 8 * i;
	return v;
}

static double take_real(struct reader *r)
{
	uint32_t bits = take_u32(r);
	float f;

	memcpy(&f, &bits, sizeof(f));
	r->short_of |= !isfinite(f);
	return (double)f;
}

static void take_gaps(struct reader *r, uint32_t *to, size_t n)
{
	struct str gaps = take(r, take_u32(r));
	uint32_t hash = 0;
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t gap = 0;
		unsigned shift = 0;

		do {
			r->short_of |= at == gaps.n || shift > 21;
			if (r->short_of)
				return;
			gap |= (uint32_t)(gaps.p[at] & 127) << shift;
			shift += 7;
		} while (gaps.p[at++] & 128);
		hash += gap;
		r->short_of |= hash >> CRITIC_HASH_BITS || (i && !gap);
		to[i] = hash;
	}
}

static void take_grams(struct reader *r, struct critic_scorer *h, struct arena *a)
{
	struct str weights;
	uint32_t *hash;

	h->grams = take_u32(r);
	r->short_of |= take_u32(r) != CRITIC_HASH_BITS || h->grams > r->rest.n;
	if (r->short_of)
		return;
	for (size_t b = 0; b < CRITIC_BLOCKS; b++)
		h->scale[b] = (float)take_real(r);
	weights = take(r, h->grams);
	hash = mem_zalloc((h->grams + 1) * sizeof(*hash));
	take_gaps(r, hash, h->grams);
	if (!r->short_of)
		fill_slots(h, hash, weights.p, a);
	mem_free(hash);
}

static void take_embedding(struct reader *r, const struct critic_model *m,
			   struct critic_scorer *h, struct arena *a)
{
	float *weights = arena_array(a, m->embedding_n + 1, sizeof(*weights));

	for (size_t k = 0; k < m->embedding_n; k++)
		weights[k] = (float)take_real(r);
	h->embedding = weights;
}

static bool take_head(struct reader *r, struct critic_model *m, struct arena *a)
{
	struct str name = take(r, take_u32(r));
	struct critic_scorer h = {0};
	size_t which = 0;

	h.bias = take_real(r);
	h.slope = take_real(r);
	h.offset = take_real(r);
	h.threshold = take_real(r);
	h.unsure_from = take_real(r);
	h.unsure_to = take_real(r);
	h.rule = take_real(r);
	r->short_of |= take_u32(r) != CRITIC_DENSE;
	for (size_t k = 0; k < CRITIC_DENSE; k++)
		h.dense[k] = (float)take_real(r);
	take_embedding(r, m, &h, a);
	take_grams(r, &h, a);
	while (which < CRITIC_HEADS && !str_is(name, critic_head_names[which]))
		which++;
	if (r->short_of || which == CRITIC_HEADS || m->has[which])
		return false;
	m->head[which] = h;
	m->has[which] = true;
	return true;
}

static bool broken(struct err *e)
{
	return err_set(e, ERR_INPUT, "no critic's weights, or broken ones");
}

static bool take_features(struct reader *r, struct critic_model *m, struct arena *a)
{
	m->features = arena_str(a, take(r, take_u32(r)));
	m->features_hash = arena_str(a, take(r, take_u32(r)));
	m->embedding_n = take_u32(r);
	return !r->short_of && m->features.n && m->embedding_n &&
	       m->embedding_n < r->rest.n / 4;
}

static bool take_model(struct critic_model *m, struct arena *a, struct str file,
		       struct err *e)
{
	struct reader r = {.rest = str_slice(file, 0, file.n - 8)};
	struct reader tail = {.rest = str_slice(file, file.n - 8, file.n)};
	uint64_t sum = take_u32(&tail);
	char hex[SHA256_HEX + 1];
	uint32_t heads, format;

	sum |= (uint64_t)take_u32(&tail) << 32;
	if (!str_eq(take(&r, 8), STR("ASSAYCRT")) ||
	    hash64(str_slice(file, 0, file.n - 8)) != sum)
		return broken(e);
	format = take_u32(&r);
	if (format != 1 && format != 2)
		return err_set(e, ERR_NEWER,
			       "critic's weights of format %u, expected 1 or 2", format);
	m->card = arena_str(a, take(&r, take_u32(&r)));
	if (format == 2 && !take_features(&r, m, a))
		return broken(e);
	heads = take_u32(&r);
	for (uint32_t i = 0; i < heads; i++)
		if (!take_head(&r, m, a))
			return broken(e);
	sha256_hex(file, hex);
	m->version = arena_str(a, (struct str){hex, 12});
	return (!r.rest.n && !r.short_of && heads) || broken(e);
}

bool critic_model_read(struct critic_model *m, struct arena *a, struct str file,
		       struct err *e)
{
	*m = (struct critic_model){0};
	if (file.n < 24 || file.n > CRITIC_FILE_MAX)
		return broken(e);
	return take_model(m, a, file, e);
}

static struct critic_model builtin;
static struct arena builtin_arena;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void read_builtin(void)
{
	struct err e = {0};

	if (!critic_model_read(&builtin, &builtin_arena, asset_text(ASSET), &e))
		bug(e.msg);
}

const struct critic_model *critic_model_builtin(void)
{
	pthread_once(&once, read_builtin);
	return &builtin;
}
