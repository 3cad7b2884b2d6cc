// Labelled rows as the critic's trainer holds them: features only, texts are not kept.
#ifndef JUDGE_CRITIC_DATA_H
#define JUDGE_CRITIC_DATA_H

#include "base/map.h"
#include "base/vec.h"
#include "judge/critic/critic_features.h"

enum critic_head { CRITIC_HARM, CRITIC_REFUSAL, CRITIC_OFFENSIVE, CRITIC_HEADS };
extern const char *const critic_head_names[CRITIC_HEADS];

struct critic_row {
	size_t from, n; // of the grams
	float dense[CRITIC_DENSE];
	signed char label[CRITIC_HEADS]; // 1, 0, -1 unknown
	bool weak;
	enum refusal rule;
	uint32_t set;
	uint64_t group, response; // hashes: of the question, and of the text
};

struct critic_data {
	VEC(struct critic_row) rows;
	VEC(uint32_t) hash; // of every row's grams, one after another
	VEC(float) value;
	// A model's embeddings of the responses, [rows][embedding_n]; none unless asked
	// for.
	float *embedding;
	size_t embedding_n;
	struct map set_of; // name -> index of sets
	VEC(struct str) sets;
	struct arena arena;
	struct critic_scratch *scratch;
};

struct critic_example {
	struct str set, group, prompt, response;
	int label[CRITIC_HEADS]; // 1, 0, -1 unknown
	bool weak;
};

void critic_data_init(struct critic_data *d);
void critic_data_release(struct critic_data *d);
void critic_data_add(struct critic_data *d, const struct critic_example *x);
// Puts a response's embedding beside its row's features. All have the length of the
// first (ERR_MODEL); rows are not added any more then.
bool critic_data_embed(struct critic_data *d, size_t row, const double *embedding,
		       size_t n, struct err *e) MUST_CHECK;
// The row's embedding, or NULL.
const float *critic_data_embedding(const struct critic_data *d,
				   const struct critic_row *row);

// Which of `folds` a row is in: all rows of a question are in one.
unsigned critic_fold(const struct critic_row *row, unsigned folds);

#endif
