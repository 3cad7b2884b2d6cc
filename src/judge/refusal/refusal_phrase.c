#include "judge/refusal/refusal_phrase.h"

#include "base/asset.h"
#include "base/vec.h"
#include "base/yaml.h"

#include <pthread.h>

static const char *const names[PHRASES] = {
	[PHRASE_I_CANNOT] = "i-cannot",
	[PHRASE_I_DO_NOT] = "i-do-not",
	[PHRASE_CANNOT] = "cannot",
	[PHRASE_DEED] = "deed",
	[PHRASE_FROWN] = "frown",
	[PHRASE_IDLE] = "idle",
	[PHRASE_OTHERS] = "others",
	[PHRASE_DECLINE] = "decline",
	[PHRASE_PROTEST] = "protest",
	[PHRASE_UNKNOWN] = "unknown",
	[PHRASE_SORRY] = "sorry",
	[PHRASE_APOLOGY] = "apology",
	[PHRASE_IS] = "is",
	[PHRASE_WRONG] = "wrong",
	[PHRASE_ILLEGAL] = "illegal",
	[PHRASE_NOT] = "not",
	[PHRASE_GOOD] = "good",
	[PHRASE_SOUND] = "sound",
	[PHRASE_PLEASE_NOT] = "please-not",
	[PHRASE_HARM] = "harm",
	[PHRASE_AGAINST] = "against",
	[PHRASE_RULES] = "rules",
	[PHRASE_HOLDS] = "holds",
	[PHRASE_MORAL] = "moral",
	[PHRASE_LAW] = "law",
	[PHRASE_NONSENSE] = "nonsense",
	[PHRASE_ASK] = "ask",
	[PHRASE_CARE] = "care",
	[PHRASE_VALUES] = "values",
	[PHRASE_NOTE] = "note",
	[PHRASE_TURN] = "turn",
	[PHRASE_HELP] = "help",
	[PHRASE_INSTEAD] = "instead",
	[PHRASE_OFFER] = "offer",
	[PHRASE_WELCOME] = "welcome",
	[PHRASE_SELF] = "self",
	[PHRASE_FIRST] = "first",
	[PHRASE_THEN] = "then",
	[PHRASE_GIVES] = "gives",
	[PHRASE_NO] = "no",
	[PHRASE_REFER] = "refer",
	[PHRASE_BUT] = "but",
	[PHRASE_TELL] = "tell",
	[PHRASE_STEP] = "step",
};

// A trie over bytes, built once, before the first search. Children hang in a list;
// `lay_out` then puts each at a place of its own, its parent's base + its byte, so that a
// step is one look (a double array; Aoe 1989). No two parents have the same base: the
// byte alone tells whose child it is.
struct node {
	uint32_t child, sibling; // of `grown`; 0: none
	unsigned char byte;
	unsigned char phrase; // PHRASES: nothing ends here
	bool open;            // ends here in the middle of a word too
};

struct leaf { // a node laid out
	uint32_t base;
	uint16_t byte; // NO_BYTE: nothing lies here
	unsigned char phrase;
	bool open;
};

#define NO_BYTE 256
#define ROOT UINT32_MAX // in front of the nodes 0 to 255, one for each first byte

static VEC(struct node) grown;
static VEC(struct leaf) leaves; // the first 256 are those of the first bytes
// A bit for what the first three bytes of a phrase hash to: most words begin none, and
// this tells without the trie.
static uint64_t fronts[1 << 10];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static uint32_t grow(uint32_t at, unsigned char byte)
{
	uint32_t i;

	if (at == ROOT)
		return byte;
	for (i = grown.p[at].child; i; i = grown.p[i].sibling)
		if (grown.p[i].byte == byte)
			return i;
	i = (uint32_t)grown.n;
	VEC_PUSH(&grown, (struct node){0, grown.p[at].child, byte, PHRASES, false});
	grown.p[at].child = i;
	return i;
}

