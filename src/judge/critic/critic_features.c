#include "judge/critic/critic_features.h"

#include <math.h>
#include <pthread.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "judge/critic/critic_courtesy.h"
#include "judge/critic/critic_words.h"
#include "judge/refusal/refusal.h"
#include "text/han.h"

#define SLOTS ((size_t)1 << 15)
#define SLOTS_MIN ((size_t)1 << 9)
#define GRAMS_MAX ((size_t)CRITIC_RESPONSE_MAX + 256)
#define PROMPT_SLOTS 2048 // words of a prompt; over half of them are left out
#define COUNTS 256        // counts whose logarithm is looked up
#define ECHO_MIN 4        // bytes of a word that is looked for in the prompt

const char *const critic_dense_names[CRITIC_DENSE] = {
	[DENSE_FULL] = "refuses",
	[DENSE_PARTIAL] = "refuses in part",
	[DENSE_ASKS] = "asks back or empty",
	[DENSE_REFUSAL_FIRST] = "refuses at once",
	[DENSE_REFUSAL_LATE] = "refuses later",
	[DENSE_SORRY] = "apologies",
	[DENSE_CANNOT] = "inability",
	[DENSE_ETHICS] = "law and ethics",
	[DENSE_WARNING] = "disclaimers",
	[DENSE_INSTEAD] = "alternatives",
	[DENSE_AS_AI] = "speaks as an assistant",
	[DENSE_SURE] = "agrees",
	[DENSE_TITLE] = "titles",
	[DENSE_STEPS] = "steps",
	[DENSE_LIST] = "list items",
	[DENSE_LINES] = "lines",
	[DENSE_CODE] = "code",
	[DENSE_QUOTES] = "quotations",
	[DENSE_QUESTIONS] = "questions",
	[DENSE_EXCLAIMS] = "exclamations",
	[DENSE_COLONS] = "colons",
	[DENSE_BRACKETS] = "brackets",
	[DENSE_DIGITS] = "numbers",
	[DENSE_CAPITALS] = "capitals",
	[DENSE_LENGTH] = "length",
	[DENSE_SHORT] = "very short",
	[DENSE_LONG] = "long",
	[DENSE_WORD_LENGTH] = "length of words",
	[DENSE_VARIETY] = "variety of words",
	[DENSE_SYMBOLS] = "symbols",
	[DENSE_FIRST_PERSON] = "first person",
	[DENSE_SECOND_PERSON] = "second person",
	[DENSE_IMPERATIVE] = "instructions",
	[DENSE_NEGATION] = "negations",
	[DENSE_MODAL] = "modal verbs",
	[DENSE_OVERLAP] = "repeats the prompt",
	[DENSE_ECHO_OPENING] = "opens with the prompt's words",
	[DENSE_NO_PROMPT] = "no prompt",
	[DENSE_CJK] = "Chinese, Japanese or Korean",
	[DENSE_REFUSED_LONG] = "refuses at length",
};

struct critic_scratch {
	uint16_t slots[SLOTS]; // index of a gram + 1, 0: none
	size_t mask;
	struct critic_gram grams[GRAMS_MAX];
	size_t n;
	uint32_t prompt[PROMPT_SLOTS]; // words of the prompt, 0: none
	size_t prompt_words;
	uint64_t opening[3]; // the last tokens of it
};

struct token {
	uint64_t hash;
	size_t from, n;
	bool cjk;
};

// What the walk over a text counts.
struct walk {
	struct critic_scratch *s;
	struct str text;
	struct token last[2]; // the tokens before, n == 0 where a run begins
	size_t tokens, words, word_bytes, cjk, capitals, digits;
	size_t lines, items, steps, quotes, questions, exclaims, colons, brackets;
	size_t symbols, code;
	size_t long_words, echoed, echoed_opening;
	bool line_start;
};

