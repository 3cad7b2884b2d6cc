#include "base/rng.h"

#include "base/hash.h"
#include "base/mem.h"

// Vigna, splitmix64.c (public domain).
static uint64_t splitmix(uint64_t *x)
{
	uint64_t z = (*x += 0x9e3779b97f4a7c15u);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

void rng_init(struct rng *r, uint64_t seed, struct str stream)
{
	uint64_t x = hash64_seeded(stream, seed);

	for (size_t i = 0; i < COUNT(r->s); i++)
		r->s[i] = splitmix(&x);
}

static uint64_t rotl(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

// Blackman and Vigna, xoshiro256starstar.c (public domain).
uint64_t rng_u64(struct rng *r)
{
	uint64_t *s = r->s;
	uint64_t result = rotl(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

// The lowest 2^64 mod n numbers are refused, so that n divides how many are left.
uint64_t rng_below(struct rng *r, uint64_t n)
{
	uint64_t refused, x;

	invariant(n > 0);
	refused = (0 - n) % n;
	do
		x = rng_u64(r);
	while (x < refused);
	return x % n;
}

double rng_double(struct rng *r)
{
	return (double)(rng_u64(r) >> 11) * 0x1p-53;
}

static void swap(unsigned char *a, unsigned char *b, size_t n)
{
	unsigned char part[64];

	while (n) {
		size_t step = n < sizeof(part) ? n : sizeof(part);

		memcpy(part, a, step);
		memcpy(a, b, step);
		memcpy(b, part, step);
		a += step;
		b += step;
		n -= step;
	}
}

void rng_shuffle(struct rng *r, void *array, size_t n, size_t size)
{
	unsigned char *p = array;

	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)rng_below(r, i);

		if (j != i - 1)
			swap(p + (i - 1) * size, p + j * size, size);
	}
}
