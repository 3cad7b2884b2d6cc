#include "judge/critic/critic_data.h"

#include "base/hash.h"

const char *const critic_head_names[CRITIC_HEADS] = {
	[CRITIC_HARM] = "harm",
	[CRITIC_REFUSAL] = "refusal",
	[CRITIC_OFFENSIVE] = "offensive",
};

void critic_data_init(struct critic_data *d)
{
	*d = (struct critic_data){.scratch = critic_scratch_create()};
}

void critic_data_release(struct critic_data *d)
{
	VEC_FREE(&d->rows);
	VEC_FREE(&d->hash);
	VEC_FREE(&d->value);
	VEC_FREE(&d->sets);
	mem_free(d->embedding);
	map_release(&d->set_of);
	arena_release(&d->arena);
	critic_scratch_destroy(d->scratch);
}

static uint32_t set_index(struct critic_data *d, struct str name)
{
	union map_value *at = map_find(&d->set_of, name);
	bool added;

	if (at)
		return (uint32_t)at->num;
	name = arena_str(&d->arena, name);
	at = map_put(&d->set_of, name, &added);
	at->num = d->sets.n;
	VEC_PUSH(&d->sets, name);
	return (uint32_t)(d->sets.n - 1);
}

void critic_data_add(struct critic_data *d, const struct critic_example *x)
{
	struct critic_features f;
	struct critic_row row = {
		.from = d->hash.n,
		.weak = x->weak,
		.set = set_index(d, x->set),
		.group = hash64(x->group),
		.response = hash64(str_trim(x->response)),
	};

	critic_features_of(d->scratch, x->prompt, x->response, &f);
	for (size_t i = 0; i < f.n; i++) {
		VEC_PUSH(&d->hash, critic_gram_hash(&f.grams[i]));
		VEC_PUSH(&d->value, f.grams[i].value);
	}
	row.n = f.n;
	row.rule = f.rule;
	memcpy(row.dense, f.dense, sizeof(row.dense));
	for (size_t h = 0; h < CRITIC_HEADS; h++)
		row.label[h] = (signed char)x->label[h];
	VEC_PUSH(&d->rows, row);
}

bool critic_data_embed(struct critic_data *d, size_t row, const double *embedding,
		       size_t n, struct err *e)
{
	if (!d->embedding) {
		d->embedding_n = n;
		d->embedding = mem_zalloc((d->rows.n * n + 1) * sizeof(*d->embedding));
	}
	if (n != d->embedding_n)
		return err_set(e, ERR_MODEL,
			       "the model gave embeddings of %zu and of %zu numbers",
			       d->embedding_n, n);
	for (size_t k = 0; k < n; k++)
		d->embedding[row * n + k] = (float)embedding[k];
	return true;
}

const float *critic_data_embedding(const struct critic_data *d,
				   const struct critic_row *row)
{
	return d->embedding ? d->embedding + (size_t)(row - d->rows.p) * d->embedding_n
			    : NULL;
}

unsigned critic_fold(const struct critic_row *row, unsigned folds)
{
	return (unsigned)(row->group >> 17) % folds;
}