static uint32_t grow_along(uint32_t at, struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		at = grow(at, (unsigned char)text.p[i]);
	return at;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// Adds a pattern behind the node `at`, a branch for each way of its {a|b|c}.
static void add(uint32_t at, struct str pattern, enum phrase phrase)
{
	size_t open = str_find_byte(pattern, '{');

	if (open == STR_NPOS) {
		bool star = str_ends(pattern, STR("*"));
		struct node *node;

		at = grow_along(at, str_slice(pattern, 0, pattern.n - star));
		invariant(at != ROOT);
		node = &grown.p[at];
		if (node->phrase != PHRASES && node->phrase != phrase)
			bug("refusal.yaml: a phrase stands in two kinds");
		node->phrase = (unsigned char)phrase;
		node->open = node->open || star;
	} else {
		size_t close = str_find_byte(pattern, '}');
		struct str ways = str_slice(pattern, open + 1, close);
		struct str rest = str_slice(pattern, close + 1, pattern.n);

		invariant(close != STR_NPOS && close > open);
		at = grow_along(at, str_slice(pattern, 0, open));
		while (ways.p)
			add(grow_along(at, str_cut(&ways, '|')), rest, phrase);
	}
}

// Many leave the apostrophe out: "cant", "im sorry".
static void add_bare(struct arena *a, struct str pattern, enum phrase phrase)
{
	char *bare;
	size_t n = 0;

	if (str_find_byte(pattern, '\'') == STR_NPOS)
		return;
	bare = arena_alloc(a, pattern.n);
	for (size_t i = 0; i < pattern.n; i++)
		if (pattern.p[i] != '\'' || !i || !is_word(pattern.p[i - 1]))
			bare[n++] = pattern.p[i];
	add(ROOT, (struct str){bare, n}, phrase);
}

static void add_list(struct arena *a, const struct yaml *list, enum phrase phrase)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i]->kind == YAML_LIST) {
			add_list(a, list->items[i], phrase);
			continue;
		}
		add(ROOT, yaml_str(list->items[i]), phrase);
		add_bare(a, yaml_str(list->items[i]), phrase);
	}
}

static enum phrase phrase_named(struct str name)
{
	for (unsigned i = 0; i < PHRASES; i++)
		if (str_is(name, names[i]))
			return (enum phrase)i;
	bug("refusal.yaml: unknown kind of phrase");
}

static void read_phrases(void)
{
	struct arena a = {0};
	struct err e;
	const struct yaml *file =
		yaml_parse(&a, asset_text("judges/refusal.yaml"), "refusal.yaml", &e);

	if (!file)
		bug(e.msg);
	for (size_t l = 0; l < file->n; l++) {
		const struct yaml *lang = file->pairs[l].value;

		for (size_t k = 0; k < lang->n; k++)
			add_list(&a, lang->pairs[k].value,
				 phrase_named(lang->pairs[k].key));
	}
	arena_release(&a);
}

static void make_room(size_t n)
{
	while (leaves.n < n)
		VEC_PUSH(&leaves, (struct leaf){0, NO_BYTE, PHRASES, false});
}

static bool fits(const struct node *node, uint32_t base)
{
	make_room(base + NO_BYTE);
	for (uint32_t c = node->child; c; c = grown.p[c].sibling)
		if (leaves.p[base + grown.p[c].byte].byte != NO_BYTE)
			return false;
	return true;
}