static float log_of[COUNTS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

enum { SPACE, LETTER, CAPITAL, DIGIT, APOSTROPHE, MARK, HIGH };
static unsigned char class_of[256];

static int byte_class(unsigned char c)
{
	return class_of[c];
}

static unsigned char classify(unsigned char c)
{
	if (c >= 0x80)
		return HIGH;
	if (c >= 'a' && c <= 'z')
		return LETTER;
	if (c >= 'A' && c <= 'Z')
		return CAPITAL;
	if (c >= '0' && c <= '9')
		return DIGIT;
	if (c == '\'')
		return APOSTROPHE;
	return c <= ' ' ? SPACE : MARK;
}

static void init(void)
{
	for (size_t i = 1; i < COUNTS; i++)
		log_of[i] = (float)(1 + log((double)i));
	for (unsigned c = 0; c < 256; c++)
		class_of[c] = classify((unsigned char)c);
	critic_words_init();
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

static void add_gram(struct critic_scratch *s, uint64_t hash, size_t from, size_t n,
		     enum critic_gram_kind kind)
{
	size_t at = (size_t)(hash >> 24) & s->mask;

	for (; s->slots[at]; at = (at + 1) & s->mask) {
		if (s->grams[s->slots[at] - 1].full == hash) {
			s->grams[s->slots[at] - 1].count++;
			return;
		}
	}
	if (s->n == GRAMS_MAX)
		return;
	s->grams[s->n++] = (struct critic_gram){
		.full = hash,
		.count = 1,
		.from = (uint32_t)from,
		.n = (uint32_t)n,
		.kind = kind,
	};
	s->slots[at] = (uint16_t)s->n;
}

// The opening's grams are others than the body's.
static uint64_t apart(uint64_t gram)
{
	return critic_hash_mix(gram + 0xA0761D6478BD642Fu);
}

static bool in_prompt(const struct critic_scratch *s, uint64_t word)
{
	uint32_t key = (uint32_t)word | 1;
	size_t at = key >> 5 & (PROMPT_SLOTS - 1);

	while (s->prompt[at] && s->prompt[at] != key)
		at = (at + 1) & (PROMPT_SLOTS - 1);
	return s->prompt[at] != 0;
}

static void add_prompt_word(struct critic_scratch *s, uint64_t word)
{
	uint32_t key = (uint32_t)word | 1;
	size_t at = key >> 5 & (PROMPT_SLOTS - 1);

	if (s->prompt_words == PROMPT_SLOTS / 2 || in_prompt(s, word))
		return;
	while (s->prompt[at])
		at = (at + 1) & (PROMPT_SLOTS - 1);
	s->prompt[at] = key;
	s->prompt_words++;
}

static void add_opening(struct walk *w, const struct token *t, size_t from2, size_t from3)
{
	struct critic_scratch *s = w->s;
	size_t end = t->from + t->n;
	uint64_t one = t->hash;

	add_gram(s, apart(one), t->from, t->n, GRAM_OPENING);
	if (w->tokens > 0)
		add_gram(s, apart(critic_hash_join(s->opening[0], one)), from2,
			 end - from2, GRAM_OPENING);
	if (w->tokens > 1)
		add_gram(s,
			 apart(critic_hash_join(
				 critic_hash_join(s->opening[1], s->opening[0]), one)),
			 from3, end - from3, GRAM_OPENING);
	s->opening[1] = s->opening[0];
	s->opening[0] = one;
}

static void add_body(struct walk *w, const struct token *t)
{
	const struct token *a = &w->last[0], *b = &w->last[1];
	size_t end = t->from + t->n;
	uint64_t two;

	add_gram(w->s, t->hash, t->from, t->n, t->cjk ? GRAM_OTHER : GRAM_WORD);
	if (!a->n || a->cjk != t->cjk)
		return;
	two = critic_hash_join(a->hash, t->hash);
	add_gram(w->s, two, a->from, end - a->from, t->cjk ? GRAM_WORD : GRAM_OTHER);
	if (t->cjk && b->n && b->cjk)
		add_gram(w->s,
			 critic_hash_join(critic_hash_join(b->hash, a->hash), t->hash),
			 b->from, end - b->from, GRAM_OTHER);
}

static void add_token(struct walk *w, const struct token *t, size_t *openings)
{
	add_body(w, t);
	if (w->tokens < CRITIC_OPENING)
		add_opening(w, t, openings[0], openings[1]);
	openings[1] = openings[0];
	openings[0] = t->from;
	if (w->s->prompt_words && (t->cjk || t->n >= ECHO_MIN)) {
		bool echoed = in_prompt(w->s, t->hash);

		w->long_words++;
		w->echoed += echoed;
		w->echoed_opening += echoed && w->tokens < CRITIC_OPENING;
	}
	w->tokens++;
	w->last[1] = w->last[0];
	w->last[0] = *t;
}

// The character at the front of [at, text.n); *n: its bytes. The common three bytes of
// Chinese are read here, all else by utf8_next().
static uint32_t read_char(struct str text, size_t at, size_t *n)
{
	const unsigned char *p = (const unsigned char *)text.p + at;
	struct str rest;
	uint32_t cp;

	if (at + 3 <= text.n && p[0] > 0xE0 && p[0] < 0xED && (p[1] & 0xC0) == 0x80 &&
	    (p[2] & 0xC0) == 0x80) {
		*n = 3;
		return (p[0] & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u);
	}
	rest = str_slice(text, at, text.n);
	cp = utf8_next(&rest);
	*n = text.n - at - rest.n;
	return cp;
}

// Reads a word at text.p[*at]; a character of CJK there is a token by itself, a mark
// none.
static bool read_token(struct str text, size_t *at, struct token *t, size_t *capitals)
{
	uint64_t h = CRITIC_HASH_START;
	size_t i = *at;

	*t = (struct token){.from = i};
	while (i < text.n) {
		unsigned char c = (unsigned char)text.p[i];
		int class = byte_class(c);

		if (class == HIGH) {
			size_t n, end;
			uint32_t cp = read_char(text, i, &n);
			char folded[4];

			end = i + n;

			if (cp == 0x2019 && i > t->from) {
				h = critic_hash_byte(h, '\'');
				i += n;
				continue;
			}
			if (is_cjk(cp) && i == t->from) {
				t->hash = critic_hash_char(han_simplify(cp));
				t->cjk = true;
				t->n = n;
				*at = i + n;
				return true;
			}
			if (is_cjk(cp) || is_mark(cp))
				break;
			n = utf8_encode(fold(cp), folded);
			for (size_t k = 0; k < n; k++)
				h = critic_hash_byte(h, (unsigned char)folded[k]);
			i = end;
			continue;
		}
		if (class == SPACE || class == MARK ||
		    (class == APOSTROPHE && i == t->from))
			break;
		if (class == APOSTROPHE &&
		    (i + 1 == text.n ||
		     byte_class((unsigned char)text.p[i + 1]) < LETTER ||
		     byte_class((unsigned char)text.p[i + 1]) > DIGIT))
			break;
		if (class == CAPITAL) {
			c = (unsigned char)(c + 'a' - 'A');
			++*capitals;
		} else if (class == DIGIT) {
			c = '0';
		}
		h = critic_hash_byte(h, c);
		i++;
	}
	t->n = i - t->from;
	t->hash = critic_hash_mix(h);
	*at = i;
	return t->n > 0;
}

// Marks that mean the same in English and Chinese.
static void count_kind(struct walk *w, uint32_t cp)
{
	switch (cp) {
	case '`':
	case '{':
	case '}':
	case ';':
		w->code++;
		break;
	case '"':
	case 0x201C:
	case 0x300C:
		w->quotes++;
		break;
	case '?':
	case 0xFF1F:
		w->questions++;
		break;
	case '!':
	case 0xFF01:
		w->exclaims++;
		break;
	case ':':
	case 0xFF1A:
		w->colons++;
		break;
	case '[':
	case '(':
	case '<':
	case 0xFF08:
		w->brackets++;
		break;
	default:
		break;
	}
}

// A byte or character between words.
static void count_mark(struct walk *w, size_t *at)
{
	size_t n;
	uint32_t cp = read_char(w->text, *at, &n);

	*at += n;
	if (cp == ' ' || cp == '\t' || cp == '\r' || cp == 0x3000)
		return;
	// Words go on over marks, Chinese characters do not.
	if (w->last[0].cjk)
		w->last[0].n = w->last[1].n = 0;
	if (cp == '\n') {
		w->lines += !w->line_start; // empty ones are layout
		w->line_start = true;
		return;
	}
	if (w->line_start && (cp == '-' || cp == '*' || cp == 0x2022))
		w->items++;
	if (cp != '*')
		w->line_start = false;
	w->symbols++;
	count_kind(w, cp);
}

static void walk_response(struct walk *w)
{
	size_t at = 0, openings[2] = {0, 0};

	w->line_start = true;
	while (at < w->text.n) {
		struct token t;

		if (w->text.p[at] == ' ') {
			at++;
			continue;
		}
		if (!read_token(w->text, &at, &t, &w->capitals)) {
			count_mark(w, &at);
			continue;
		}
		if (!t.cjk) {
			bool number =
				byte_class((unsigned char)w->text.p[t.from]) == DIGIT;

			w->words++;
			w->word_bytes += t.n;
			w->digits += number;
			if (w->line_start && number && at < w->text.n &&
			    (w->text.p[at] == '.' || w->text.p[at] == ')'))
				w->items++;
			if (w->line_start && (t.n == 4 || t.n == 5))
				w->steps += (critic_words_mask(t.hash) & WORDS_STEP) != 0;
		}
		w->cjk += t.cjk;
		w->line_start = false;
		add_token(w, &t, openings);
	}
}

static void read_prompt(struct critic_scratch *s, struct str prompt)
{
	struct str text = utf8_clip(prompt, CRITIC_PROMPT_MAX);
	size_t at = 0, capitals = 0;

	memset(s->prompt, 0, sizeof(s->prompt));
	s->prompt_words = 0;
	while (at < text.n) {
		struct token t;

		if (read_token(text, &at, &t, &capitals)) {
			if (t.cjk || t.n >= ECHO_MIN)
				add_prompt_word(s, t.hash);
		} else {
			size_t n;

			read_char(text, at, &n);
			at += n;
		}
	}
}

static void weigh(struct critic_scratch *s, size_t *kinds)
{
	double sum[2] = {0, 0};
	float scale[2];

	for (size_t i = 0; i < s->n; i++) {
		struct critic_gram *g = &s->grams[i];

		g->value = log_of[g->count < COUNTS ? g->count : COUNTS - 1];
		sum[g->kind == GRAM_OPENING] += (double)g->value * (double)g->value;
	}
	for (size_t k = 0; k < 2; k++)
		scale[k] = sum[k] > 0 ? (float)(1 / sqrt(sum[k])) : 0;
	for (size_t i = 0; i < s->n; i++) {
		struct critic_gram *g = &s->grams[i];

		g->value *= scale[g->kind == GRAM_OPENING];
		if (g->kind == GRAM_WORD) {
			unsigned mask = critic_words_mask(g->full);

			for (size_t k = 0; mask; k++, mask >>= 1)
				if (mask & 1)
					kinds[k] += g->count;
		}
	}
}

static float share(size_t part, size_t whole)
{
	return whole ? (float)part / (float)whole : 0;
}

static float few(size_t n) // 0, 1/3, 1/2, 3/5, ...: the first ones count most
{
	return (float)n / (float)(n + 2);
}

static void put_rule(struct critic_features *out, struct str text, const struct walk *w)
{
	float *d = out->dense;

	out->rule = refusal_of(utf8_clip(text, CRITIC_RULE_MAX), &out->why);
	d[DENSE_FULL] = out->rule == REFUSAL_FULL;
	d[DENSE_PARTIAL] = out->rule == REFUSAL_PARTIAL;
	d[DENSE_ASKS] = out->rule == REFUSAL_UNKNOWN;
	if (out->why.n) {
		bool first = (size_t)(out->why.p - text.p) < 80;

		d[DENSE_REFUSAL_FIRST] = first;
		d[DENSE_REFUSAL_LATE] = !first;
	}
	if (out->rule == REFUSAL_FULL)
		d[DENSE_REFUSED_LONG] = share(w->tokens, w->tokens + 200);
}

static void put_kinds(float *d, const size_t *kinds)
{
	static const unsigned char place[WORDS_KINDS] = {
		DENSE_SORRY,    DENSE_CANNOT,       DENSE_ETHICS,        DENSE_WARNING,
		DENSE_INSTEAD,  DENSE_AS_AI,        DENSE_SURE,          DENSE_TITLE,
		DENSE_STEPS,    DENSE_FIRST_PERSON, DENSE_SECOND_PERSON, DENSE_IMPERATIVE,
		DENSE_NEGATION, DENSE_MODAL,
	};

	for (size_t k = 0; k < WORDS_KINDS; k++)
		d[place[k]] = few(kinds[k]);
}

static void put_counts(float *d, const struct walk *w)
{
	size_t openings = w->tokens < CRITIC_OPENING ? w->tokens : CRITIC_OPENING;
	double length = log(1 + (double)w->tokens) / 7;

	d[DENSE_STEPS] = few((size_t)(d[DENSE_STEPS] > 0) + 3 * w->steps);
	d[DENSE_LIST] = few(w->items);
	d[DENSE_LINES] = few(w->lines);
	d[DENSE_CODE] = few(w->code);
	d[DENSE_QUOTES] = few(w->quotes);
	d[DENSE_QUESTIONS] = few(w->questions);
	d[DENSE_EXCLAIMS] = few(w->exclaims);
	d[DENSE_COLONS] = few(w->colons);
	d[DENSE_BRACKETS] = few(w->brackets);
	d[DENSE_DIGITS] = few(w->digits);
	d[DENSE_CAPITALS] = share(w->capitals, w->word_bytes);
	d[DENSE_LENGTH] = (float)(length < 1 ? length : 1);
	d[DENSE_SHORT] = w->tokens < 12;
	d[DENSE_LONG] = w->tokens > 150;
	d[DENSE_WORD_LENGTH] = share(w->word_bytes, 10 * w->words);
	d[DENSE_VARIETY] = share(w->s->n, 3 * w->tokens + 90);
	d[DENSE_SYMBOLS] = share(w->symbols, w->tokens + w->symbols);
	d[DENSE_OVERLAP] = share(w->echoed, w->long_words);
	d[DENSE_ECHO_OPENING] = share(w->echoed_opening, openings);
	d[DENSE_NO_PROMPT] = w->s->prompt_words == 0;
	d[DENSE_CJK] = share(w->cjk, w->tokens);
}

void critic_features_of(struct critic_scratch *s, struct str prompt, struct str response,
			struct critic_features *out)
{
	struct walk w = {.s = s,
			 .text = utf8_clip(critic_answer_of(response),
					   CRITIC_RESPONSE_MAX)};
	size_t kinds[WORDS_KINDS] = {0}, slots = SLOTS_MIN;

	pthread_once(&once, init);
	while (slots < 3 * w.text.n && slots < SLOTS)
		slots *= 2;
	memset(s->slots, 0, slots * sizeof(*s->slots));
	s->mask = slots - 1;
	s->n = 0;
	*out = (struct critic_features){0};
	read_prompt(s, prompt);
	walk_response(&w);
	weigh(s, kinds);
	put_kinds(out->dense, kinds);
	put_counts(out->dense, &w);
	put_rule(out, w.text, &w);
	out->grams = s->grams;
	out->n = s->n;
	out->tokens = w.tokens;
	out->text = w.text;
}

struct critic_scratch *critic_scratch_create(void)
{
	return mem_zalloc(sizeof(struct critic_scratch));
}

void critic_scratch_destroy(struct critic_scratch *s)
{
	mem_free(s);
}

static pthread_key_t mine;
static pthread_once_t mine_once = PTHREAD_ONCE_INIT;

static void destroy_mine(void *s)
{
	critic_scratch_destroy(s);
}

static void init_mine(void)
{
	if (pthread_key_create(&mine, destroy_mine))
		bug("pthread_key_create");
}

struct critic_scratch *critic_scratch_mine(void)
{
	struct critic_scratch *s;

	pthread_once(&mine_once, init_mine);
	s = pthread_getspecific(mine);
	if (!s) {
		s = critic_scratch_create();
		pthread_setspecific(mine, s);
	}
	return s;
}
