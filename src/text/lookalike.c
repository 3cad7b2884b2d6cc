#include "text/lookalike.h"

#include <string.h>

#include "base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <unicode/unorm2.h>

struct pair {
	uint32_t plain, like;
};

// Letters whose glyphs are the same in most fonts.
static const struct pair latin[] = {
	{'A', 0x0410}, {'B', 0x0412}, {'C', 0x0421}, {'E', 0x0415}, {'H', 0x041D},
	{'I', 0x0406}, {'J', 0x0408}, {'K', 0x039A}, {'M', 0x041C}, {'N', 0x039D},
	{'O', 0x041E}, {'P', 0x0420}, {'S', 0x0405}, {'T', 0x0422}, {'X', 0x0425},
	{'Y', 0x03A5}, {'Z', 0x0396}, {'a', 0x0430}, {'c', 0x0441}, {'d', 0x0501},
	{'e', 0x0435}, {'h', 0x04BB}, {'i', 0x0456}, {'j', 0x0458}, {'l', 0x04CF},
	{'n', 0x0578}, {'o', 0x043E}, {'p', 0x0440}, {'q', 0x051B}, {'s', 0x0455},
	{'u', 0x057D}, {'v', 0x03BD}, {'w', 0x051D}, {'x', 0x0445}, {'y', 0x0443},
};

#define PAIRS_MAX 1000
static struct pair by_plain[PAIRS_MAX];
static size_t n_pairs;
static pthread_once_t built = PTHREAD_ONCE_INIT;

static int pair_order(const void *a, const void *b)
{
	const struct pair *one = a, *two = b;

	if (one->plain != two->plain)
		return one->plain < two->plain ? -1 : 1;
	return (one->like > two->like) - (one->like < two->like);
}

// Those of a block that decompose to one other character.
static void add_block(const UNormalizer2 *nfkd, uint32_t first, uint32_t last)
{
	for (uint32_t cp = first; cp <= last && n_pairs < PAIRS_MAX; cp++) {
		UErrorCode status = U_ZERO_ERROR;
		UChar to[8];
		int32_t n = unorm2_getRawDecomposition(nfkd, (UChar32)cp, to, COUNT(to),
						       &status);

		if (U_SUCCESS(status) && n == 1)
			by_plain[n_pairs++] = (struct pair){to[0], cp};
	}
}

static void build(void)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&status);
	size_t kept = 0;

	memcpy(by_plain, latin, sizeof(latin));
	n_pairs = COUNT(latin);
	if (U_SUCCESS(status)) {
		add_block(nfkd, 0x2F00, 0x2FD5);
		add_block(nfkd, 0xF900, 0xFAD9);
	}
	qsort(by_plain, n_pairs, sizeof(by_plain[0]), pair_order);
	for (size_t i = 0; i < n_pairs; i++) // of several the first one: the radical
		if (!kept || by_plain[kept - 1].plain != by_plain[i].plain)
			by_plain[kept++] = by_plain[i];
	n_pairs = kept;
}

static int plain_order(const void *a, const void *b)
{
	const struct pair *one = a, *two = b;

	return (one->plain > two->plain) - (one->plain < two->plain);
}

uint32_t lookalike_of(uint32_t cp)
{
	pthread_once(&built, build);
	struct pair key = {cp, 0};
	const struct pair *p = bsearch(&key, by_plain, n_pairs, sizeof(key), plain_order);

	return p ? p->like : cp;
}
