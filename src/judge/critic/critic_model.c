#include "judge/critic/critic_model.h"

#include <math.h>
#include <pthread.h>

#include "base/asset.h"
#include "base/hash.h"
#include "base/json.h"

#define ASSET "judges/critic.bin"

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
		if (h->hash[i] >> CRITIC_BLOCK_SHIFT == block &&
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
		double by = scale[h->hash[i] >> CRITIC_BLOCK_SHIFT];
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
	// Of the heads that were read, until the table is built.
	struct {
		uint32_t *hash;
		const char *weight;
	} grams[CRITIC_HEADS];
	struct arena scratch;
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

static void take_grams(struct reader *r, struct critic_scorer *h, size_t which)
{
	h->grams = take_u32(r);
	r->short_of |= take_u32(r) != CRITIC_HASH_BITS || h->grams > r->rest.n;
	if (r->short_of)
		return;
	for (size_t b = 0; b < CRITIC_BLOCKS; b++)
		h->scale[b] = (float)take_real(r);
	r->grams[which].weight = take(r, h->grams).p;
	r->grams[which].hash =
		arena_array(&r->scratch, h->grams + 1, sizeof(*r->grams[which].hash));
	take_gaps(r, r->grams[which].hash, h->grams);
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

	while (which < CRITIC_HEADS && !str_is(name, critic_head_names[which]))
		which++;
	if (r->short_of || which == CRITIC_HEADS || m->has[which])
		return false;
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
	take_grams(r, &h, which);
	m->head[which] = h;
	m->has[which] = true;
	return !r->short_of;
}

static void build_table(struct critic_model *m, const struct reader *r, struct arena *a)
{
	size_t all = 0;

	for (size_t h = 0; h < CRITIC_HEADS; h++)
		all += m->head[h].grams;
	critic_table_init(&m->table, all, a);
	for (unsigned h = 0; h < CRITIC_HEADS; h++)
		for (size_t i = 0; i < m->head[h].grams; i++)
			critic_table_put(&m->table, r->grams[h].hash[i],
					 (enum critic_head)h,
					 (signed char)r->grams[h].weight[i]);
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

static bool has_sum(struct str file)
{
	struct reader tail = {.rest = str_slice(file, file.n - 8, file.n)};
	uint64_t sum = take_u32(&tail);

	sum |= (uint64_t)take_u32(&tail) << 32;
	return hash64(str_slice(file, 0, file.n - 8)) == sum;
}

static bool take_model(struct critic_model *m, struct arena *a, struct reader *r,
		       struct err *e)
{
	uint32_t heads, format;

	if (!str_eq(take(r, 8), STR("ASSAYCRT")))
		return broken(e);
	format = take_u32(r);
	if (format != 1 && format != 2)
		return err_set(e, ERR_NEWER,
			       "critic's weights of format %u, expected 1 or 2", format);
	m->card = arena_str(a, take(r, take_u32(r)));
	if (format == 2 && !take_features(r, m, a))
		return broken(e);
	heads = take_u32(r);
	for (uint32_t i = 0; i < heads; i++)
		if (!take_head(r, m, a))
			return broken(e);
	if (r->rest.n || r->short_of || !heads)
		return broken(e);
	build_table(m, r, a);
	return true;
}

bool critic_model_read(struct critic_model *m, struct arena *a, struct str file,
		       struct err *e)
{
	struct reader r = {0};
	char hex[SHA256_HEX + 1];
	bool ok;

	*m = (struct critic_model){0};
	if (file.n < 24 || file.n > CRITIC_FILE_MAX || !has_sum(file))
		return broken(e);
	r.rest = str_slice(file, 0, file.n - 8);
	ok = take_model(m, a, &r, e);
	arena_release(&r.scratch);
	sha256_hex(file, hex);
	m->version = arena_str(a, (struct str){hex, 12});
	return ok;
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
