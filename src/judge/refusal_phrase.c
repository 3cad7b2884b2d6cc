#include "judge/refusal_phrase.h"

#include "base/vec.h"

#include <pthread.h>

// A trie over bytes, built once. Children hang in a list; a response leaves it after a step or two
// at nearly every word, so that nothing quicker is worth its memory.
struct node {
	uint32_t child, sibling; // 0: none
	unsigned char byte;
	unsigned char phrase; // PHRASES: nothing ends here
	bool open;            // ends here in the middle of a word too
};

static VEC(struct node) nodes; // nodes.p[byte] for the first byte of each phrase
static pthread_once_t once = PTHREAD_ONCE_INIT;

static uint32_t child_of(uint32_t at, unsigned char byte)
{
	uint32_t i = nodes.p[at].child;

	while (i && nodes.p[i].byte != byte)
		i = nodes.p[i].sibling;
	return i;
}

static void add(struct str text, enum phrase phrase)
{
	bool open = text.p[text.n - 1] == '*';
	uint32_t at = (unsigned char)text.p[0];

	for (size_t i = 1; i < text.n - open; i++) {
		unsigned char byte = (unsigned char)text.p[i];
		uint32_t next = child_of(at, byte);

		if (!next) {
			struct node node = {0, nodes.p[at].child, byte, PHRASES, false};

			next = (uint32_t)nodes.n;
			VEC_PUSH(&nodes, node);
			nodes.p[at].child = next;
		}
		at = next;
	}
	nodes.p[at].phrase = (unsigned char)phrase;
	nodes.p[at].open = open;
}

#define PATTERN_MAX 1000

// Writes out the first {a|b|c} of a pattern in each of its ways, and so on with the rest.
static void expand(struct str pattern, enum phrase phrase)
{
	size_t open = str_find_byte(pattern, '{'), close = str_find_byte(pattern, '}');
	struct str ways, rest;

	invariant(pattern.n > 0 && pattern.n <= PATTERN_MAX);
	if (open == STR_NPOS) {
		add(pattern, phrase);
		return;
	}
	invariant(close != STR_NPOS && close > open);
	ways = str_slice(pattern, open + 1, close);
	rest = str_slice(pattern, close + 1, pattern.n);
	while (ways.p) {
		struct str way = str_cut(&ways, '|');
		char text[PATTERN_MAX];
		size_t n = open;

		memcpy(text, pattern.p, open);
		if (way.n)
			memcpy(text + n, way.p, way.n);
		n += way.n;
		memcpy(text + n, rest.p, rest.n);
		expand((struct str){text, n + rest.n}, phrase);
	}
}

static void build(void)
{
	for (unsigned i = 0; i < 256; i++)
		VEC_PUSH(&nodes, (struct node){0, 0, (unsigned char)i, PHRASES, false});
	for (size_t i = 0; i < phrase_rows_n; i++) {
		struct str patterns = str_of(phrase_rows[i].patterns);

		while (patterns.p)
			expand(str_cut(&patterns, ';'), phrase_rows[i].phrase);
	}
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// The end of the longest phrase that begins at `from`, or `from` itself.
static size_t longest(struct str text, size_t from, enum phrase *phrase)
{
	uint32_t at = (unsigned char)text.p[from];
	size_t end = from;

	for (size_t i = from;;) {
		const struct node *node = &nodes.p[at];
		bool ends =
			++i == text.n || !is_word(text.p[i]) || !is_word(text.p[i - 1]);

		if (node->phrase != PHRASES && (ends || node->open)) {
			*phrase = node->phrase;
			end = i;
		}
		if (i == text.n || !(at = child_of(at, (unsigned char)text.p[i])))
			return end;
	}
}

size_t phrase_find(struct str text, struct phrase_hit *hits, size_t max)
{
	size_t n = 0, i = 0;

	pthread_once(&once, build);
	while (i < text.n && n < max) {
		enum phrase phrase = PHRASES;
		size_t end = longest(text, i, &phrase);

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
