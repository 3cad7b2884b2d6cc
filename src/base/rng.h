// Seeded random numbers: the same on every machine.
//
// xoshiro256** (Blackman and Vigna, 2018), its state filled by splitmix64 from the XXH3
// of seed and a stream name, so that every use ("attack/deepinception/<item>") has a
// stream of its own and adding one use never shifts another. Not for secrets.
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include "base/str.h"

struct rng {
	uint64_t s[4];
};

void rng_init(struct rng *r, uint64_t seed, struct str stream);
uint64_t rng_u64(struct rng *r);
uint64_t rng_below(struct rng *r, uint64_t n); // uniform in [0, n), n > 0, without bias
double rng_double(struct rng *r);              // uniform in [0, 1), 53 bits
void rng_shuffle(struct rng *r, void *array, size_t n, size_t size); // Fisher-Yates

#endif