// The children of a node go to the first base where they all fit. Bases only rise, which
// is what tells them apart.
static void lay_out(void)
{
	uint32_t *from =
		mem_resize(NULL, grown.n, sizeof(*from));      // in the order laid out
	uint32_t *to = mem_resize(NULL, grown.n, sizeof(*to)); // node -> leaf
	uint32_t base = NO_BYTE;
	size_t n = NO_BYTE;

	make_room(NO_BYTE);
	for (uint32_t i = 0; i < NO_BYTE; i++)
		from[i] = to[i] = i;
	for (size_t i = 0; i < n; i++) {
		const struct node *node = &grown.p[from[i]];
		struct leaf *leaf = &leaves.p[to[from[i]]];

		leaf->byte = node->byte;
		leaf->phrase = node->phrase;
		leaf->open = node->open;
		if (!node->child)
			continue;
		while (!fits(node, base))
			base++;
		leaves.p[to[from[i]]].base = base;
		for (uint32_t c = node->child; c; c = grown.p[c].sibling) {
			to[c] = base + grown.p[c].byte;
			leaves.p[to[c]].byte = grown.p[c].byte;
			from[n++] = c;
		}
		base++;
	}
	// Where nothing follows, nothing is found.
	make_room(leaves.n + NO_BYTE);
	for (size_t i = 0; i < n; i++)
		if (!grown.p[from[i]].child)
			leaves.p[to[from[i]]].base = (uint32_t)leaves.n - NO_BYTE;
	mem_free(from);
	mem_free(to);
}

static uint32_t front_of(unsigned a, unsigned b, unsigned c)
{
	return (a << 16 | b << 8 | c) * 0x9E3779B1u >> 16;
}

static bool is_front(struct str text, size_t at)
{
	const unsigned char *p = (const unsigned char *)text.p + at;
	uint32_t front;

	if (at + 3 > text.n)
		return true;
	front = front_of(p[0], p[1], p[2]);
	return fronts[front >> 6] >> (front & 63) & 1;
}

static void mark_front(unsigned a, unsigned b, unsigned c)
{
	uint32_t front = front_of(a, b, c);

	fronts[front >> 6] |= (uint64_t)1 << (front & 63);
}

static const struct leaf *child(const struct leaf *leaf, unsigned byte)
{
	const struct leaf *c = &leaves.p[leaf->base + byte];

	return c->byte == byte ? c : NULL;
}

// Behind a phrase that is shorter anything may stand.
static void mark_fronts(unsigned a, const struct leaf *one)
{
	for (unsigned b = 0; b < 256; b++) {
		const struct leaf *two = child(one, b);

		bool any = one->phrase != PHRASES || (two && two->phrase != PHRASES);

		for (unsigned c = 0; (any || two) && c < 256; c++)
			if (any || child(two, c))
				mark_front(a, b, c);
	}
}

static void build(void)
{
	for (unsigned i = 0; i < 256; i++)
		VEC_PUSH(&grown, (struct node){0, 0, (unsigned char)i, PHRASES, false});
	read_phrases();
	lay_out();
	VEC_FREE(&grown);
	for (unsigned i = 0; i < 256; i++)
		mark_fronts(i, &leaves.p[i]);
}

// The end of the longest phrase that begins at `from`, or `from` itself.
static size_t longest(struct str text, size_t from, enum phrase *phrase)
{
	const struct leaf *leaf = &leaves.p[(unsigned char)text.p[from]];
	size_t end = from;

	for (size_t i = from + 1;; i++) {
		if (leaf->phrase != PHRASES &&
		    (leaf->open || i == text.n || !is_word(text.p[i]) ||
		     !is_word(text.p[i - 1]))) {
			*phrase = leaf->phrase;
			end = i;
		}
		if (i == text.n || !(leaf = child(leaf, (unsigned char)text.p[i])))
			return end;
	}
}

size_t phrase_find(struct str text, struct phrase_hit *hits, size_t max)
{
	size_t n = 0, i = 0;

	pthread_once(&once, build);
	while (i < text.n && n < max) {
		enum phrase phrase = PHRASES;
		size_t end = is_front(text, i) ? longest(text, i, &phrase) : i;

		if (end > i) {
			hits[n++] = (struct phrase_hit){phrase, i, end};
			i = end;
		} else {
			i++;
		}
		// On to the next word, or the next character of Chinese.
		if (is_word(text.p[i - 1]))
			while (i < text.n && is_word(text.p[i]))
				i++;
		while (i < text.n &&
		       (text.p[i] == ' ' || ((unsigned char)text.p[i] & 0xC0) == 0x80))
			i++;
	}
	return n;
}
