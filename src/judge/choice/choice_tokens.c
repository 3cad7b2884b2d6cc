#include "judge/choice/choice_tokens.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "judge/choice/choice_names.h"

#define TEXT_MIN 12 // bytes of an option's text that is told from common words

struct lexing {
	struct arena *arena;
	const struct choice_question *q;
	struct str plain;
	struct str texts[CHOICE_OPTIONS_MAX]; // of the options, in their normal form
	VEC(struct token) out;
	uint32_t gap;
};

static void push(struct lexing *l, struct token t)
{
	t.gap = l->gap;
	l->gap = 0;
	VEC_PUSH(&l->out, t);
}

// The longest text of an option that stands at `at`: its bytes. Several may have it.
static size_t text_at(const struct lexing *l, size_t at, uint32_t *places)
{
	size_t longest = 0;
	for (size_t i = 0; i < l->q->n; i++) {
		struct str text = l->texts[i];
		if (text.n < TEXT_MIN || text.n < longest ||
		    !str_starts(str_slice(l->plain, at, l->plain.n), text))
			continue;
		size_t end = at + text.n;
		if (is_alnum(text.p[text.n - 1]) && end < l->plain.n &&
		    is_alnum(l->plain.p[end]))
			continue;
		*places = (text.n == longest ? *places : 0) | 1u << i;
		longest = text.n;
	}
	return longest;
}

// Of the two that this sentence named last, in the order it named them.
static uint32_t named_before(const struct lexing *l, bool latter)
{
	uint32_t last = 0;
	for (size_t i = l->out.n; i-- > 0;) {
		const struct token *t = &l->out.p[i];
		if (t->what == TOKEN_STOP || t->what == TOKEN_LINE ||
		    t->what == TOKEN_ASK)
			break;
		bool one = (t->what == TOKEN_NAME || t->what == TOKEN_BARE) &&
			   (t->places == 1 || t->places == 2);
		if (one && last && t->places != last)
			return latter ? last : t->places;
		if (one && !last)
			last = t->places;
	}
	return latter ? 2 : 1;
}

// The options whose whole text is what stands there.
static uint32_t whole_text(const struct lexing *l, size_t from, size_t to)
{
	struct str said = str_slice(l->plain, from, to);
	uint32_t places = 0;
	for (size_t i = 0; i < l->q->n; i++)
		if (str_eq_nocase(l->texts[i], said))
			places |= 1u << i;
	return places;
}

// "A" where another option's text is "A": nobody knows which is meant.
static bool is_other_text(const struct lexing *l, uint32_t places, size_t from, size_t to)
{
	uint32_t texts = whole_text(l, from, to);
	return texts && texts != places;
}

// A number that is an option's text is not the number of another place, unless the texts
// are nothing but such numbers.
static bool number_text(const struct lexing *l, size_t at, struct token *out)
{
	size_t end = at, labels = 0;
	while (end < l->plain.n && is_digit(l->plain.p[end]))
		end++;
	uint32_t texts = end > at ? whole_text(l, at, end) : 0;
	if (!texts || (end < l->plain.n && is_alpha(l->plain.p[end])))
		return false;
	for (size_t i = 0; i < l->q->n; i++) {
		struct str text = l->texts[i];
		labels += text.n == 1 && text.p[0] > '0' &&
			  (size_t)(text.p[0] - '0') <= l->q->n;
	}
	bool own = l->plain.p[at] != '0' && end == at + 1 &&
		   texts == 1u << (l->plain.p[at] - '1');
	*out = (struct token){.what = TOKEN_BARE,
			      .clash = labels == l->q->n && !own,
			      .places = texts,
			      .from = (uint32_t)at,
			      .to = (uint32_t)end};
	return true;
}

static size_t take_name(struct lexing *l, size_t at)
{
	uint32_t places = 0;
	size_t text = text_at(l, at, &places);
	if (text) {
		push(l, (struct token){.what = TOKEN_NAME,
				       .text = true,
				       .clash = (places & (places - 1)) != 0,
				       .places = places,
				       .from = (uint32_t)at,
				       .to = (uint32_t)(at + text)});
		return text;
	}
	struct token number = {0};
	if (number_text(l, at, &number)) {
		push(l, number);
		return number.to - number.from;
	}
	struct name name = choice_name(l->q, l->plain, at);
	if (name.kind == NAME_NONE) {
		l->gap += name.n > 0;
		return name.n;
	}
	if (name.kind == NAME_FORMER || name.kind == NAME_LATTER)
		name.places = named_before(l, name.kind == NAME_LATTER);
	push(l, (struct token){.what = name.kind == NAME_BARE ? TOKEN_BARE : TOKEN_NAME,
			       .clash = name.kind == NAME_BARE &&
					is_other_text(l, name.places, at, at + name.n),
			       .places = name.places,
			       .from = (uint32_t)at,
			       .to = (uint32_t)(at + name.n)});
	return name.n;
}

