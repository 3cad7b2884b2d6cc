#include "net/server_limit.h"

#include <sys/random.h>

#include "base/hash.h"
#include "base/mem.h"

#define BUCKETS 4096

struct bucket {
	double tokens;
	uint64_t at; // ns, when `tokens` was right; 0: never used, full
};

struct server_limit {
	double rate, burst;
	uint64_t seed;
	struct bucket buckets[BUCKETS];
};

struct server_limit *server_limit_create(double rate, double burst)
{
	struct server_limit *l = mem_zalloc(sizeof(*l));

	l->rate = rate;
	l->burst = burst < 1 ? 1 : burst;
	// Without it clients could choose whom they share with; a seed of 0 is no harm.
	if (getrandom(&l->seed, sizeof(l->seed), 0) != sizeof(l->seed))
		l->seed = 0;
	return l;
}

void server_limit_destroy(struct server_limit *l)
{
	mem_free(l);
}

double server_limit_take(struct server_limit *l, struct str key, uint64_t now_ns)
{
	struct bucket *b = &l->buckets[hash64_seeded(key, l->seed) % BUCKETS];
	double gained;

	if (!b->at) {
		b->tokens = l->burst;
		b->at = now_ns ? now_ns : 1;
	}
	gained = now_ns > b->at ? (double)(now_ns - b->at) / 1e9 * l->rate : 0;
	b->tokens = b->tokens + gained < l->burst ? b->tokens + gained : l->burst;
	b->at = now_ns > b->at ? now_ns : b->at;
	if (b->tokens < 1)
		return l->rate > 0 ? (1 - b->tokens) / l->rate : 3600;
	b->tokens -= 1;
	return 0;
}
