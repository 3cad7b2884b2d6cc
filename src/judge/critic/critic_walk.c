#include "judge/critic/critic_walk.h"

#include "base/utf8.h"
#include "judge/critic/critic_token.h"
#include "judge/critic/critic_words.h"

#define ECHO_MIN 4 // bytes of a word that is looked for in the prompt
#define ECHO_SLOTS_MIN ((size_t)1 << 6)

// --- The prompt's words.

static size_t echo_place(const struct critic_echo *e, uint32_t key)
{
	size_t at = key >> 5 & e->mask;

	while (e->slots[at] && e->slots[at] != key)
		at = (at + 1) & e->mask;
	return at;
}

static uint32_t echo_key(const struct critic_token *t)
{
	return (uint32_t)t->hash | 1;
}

static bool is_long(const struct critic_token *t)
{
	return t->kind == TOKEN_CHARACTER || t->n >= ECHO_MIN;
}

void critic_walk_prompt(struct str prompt, struct critic_echo *out)
{
	struct critic_reader r = {.text = utf8_clip(prompt, CRITIC_PROMPT_MAX)};
	size_t slots = ECHO_SLOTS_MIN;

	while (slots < r.text.n)
		slots *= 2;
	memset(out->slots, 0, slots * sizeof(*out->slots));
	out->mask = slots - 1;
	out->words = 0;
	while (r.at < r.text.n) {
		struct critic_token t;

		critic_token_next(&r, &t);
		if (t.kind == TOKEN_MARK || !is_long(&t))
			continue;
		out->slots[echo_place(out, echo_key(&t))] = echo_key(&t);
		out->words++;
	}
}

// --- The response.

struct walk {
	const struct critic_echo *prompt;
	struct critic_grams *grams;
	struct critic_counts c;
	// The token before, and the gram of it and the one before it.
	uint64_t before, pair;
	size_t from, pair_from; // bytes of the text
	// How many tokens stand in a row before this one, all characters or all words;
	// 0 at a break.
	size_t run;
	enum critic_token_kind kind; // of those
	bool line_start;
};

// The opening's grams are others than the body's.
static void add_opening(struct walk *w, uint64_t gram, size_t from, size_t end)
{
	critic_grams_add(w->grams, critic_hash_mix(gram + 0xA0761D6478BD642Fu), from,
			 end - from, GRAM_OPENING);
}

static void add_grams(struct walk *w, const struct critic_token *t)
{
	size_t end = t->from + t->n;
	uint64_t two = critic_hash_join(w->before, t->hash);
	uint64_t three = critic_hash_join(w->pair, t->hash);

	bool characters = t->kind == TOKEN_CHARACTER;

	if (w->kind != t->kind)
		w->run = 0;
	critic_grams_add(w->grams, t->hash, t->from, t->n,
			 characters ? GRAM_OTHER : GRAM_WORD);
	if (w->run > 0)
		critic_grams_add(w->grams, two, w->from, end - w->from,
				 characters ? GRAM_WORD : GRAM_OTHER);
	if (w->run > 1 && characters)
		critic_grams_add(w->grams, three, w->pair_from, end - w->pair_from,
				 GRAM_OTHER);
	if (w->c.tokens < CRITIC_OPENING) { // breaks and scripts do not matter there
		add_opening(w, t->hash, t->from, end);
		if (w->c.tokens > 0)
			add_opening(w, two, w->from, end);
		if (w->c.tokens > 1)
			add_opening(w, three, w->pair_from, end);
	}
	w->pair = two;
	w->pair_from = w->from;
	w->before = t->hash;
	w->from = t->from;
	w->kind = t->kind;
	w->run++;
}

static void count_echo(struct walk *w, const struct critic_token *t)
{
	bool is_echo =
		is_long(t) & (w->prompt->slots[echo_place(w->prompt, echo_key(t))] != 0);

	w->c.long_words += is_long(t);
	w->c.echoed += is_echo;
	w->c.echoed_opening += is_echo & (w->c.tokens < CRITIC_OPENING);
}

// A word, and what stands behind it.
static void count_word(struct walk *w, const struct critic_token *t, struct str text)
{
	size_t end = t->from + t->n;
	char first = text.p[t->from], next = end < text.n ? text.p[end] : ' ';
	bool number = first >= '0' && first <= '9';

	w->c.words++;
	w->c.word_bytes += t->n;
	w->c.digits += number;
	if (!w->line_start)
		return;
	if (number && (next == '.' || next == ')'))
		w->c.items++;
	if (t->n == 4 || t->n == 5)
		w->c.steps += (critic_words_mask(t->hash) & WORDS_STEP) != 0;
}

// Marks that mean the same in English and Chinese.
static void count_kind(struct critic_counts *c, uint32_t cp)
{
	switch (cp) {
	case '`':
	case '{':
	case '}':
	case ';':
		c->code++;
		break;
	case '"':
	case 0x201C:
	case 0x300C:
		c->quotes++;
		break;
	case '?':
	case 0xFF1F:
		c->questions++;
		break;
	case '!':
	case 0xFF01:
		c->exclaims++;
		break;
	case ':':
	case 0xFF1A:
		c->colons++;
		break;
	case '[':
	case '(':
	case '<':
	case 0xFF08:
		c->brackets++;
		break;
	default:
		break;
	}
}

// A character between words.
static void count_mark(struct walk *w, uint32_t cp)
{
	if (cp == ' ' || cp == '\t' || cp == '\r' || cp == 0x3000)
		return;
	// Words go on over marks, Chinese characters do not.
	if (w->kind == TOKEN_CHARACTER)
		w->run = 0;
	if (cp == '\n') {
		w->c.lines += !w->line_start; // empty ones are layout
		w->line_start = true;
		return;
	}
	if (w->line_start && (cp == '-' || cp == '*' || cp == 0x2022))
		w->c.items++;
	if (cp != '*')
		w->line_start = false;
	w->c.symbols++;
	count_kind(&w->c, cp);
}

void critic_walk(struct str text, const struct critic_echo *prompt,
		 struct critic_grams *grams, struct critic_counts *out)
{
	struct walk w = {.prompt = prompt, .grams = grams, .line_start = true};
	struct critic_reader r = {.text = text};

	while (r.at < text.n) {
		struct critic_token t;

		if (text.p[r.at] == ' ') {
			r.at++;
			continue;
		}
		critic_token_next(&r, &t);
		if (t.kind == TOKEN_MARK) {
			count_mark(&w, t.mark);
			continue;
		}
		if (t.kind == TOKEN_WORD)
			count_word(&w, &t, text);
		else
			w.c.cjk++;
		w.line_start = false;
		add_grams(&w, &t);
		count_echo(&w, &t);
		w.c.tokens++;
	}
	*out = w.c;
	out->capitals = r.capitals;
}
