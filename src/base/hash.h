// Hashes: XXH3 for keys, SHA-256 (OpenSSL) for evidence.
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/arena.h"

uint64_t hash64(struct str s);
uint64_t hash64_seeded(struct str s, uint64_t seed);

// 128-bit XXH3 over fields, each preceded by its length, so that ("a","bc") !=
// ("ab","c").
struct hash128 {
	uint64_t hi, lo;
};
struct hasher {
	void *state; // an XXH3 state
};
void hasher_init(struct hasher *h);
void hasher_field(struct hasher *h, struct str field);
void hasher_u64(struct hasher *h, uint64_t v);
struct hash128 hasher_end(struct hasher *h);               // and releases it
struct str hash128_hex(struct arena *a, struct hash128 h); // 32 lower-case hex digits

#define SHA256_HEX 64
struct sha256 {
	void *ctx; // an EVP_MD_CTX
};
void sha256_init(struct sha256 *h);
void sha256_add(struct sha256 *h, const void *p, size_t n);
void sha256_end(struct sha256 *h, char hex[SHA256_HEX + 1]); // and releases it
void sha256_hex(struct str s, char hex[SHA256_HEX + 1]);

#endif
