// Kinds of words that the critic counts besides the grams: "sorry", "illegal", "step".
// Not for other rooms.
#ifndef JUDGE_CRITIC_WORDS_H
#define JUDGE_CRITIC_WORDS_H

#include "judge/critic/critic_features.h"

enum critic_words { // bits of a mask
	WORDS_SORRY = 1,
	WORDS_CANNOT = 2,
	WORDS_ETHICS = 4,
	WORDS_WARNING = 8,
	WORDS_INSTEAD = 16,
	WORDS_AS_AI = 32,
	WORDS_SURE = 64,
	WORDS_TITLE = 128,
	WORDS_STEP = 256,
	WORDS_FIRST_PERSON = 512,
	WORDS_SECOND_PERSON = 1024,
	WORDS_IMPERATIVE = 2048,
	WORDS_NEGATION = 4096,
	WORDS_MODAL = 8192,
	WORDS_KINDS = 14
};

// How tokens and grams are hashed. A word is hashed byte by byte (FNV-1a), then mixed; a
// character by its code point.
#define CRITIC_HASH_START 0xCBF29CE484222325u

static inline uint64_t critic_hash_byte(uint64_t h, unsigned char byte)
{
	return (h ^ byte) * 0x100000001B3u;
}

static inline uint64_t critic_hash_mix(uint64_t h)
{
	h ^= h >> 32;
	h *= 0x9E3779B97F4A7C15u;
	return h ^ h >> 29;
}

static inline uint64_t critic_hash_char(uint32_t cp)
{
	return critic_hash_mix(0x5851F42D4C957F2Du + cp);
}

// A longer gram from a shorter one and the token behind it.
static inline uint64_t critic_hash_join(uint64_t gram, uint64_t token)
{
	return critic_hash_mix(gram * 0xD6E8FEB86659FD93u + token);
}

// The hash of one word or two, or of one to three Chinese characters, in the form that
// the features have them: lower case, simplified.
uint64_t critic_words_hash(struct str words);

// The mask of a gram by its hash (a word, or two Chinese characters); 0 of most. Any
// thread, after critic_words_init().
void critic_words_init(void);
unsigned critic_words_mask(uint64_t gram);
// Adds to kinds[k] how often grams of the kind 1 << k stand in the text.
void critic_words_count(const struct critic_gram *grams, size_t n,
			size_t kinds[WORDS_KINDS]);

#endif
