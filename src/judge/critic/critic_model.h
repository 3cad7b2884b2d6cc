// The built-in critic's weights, and their file.
//
// A file (all numbers little-endian, reals IEEE 754 binary32):
//
//   8 bytes  "ASSAYCRT"
//   u32      format: 1, or 2 where a model's embeddings count too
//   u32      n; n bytes: the model card, a JSON object
//   format 2: u32 n; n bytes: the model's name; u32 n; n bytes: the hash of its weights;
//            u32 n: numbers of an embedding
//   u32      heads; for each:
//     u32      n; n bytes: name ("harm", "refusal", "offensive")
//     real     bias, slope and offset of calibration, threshold, unsure from, unsure to,
//              what a refusal found by the rule takes off the score
//     u32      n; n reals: weights of the dense features, in their order
//     format 2: that many reals: weights of the embedding's numbers
//     u32      grams; u32 bits of a hash (24)
//     real     for each of CRITIC_BLOCKS blocks, its scale: a gram is in the block that
//     the
//              top bits of its hash say, and the largest weight there is 127 of the scale
//     i8       for each gram, its weight over the block's scale
//     u32      n; n bytes: the grams' hashes, ascending, as gaps: 7 bits a byte, low
//     first,
//              the top bit says that more follow
//   u64      XXH3 of all bytes before
//
// A score is z = bias + dense weights . dense + embedding weights . embedding + sum of
// weight x value over the grams, less what the rule takes off; riskiness = 1 / (1 +
// exp(-(slope z + offset))).
#ifndef JUDGE_CRITIC_MODEL_H
#define JUDGE_CRITIC_MODEL_H

#include "base/buf.h"
#include "base/err.h"
#include "judge/critic/critic_table.h"

#define CRITIC_FILE_MAX ((size_t)16 << 20)
#define CRITIC_BLOCKS 256
#define CRITIC_BLOCK_SHIFT (CRITIC_HASH_BITS - 8)

struct critic_scorer { // one head
	double bias, slope, offset;
	double threshold, unsure_from, unsure_to; // of the riskiness
	double rule;                              // of a full refusal; a partial one half
	float dense[CRITIC_DENSE];
	const float *embedding; // [the model's embedding_n], or NULL
	size_t grams;
	float scale[CRITIC_BLOCKS]; // of a head that was read; its weights: the table
	// Of a head to be written: [grams], hashes ascending.
	uint32_t *hash;
	float *weight;
};

struct critic_model {
	struct str card; // JSON
	// The model whose embeddings of the response count, and a hash of its weights
	// (llm.h); STR_NONE where none do.
	struct str features, features_hash;
	size_t embedding_n;
	bool has[CRITIC_HEADS];
	struct critic_scorer head[CRITIC_HEADS];
	struct critic_table table; // of a model that was read
	struct str version;        // the first 12 hex digits of the file's SHA-256
};

// The built-in one (data/judges/critic.bin); read at the first call, never freed. Any
// thread.
const struct critic_model *critic_model_builtin(void);

// All of it lies in the arena. ERR_INPUT where it is no such file, or broken; ERR_NEWER
// where its format is.
bool critic_model_read(struct critic_model *m, struct arena *a, struct str file,
		       struct err *e) MUST_CHECK;
// The file of heads that have hash and weight; weights are quantised on the way.
void critic_model_write(const struct critic_model *m, struct buf *out);

#endif
