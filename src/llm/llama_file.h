// A GGUF model and its facts. The library aborts on some bad input, so a file is looked
// at before it gets there. Private to llama*.c.
#ifndef LLM_LLAMA_FILE_H
#define LLM_LLAMA_FILE_H

#include <llama.h>

#include "llm/provider.h"

struct llama_file {
	struct llama_model *model;
	const struct llama_vocab *vocab;
	uint32_t context;       // tokens, as trained
	uint64_t bytes;         // of the weights
	uint64_t bytes_a_token; // of the cache that attention keeps
	struct str chat; // the template in the metadata, or "chatml" where there is none
	struct params own; // what the metadata recommends for sampling
	// The texts that the tokenizer takes for control tokens, and the bytes they start
	// with.
	const struct str *controls; // [n_controls]
	size_t n_controls;
	bool control_starts[256];
	size_t longest_token; // bytes
};

// `name` is the path of a file, or the name of an embedded model ("tiny-careful"). Fills
// the facts too. What is found lies in the arena.
bool llama_file_open(struct arena *a, struct str name, struct llama_file *out,
		     struct facts *facts, struct err *e) MUST_CHECK;
void llama_file_close(struct llama_file *f);
// XXH3-128 of the file's bytes, hex.
bool llama_file_hash(struct arena *a, struct str name, struct str *hash,
		     struct err *e) MUST_CHECK;

#endif
