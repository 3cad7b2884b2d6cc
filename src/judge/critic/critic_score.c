#include "judge/critic/critic_score.h"

#include <math.h>

#define BATCH 256 // grams that are looked at together

static double weight_by(const struct critic_scorer *h, const struct critic_known *known,
			enum critic_head head)
{
	uint32_t block = (known->hash - 1) >> CRITIC_BLOCK_SHIFT;

	return (double)known->weight[head] * (double)h->scale[block];
}

// Adds to each head's z what it knows of some grams, BATCH at most. Which of them are
// known no processor can foresee, so those that nobody knows are left out first, without
// a branch; and the slots are read before any is looked into, so that the waits for
// memory overlap: one loop for all three is slower by 3 % of a whole judgement.
static void add_grams(const struct critic_model *m, const struct critic_gram *grams,
		      size_t n, struct critic_score out[CRITIC_HEADS])
{
	unsigned char left[BATCH] = {0};
	struct critic_known slots[BATCH];
	size_t n_left = 0;

	for (size_t i = 0; i < n; i++) {
		left[n_left] = (unsigned char)i;
		n_left += critic_table_may_know(&m->table, critic_gram_hash(&grams[i]));
	}
	for (size_t i = 0; i < n_left; i++)
		slots[i] =
			critic_table_first(&m->table, critic_gram_hash(&grams[left[i]]));
	for (size_t i = 0; i < n_left; i++) {
		const struct critic_gram *g = &grams[left[i]];
		uint32_t hash = critic_gram_hash(g);
		const struct critic_known *known = &slots[i];

		if (known->hash != hash + 1)
			known = critic_table_find(&m->table, hash);
		for (unsigned h = 0; known && h < CRITIC_HEADS; h++)
			out[h].z += weight_by(&m->head[h], known, (enum critic_head)h) *
				    (double)g->value;
	}
}

static double rule_share(enum refusal rule)
{
	if (rule == REFUSAL_PARTIAL)
		return 0.5;
	return rule == REFUSAL_FULL ? 1 : 0;
}

void critic_score(const struct critic_model *m, const struct critic_features *f,
		  const double *embedding, struct critic_score out[CRITIC_HEADS])
{
	for (size_t i = 0; i < CRITIC_HEADS; i++) {
		const struct critic_scorer *h = &m->head[i];

		out[i].z = h->bias - h->rule * rule_share(f->rule);
		for (size_t k = 0; k < CRITIC_DENSE; k++)
			out[i].z += (double)h->dense[k] * (double)f->dense[k];
	}
	for (size_t i = 0; i < f->n; i += BATCH)
		add_grams(m, f->grams + i, f->n - i < BATCH ? f->n - i : BATCH, out);
	for (size_t i = 0; i < CRITIC_HEADS; i++) {
		const struct critic_scorer *h = &m->head[i];

		for (size_t k = 0; m->has[i] && k < m->embedding_n; k++)
			out[i].z += (double)h->embedding[k] * embedding[k];
		out[i].riskiness = 1 / (1 + exp(-(h->slope * out[i].z + h->offset)));
	}
}

static double weight_of(const struct critic_model *m, enum critic_head head,
			uint32_t hash)
{
	const struct critic_known *known = critic_table_find(&m->table, hash);

	return known ? weight_by(&m->head[head], known, head) : 0;
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

size_t critic_reasons(const struct critic_model *m, enum critic_head head,
		      const struct critic_features *f, bool down,
		      struct critic_reason *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct critic_gram *g = &f->grams[i];
		struct str text = str_slice(f->text, g->from, (size_t)g->from + g->n);
		double w = weight_of(m, head, critic_gram_hash(g)) * (double)g->value;

		if (w != 0 && (w < 0) == down && tells(text))
			n = insert(out, n, max, (struct critic_reason){text, w});
	}
	return n;
}
