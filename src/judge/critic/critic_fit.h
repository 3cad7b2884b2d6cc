// Logistic regression over sparse and dense features with an L2 penalty, fitted by L-BFGS
// (Liu and Nocedal, 1989).
//
//   minimise  sum_i c_i ln(1 + exp(-y_i z_i)) + l2 / 2 |w|^2,   z = w.x + v.dense + b
//
// A model's embeddings, where the data have them, are features too: each number less its
// mean over the rows, by its deviation, and by the square root of how many there are, so
// that an embedding weighs as much as the words. The weights that come out are those of
// the numbers as they are.
//
// The bias b is not penalised. Sums run in the order of the rows, on one thread, in
// doubles: the same rows in the same order give the same weights.
#ifndef JUDGE_CRITIC_FIT_H
#define JUDGE_CRITIC_FIT_H

#include "judge/critic/critic_data.h"

struct critic_fit_row {
	uint32_t row; // of the data
	float y;      // 1, -1
	float weight;
};

struct critic_fit {
	const struct critic_data *data;
	const struct critic_fit_row *rows; // [n]
	size_t n;
	double l2;
	double dense_scale; // dense features count this much: the more, the less
			    // penalised
	unsigned min_rows;  // grams of fewer rows are left out
	unsigned rounds;    // at most
};

struct critic_weights {
	double bias, dense[CRITIC_DENSE];
	size_t n;       // grams
	uint32_t *hash; // [n], ascending
	double *weight; // [n]
	size_t embedding_n;
	double *embedding; // [embedding_n]
};

void critic_fit(const struct critic_fit *fit, struct critic_weights *out);
void critic_weights_release(struct critic_weights *w);
// z of one row.
double critic_weights_score(const struct critic_weights *w, const struct critic_data *d,
			    const struct critic_row *row);

#endif
