#include "base/hash.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <xxhash.h>

uint64_t hash64(struct str s)
{
	return XXH3_64bits(s.n ? s.p : "", s.n);
}

uint64_t hash64_seeded(struct str s, uint64_t seed)
{
	return XXH3_64bits_withSeed(s.n ? s.p : "", s.n, seed);
}

void hasher_init(struct hasher *h)
{
	XXH3_state_t *state = XXH3_createState();

	if (!state || XXH3_128bits_reset(state) != XXH_OK)
		bug("XXH3 could not be started");
	h->state = state;
}

// Lower byte first, whatever the machine.
static void add_u64(struct hasher *h, uint64_t v)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(v >> (8 * i));
	XXH3_128bits_update(h->state, bytes, sizeof(bytes));
}

void hasher_field(struct hasher *h, struct str field)
{
	add_u64(h, field.n);
	if (field.n)
		XXH3_128bits_update(h->state, field.p, field.n);
}

void hasher_u64(struct hasher *h, uint64_t v)
{
	add_u64(h, sizeof(v));
	add_u64(h, v);
}

struct hash128 hasher_end(struct hasher *h)
{
	XXH128_hash_t sum = XXH3_128bits_digest(h->state);

	XXH3_freeState(h->state);
	h->state = NULL;
	return (struct hash128){.hi = sum.high64, .lo = sum.low64};
}

struct str hash128_hex(struct arena *a, struct hash128 h)
{
	return arena_printf(a, "%016llx%016llx", (unsigned long long)h.hi,
			    (unsigned long long)h.lo);
}

// Fetched once: EVP_sha256() looks the algorithm up anew at each use.
static EVP_MD *sha256;

static void fetch_sha256(void)
{
	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
}

void sha256_init(struct sha256 *h)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	pthread_once(&once, fetch_sha256);
	if (!ctx || !sha256 || EVP_DigestInit_ex(ctx, sha256, NULL) != 1)
		bug("SHA-256 could not be started");
	h->ctx = ctx;
}

void sha256_add(struct sha256 *h, const void *p, size_t n)
{
	if (n && EVP_DigestUpdate(h->ctx, p, n) != 1)
		bug("SHA-256 failed");
}

void sha256_end(struct sha256 *h, char hex[SHA256_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (EVP_DigestFinal_ex(h->ctx, sum, &n) != 1 || n != SHA256_HEX / 2)
		bug("SHA-256 failed");
	EVP_MD_CTX_free(h->ctx);
	h->ctx = NULL;
	for (unsigned i = 0; i < n; i++) {
		hex[2 * i] = digits[sum[i] >> 4];
		hex[2 * i + 1] = digits[sum[i] & 15];
	}
	hex[SHA256_HEX] = '\0';
}

void sha256_hex(struct str s, char hex[SHA256_HEX + 1])
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, s.p, s.n);
	sha256_end(&h, hex);
}