// A full stop ends a sentence unless it stands within a number or a name.
static int mark_at(struct str s, size_t at)
{
	char next = at + 1 < s.n ? s.p[at + 1] : '\n';
	switch (s.p[at]) {
	case '\n':
		return TOKEN_LINE;
	case '?':
		return TOKEN_ASK;
	case ';':
	case '!':
		return TOKEN_STOP;
	case '.':
		return next == ' ' || next == '\n' || (unsigned char)next >= 0x80
			       ? TOKEN_STOP
			       : -1;
	case ',':
		return TOKEN_COMMA;
	case ':':
		return TOKEN_COLON;
	default:
		return -1;
	}
}

// What cannot begin a word: the middle of one.
static bool is_inside(struct str s, size_t at)
{
	return at && is_alnum(s.p[at]) && (is_alnum(s.p[at - 1]) || s.p[at - 1] == '\'');
}

// The word, name or character at `at`; its bytes.
static size_t take(struct lexing *l, size_t at)
{
	struct str s = l->plain;
	unsigned char c = (unsigned char)s.p[at];
	enum word word;
	int mark = mark_at(s, at);
	if (mark >= 0) {
		push(l, (struct token){.what = (unsigned char)mark,
				       .from = (uint32_t)at,
				       .to = (uint32_t)at + 1});
		return 1;
	}
	size_t n = is_inside(s, at) ? 0 : take_name(l, at);
	if (n)
		return n;
	n = is_inside(s, at) ? 0 : choice_word(s, at, &word);
	if (n) {
		push(l, (struct token){.what = (unsigned char)word,
				       .from = (uint32_t)at,
				       .to = (uint32_t)(at + n)});
		return n;
	}
	struct str rest = str_slice(s, at, s.n);
	uint32_t cp = utf8_next(&rest);
	l->gap += c < 0x80 ? is_alnum((char)c) : cp >= 0x2E80 || cp < 0x2000;
	return s.n - at - rest.n;
}

static bool is_thin(const struct token *t)
{
	return t->what == TOKEN_COLON || t->what == TOKEN_STOP ||
	       t->what == TOKEN_COMMA || t->what == WORD_AND;
}

// A name and the text behind it are one name: "B. 立即报警". With the text of another
// option it contradicts itself.
static void merge(struct lexing *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->out.n; i++) {
		struct token t = l->out.p[i];
		size_t next = i + 1;
		if (next < l->out.n && is_name(&t) && is_thin(&l->out.p[next]) &&
		    !l->out.p[next].gap)
			next++;
		const struct token *text = &l->out.p[next < l->out.n ? next : i];
		bool near = text != &l->out.p[i] && text->text && !text->gap;
		bool comma = next == i + 2 && (l->out.p[i + 1].what == TOKEN_COMMA ||
					       l->out.p[i + 1].what == WORD_AND);
		bool own = near && (t.places & text->places) == t.places;
		if (is_name(&t) && !t.text && near && (own || !comma)) {
			t.clash = !own;
			t.places |= own ? 0 : text->places;
			t.what = TOKEN_NAME;
			t.text = true;
			t.to = text->to;
			i = next;
		}
		l->out.p[n++] = t;
	}
	l->out.n = n;
}

// "更好的还是回复2" asks nothing where no name stands before it.
static void read_still(struct lexing *l)
{
	bool named = false;
	for (size_t i = 0; i < l->out.n; i++) {
		struct token *t = &l->out.p[i];
		bool ends = t->what >= TOKEN_COMMA || t->what == WORD_BUT;
		bool still = listed_is(LIST_STILL, str_slice(l->plain, t->from, t->to));
		if (t->what == WORD_OR && still && !named)
			t->what = i + 1 < l->out.n && is_name(t + 1) ? WORD_IS
								     : WORD_FILLER;
		named = !ends && (named || is_name(t));
	}
}

struct token_list choice_tokens(struct arena *a, const struct choice_question *q,
				struct str plain)
{
	struct lexing l = {.arena = a, .q = q, .plain = plain};
	for (size_t i = 0; i < q->n && i < CHOICE_OPTIONS_MAX; i++) {
		struct str text = choice_plain(a, q->texts[i], q->texts[i].n + 1);
		while (text.n && strchr(".;!?,", text.p[text.n - 1]))
			text.n--;
		l.texts[i] = text;
	}
	for (size_t at = 0; at < plain.n;)
		at += take(&l, at);
	push(&l, (struct token){.what = TOKEN_STOP,
				.from = (uint32_t)plain.n,
				.to = (uint32_t)plain.n});
	merge(&l);
	read_still(&l);
	struct token_list list = {plain, NULL, l.out.n};
	list.list = arena_copy(a, l.out.p, l.out.n * sizeof(*l.out.p));
	VEC_FREE(&l.out);
	return list;
}
