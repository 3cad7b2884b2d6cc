// Trains the critic's weights on labelled rows, and says how well they do on questions
// and on sets they have not seen.
//
// Each head is trained on the rows that have its label. Two measurements come first:
// every question in one of CRITIC_FOLDS folds, each scored by weights trained on the
// others; and each set scored by weights trained on the other sets, without the rows that
// share a question or an answer with it. Threshold and calibration are those of the
// second where there are several sets, else of the first. Then all rows train the
// weights; the greatest are kept. Everything runs in a fixed order on one thread: the
// same rows in the same order give the same file.
#ifndef JUDGE_CRITIC_TRAIN_H
#define JUDGE_CRITIC_TRAIN_H

#include "base/opt.h"
#include "judge/critic/critic_folds.h"
#include "judge/critic/critic_model.h"

#define CRITIC_FOLDS 5
// So many different questions and answers of either kind settle a threshold; fewer move
// it in proportion from where the weights stand even.
#define CRITIC_ENOUGH 50

struct critic_train_settings {
	struct opt_list weights; // "SET=NUMBER": how much a row of a set counts, else 1
	int64_t grams; // of each head, at most; 0: no words, but an embedding's numbers
	bool measure;  // on unseen sets too
	// The model whose embeddings the data hold, and a hash of it; or STR_NONE.
	struct str features, features_hash;
};

struct critic_figure { // of one head on one set
	enum critic_head head;
	struct str set;
	size_t rows, positive;
	// Balanced accuracy and AUROC: unseen questions; unseen sets (NaN: not measured);
	// and the balanced accuracy of the refusal rule alone (NaN for offensive).
	double folds, folds_auroc, across, across_auroc, rule;
};

struct critic_split { // how a head was measured
	enum critic_grouping grouping;
	bool across; // the threshold is that of unseen sets, else of folds
	// Rows of both kinds were scored by weights that had not seen them; else the
	// threshold is a guess.
	bool measured;
	size_t units; // critic_units()
};

struct critic_trained {
	struct critic_figure *figures; // [n]
	size_t n;
	size_t grams[CRITIC_HEADS]; // kept
	struct critic_split splits[CRITIC_HEADS];
	struct str file; // the weights
};

// `data` is what the card says of the data, a JSON array. Fills m and *out, which lie
// in `a`.
// ERR_INPUT where no head has rows of both kinds.
bool critic_train(const struct critic_data *d, const struct critic_train_settings *s,
		  struct str data, struct arena *a, struct critic_model *m,
		  struct critic_trained *out, struct err *e) MUST_CHECK;

#endif
