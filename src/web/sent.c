#include "web/sent.h"

#define KEPT 4096
#define KEY_MAX 64

struct sent {
	struct {
		uint64_t hash; // 0: free
		struct answer_saved saved;
	} ring[KEPT];
	size_t next;
};

struct sent *sent_create(void)
{
	return mem_zalloc(sizeof(struct sent));
}

void sent_destroy(struct sent *s)
{
	mem_free(s);
}

// Of whom, for which task (0: a new one) and which key; 0: none.
static uint64_t hash(int64_t rater, int64_t task, struct str key)
{
	int64_t of[] = {rater, task};
	uint64_t seed = hash64_seeded((struct str){(const char *)of, sizeof(of)}, 0);
	uint64_t h = hash64_seeded(key, seed);

	return key.n && key.n <= KEY_MAX ? (h ? h : 1) : 0;
}

bool sent_find(const struct sent *s, int64_t rater, int64_t task, struct str key,
	       struct answer_saved *out)
{
	uint64_t h = hash(rater, task, key);

	for (size_t i = 0; h && i < KEPT; i++)
		if (s->ring[i].hash == h) {
			*out = s->ring[i].saved;
			return true;
		}
	return false;
}

void sent_add(struct sent *s, int64_t rater, int64_t task, struct str key,
	      const struct answer_saved *saved)
{
	uint64_t h = hash(rater, task, key);

	if (!h)
		return;
	s->ring[s->next].hash = h;
	s->ring[s->next].saved = *saved;
	s->next = (s->next + 1) % KEPT;
}
