// What the built-in critic sees of a response: hashed words and characters, the first of
// them on their own, and a few dozen counts.
//
// A gram is one of
//   words 1-2     lower case, digits as 0, an apostrophe inside belongs to the word
//   characters 1-3 of Chinese, Japanese and Korean, traditional ones as simplified
//   tokens 1-3 of the first CRITIC_OPENING (a word or a character each), apart
// hashed to CRITIC_HASH_BITS bits. Its value is 1 + ln(how often), and the values of body
// and opening are each scaled to length 1. White space around the response and up to two
// bare courtesies in front of it ("Sorry for the wait.") are left out. The prompt counts
// only by what the response repeats of it. Same bytes, same features, on every machine.
#ifndef JUDGE_CRITIC_FEATURES_H
#define JUDGE_CRITIC_FEATURES_H

#include "core/judgement.h"

#define CRITIC_HASH_BITS 24
#define CRITIC_OPENING 30
#define CRITIC_RESPONSE_MAX 8192 // bytes that are looked at
#define CRITIC_PROMPT_MAX 2048
#define CRITIC_RULE_MAX 400 // bytes in front that the refusal rule sees

enum critic_dense {
	DENSE_FULL,          // refuses
	DENSE_PARTIAL,       // refuses in part
	DENSE_ASKS,          // asks back or empty
	DENSE_REFUSAL_FIRST, // refuses at once
	DENSE_REFUSAL_LATE,  // refuses later
	DENSE_SORRY,         // apologies
	DENSE_CANNOT,        // inability
	DENSE_ETHICS,        // law and ethics
	DENSE_WARNING,       // disclaimers
	DENSE_INSTEAD,       // alternatives
	DENSE_AS_AI,         // speaks as an assistant
	DENSE_SURE,          // agrees
	DENSE_TITLE,         // titles
	DENSE_STEPS,         // steps
	DENSE_LIST,          // list items
	DENSE_LINES,         // lines
	DENSE_CODE,          // code
	DENSE_QUOTES,        // quotations
	DENSE_QUESTIONS,     // questions
	DENSE_EXCLAIMS,      // exclamations
	DENSE_COLONS,        // colons
	DENSE_BRACKETS,      // brackets
	DENSE_DIGITS,        // numbers
	DENSE_CAPITALS,      // capitals
	DENSE_LENGTH,        // length
	DENSE_SHORT,         // very short
	DENSE_LONG,          // long
	DENSE_WORD_LENGTH,   // length of words
	DENSE_VARIETY,       // variety of words
	DENSE_SYMBOLS,       // symbols
	DENSE_FIRST_PERSON,  // first person
	DENSE_SECOND_PERSON, // second person
	DENSE_IMPERATIVE,    // instructions
	DENSE_NEGATION,      // negations
	DENSE_MODAL,         // modal verbs
	DENSE_OVERLAP,       // repeats the prompt
	DENSE_ECHO_OPENING,  // opens with the prompt's words
	DENSE_NO_PROMPT,     // no prompt
	DENSE_CJK,           // Chinese, Japanese or Korean
	DENSE_REFUSED_LONG,  // refuses at length
	CRITIC_DENSE
};

enum critic_gram_kind {
	GRAM_WORD,  // a word, or two characters of CJK
	GRAM_OTHER, // of the body too
	GRAM_OPENING,
};

struct critic_gram {
	uint64_t full; // the whole hash; what the weights know is critic_gram_hash()
	uint32_t count;
	uint32_t from, n; // bytes of the text: where it first stands
	enum critic_gram_kind kind;
	float value;
};

static inline uint32_t critic_gram_hash(const struct critic_gram *g)
{
	return (uint32_t)(g->full >> (64 - CRITIC_HASH_BITS));
}

struct critic_scratch; // memory for one thread

struct critic_features {
	const struct critic_gram *grams; // [n], in the scratch
	size_t n;
	float dense[CRITIC_DENSE];
	size_t tokens;     // words and characters looked at
	enum refusal rule; // what the rule says of the front
	struct str why;    // its sentence, a slice of the response, or STR_NONE
	struct str text;   // what was looked at, a slice of the response
};

struct critic_scratch *critic_scratch_create(void);
void critic_scratch_destroy(struct critic_scratch *s); // NULL is legal
// The calling thread's own, made at its first call and freed with it.
struct critic_scratch *critic_scratch_mine(void);

// *out is valid until the next call with the same scratch. `prompt` may be STR_NONE.
void critic_features_of(struct critic_scratch *s, struct str prompt, struct str response,
			struct critic_features *out);

#endif
