// Which rows are measured together, by weights of the rest. Not for other rooms.
#ifndef JUDGE_CRITIC_FOLDS_H
#define JUDGE_CRITIC_FOLDS_H

#include "judge/critic/critic_data.h"

enum critic_grouping { // what is never on both sides
	CRITIC_BY_QUESTION,
	// Rows that share a question or an answer, also through others: of data whose
	// answers repeat, so that by questions little would be left to learn from.
	CRITIC_BY_ANSWER,
};

// The fold of each row that has a label of `head`; fold [d->rows.n], that of others is
// not touched. Folds by answer hold alike many rows of both kinds, as far as that goes.
enum critic_grouping critic_folds_of(const struct critic_data *d, enum critic_head head,
				     unsigned folds, unsigned char *fold);

// How many different questions, or different answers where those are fewer, the kind has
// that has fewer of them: what there is to learn a threshold from.
size_t critic_units(const struct critic_data *d, enum critic_head head);

// Marks rows that are `wanted`, and those that share a question or an answer with one.
// `keys` is room for [2 * d->rows.n].
void critic_leave_out(const struct critic_data *d, const bool *wanted, uint64_t *keys,
		      bool *left_out);

#endif
