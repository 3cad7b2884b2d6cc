#include "judge/critic/critic_lexicon.h"

#include <pthread.h>

#include "base/asset.h"
#include "base/vec.h"
#include "base/yaml.h"
#include "judge/critic/critic_words.h"

#define SLOTS 4096
#define ENOUGH 2 // words of a node that make a tag

// A word may belong to several nodes: then it has several slots in a row.
static struct slot {
	uint64_t gram;
	unsigned short node; // + 1, 0: empty
} slots[SLOTS];
static VEC(struct str) nodes;
static struct arena memory;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void add_word(struct str word, size_t node)
{
	uint64_t gram = critic_words_hash(word);
	size_t at = (size_t)(gram >> 20) % SLOTS;

	while (slots[at].node)
		at = (at + 1) % SLOTS;
	slots[at] = (struct slot){gram, (unsigned short)(node + 1)};
}

static void build(void)
{
	struct arena a = {0};
	struct err e = {0};
	const struct yaml *file =
		yaml_parse(&a, asset_text("judges/lexicon.yaml"), "lexicon.yaml", &e);

	if (!file)
		bug(e.msg);
	for (size_t n = 0; n < file->n; n++) {
		const struct yaml *langs = file->pairs[n].value;

		VEC_PUSH(&nodes, arena_str(&memory, file->pairs[n].key));
		for (size_t l = 0; l < langs->n; l++)
			for (size_t i = 0; i < langs->pairs[l].value->n; i++)
				add_word(yaml_str(langs->pairs[l].value->items[i]), n);
	}
	arena_release(&a);
}

static void count(struct lexicon_tag *all, const struct critic_gram *g, struct str text)
{
	size_t at = (size_t)(g->full >> 20) % SLOTS;

	for (; slots[at].node; at = (at + 1) % SLOTS) {
		struct lexicon_tag *tag = &all[slots[at].node - 1];

		if (slots[at].gram != g->full)
			continue;
		if (!tag->found)
			tag->word = str_slice(text, g->from, (size_t)g->from + g->n);
		tag->found += g->count;
	}
}

size_t lexicon_tags(const struct taxonomy *taxonomy, const struct critic_features *f,
		    struct lexicon_tag out[LEXICON_TAGS])
{
	struct lexicon_tag *all;
	size_t n = 0;

	pthread_once(&once, build);
	if (!taxonomy)
		return 0;
	all = mem_zalloc(nodes.n * sizeof(*all));
	for (size_t i = 0; i < f->n; i++)
		if (f->grams[i].kind != GRAM_OPENING)
			count(all, &f->grams[i], f->text);
	while (n < LEXICON_TAGS) {
		size_t best = 0;
		const struct node *node;

		for (size_t k = 1; k < nodes.n; k++)
			if (all[k].found > all[best].found)
				best = k;
		if (all[best].found < ENOUGH)
			break;
		node = taxonomy_find(taxonomy, nodes.p[best]);
		if (node) {
			out[n] = all[best];
			out[n++].node = node->id;
		}
		all[best].found = 0;
	}
	mem_free(all);
	return n;
}
