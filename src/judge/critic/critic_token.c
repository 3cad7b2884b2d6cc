#include "judge/critic/critic_token.h"

#include "base/utf8.h"
#include "judge/critic/critic_words.h"
#include "text/han.h"

// What a byte of ASCII is in a word: letters in lower case, digits as 0; 0: what parts
// words, and what is not ASCII.
static unsigned char folded[256];

void critic_token_init(void)
{
	for (unsigned c = 'a'; c <= 'z'; c++)
		folded[c] = folded[c - 'a' + 'A'] = (unsigned char)c;
	for (unsigned c = '0'; c <= '9'; c++)
		folded[c] = '0';
}

static bool is_cjk(uint32_t cp)
{
	return (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3400 && cp <= 0x4DBF) ||
	       (cp >= 0x3041 && cp <= 0x30FF) || (cp >= 0xAC00 && cp <= 0xD7A3) ||
	       (cp >= 0x20000 && cp <= 0x3FFFF) || (cp >= 0xF900 && cp <= 0xFAFF);
}

// What parts words besides ASCII: punctuation, symbols, emoji, the replacement character.
static bool is_mark(uint32_t cp)
{
	return cp < 0xC0 || (cp >= 0x2000 && cp <= 0x2BFF) ||
	       (cp >= 0x3000 && cp <= 0x303F) || (cp >= 0xFE00 && cp <= 0xFE4F) ||
	       (cp >= 0xFF01 && cp <= 0xFF0F) || (cp >= 0xFF1A && cp <= 0xFF20) ||
	       (cp >= 0xFF3B && cp <= 0xFF40) || (cp >= 0xFF5B && cp <= 0xFF65) ||
	       cp == 0xFFFD || (cp >= 0x1F000 && cp <= 0x1FAFF);
}

// A letter that is neither ASCII nor CJK, in lower case and half width.
static uint32_t fold(uint32_t cp)
{
	if (cp >= 0xFF10 && cp <= 0xFF19)
		return '0';
	if (cp >= 0xFF21 && cp <= 0xFF3A)
		return cp - 0xFF21 + 'a';
	if (cp >= 0xFF41 && cp <= 0xFF5A)
		return cp - 0xFF41 + 'a';
	if ((cp >= 0xC0 && cp <= 0xDE) || (cp >= 0x410 && cp <= 0x42F))
		return cp + 0x20;
	return cp;
}

// What stands at `at`; *n: its bytes. ASCII and the common three bytes of Chinese are
// read here, all else by utf8_next().
static inline uint32_t read_char(struct str text, size_t at, size_t *n)
{
	const unsigned char *p = (const unsigned char *)text.p + at;
	struct str rest;
	uint32_t cp;

	*n = 1;
	if (p[0] < 0x80)
		return p[0];
	*n = 3;
	if (at + 3 <= text.n && p[0] > 0xE0 && p[0] < 0xF0 && p[0] != 0xED &&
	    (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80)
		return (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
	rest = str_slice(text, at, text.n);
	cp = utf8_next(&rest);
	*n = text.n - at - rest.n;
	return cp;
}

static uint64_t hash_letter(uint64_t h, uint32_t cp)
{
	char bytes[4];
	size_t n = utf8_encode(fold(cp), bytes);

	for (size_t i = 0; i < n; i++)
		h = critic_hash_byte(h, (unsigned char)bytes[i]);
	return h;
}

// The letters and digits of ASCII at r->at.
static uint64_t hash_ascii(struct critic_reader *r, uint64_t h)
{
	const unsigned char *p = (const unsigned char *)r->text.p;
	size_t at = r->at, n = r->text.n, capitals = 0;
	unsigned char c;

	for (; at < n && (c = folded[p[at]]); at++) {
		h = critic_hash_byte(h, c);
		// 20 between a capital and its small letter, less between digits
		capitals += (size_t)((c ^ p[at]) >> 5);
	}
	r->at = at;
	r->capitals += capitals;
	return h;
}

// The apostrophe or letter that the word goes on with behind ASCII; 0: it ends here.
static uint32_t inner_letter(struct str text, size_t at, size_t *n)
{
	unsigned char c = (unsigned char)text.p[at];
	uint32_t cp;

	*n = 1;
	if (c < 0x80)
		return c == '\'' && at + 1 < text.n &&
				       folded[(unsigned char)text.p[at + 1]]
			       ? c
			       : 0;
	cp = read_char(text, at, n);
	if (cp == 0x2019)
		return '\'';
	return is_cjk(cp) || is_mark(cp) ? 0 : cp;
}

static void read_word(struct critic_reader *r, uint64_t h, struct critic_token *t)
{
	uint32_t cp;
	size_t n;

	h = hash_ascii(r, h);
	while (r->at < r->text.n && (cp = inner_letter(r->text, r->at, &n))) {
		h = hash_letter(h, cp);
		r->at += n;
		h = hash_ascii(r, h);
	}
	t->kind = TOKEN_WORD;
	t->hash = critic_hash_mix(h);
	t->n = r->at - t->from;
}

void critic_token_next(struct critic_reader *r, struct critic_token *t)
{
	uint32_t cp;

	t->from = r->at;
	if (folded[(unsigned char)r->text.p[r->at]]) {
		read_word(r, CRITIC_HASH_START, t);
		return;
	}
	cp = read_char(r->text, r->at, &t->n);
	r->at += t->n;
	if (is_cjk(cp)) {
		t->kind = TOKEN_CHARACTER;
		t->hash = critic_hash_char(han_simplify(cp));
	} else if (cp < 0x80 || is_mark(cp)) {
		t->kind = TOKEN_MARK;
		t->mark = cp;
	} else {
		read_word(r, hash_letter(CRITIC_HASH_START, cp), t);
	}
}
