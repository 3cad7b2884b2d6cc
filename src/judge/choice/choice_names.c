#include "judge/choice/choice_names.h"

#include "judge/choice/choice_lexicon.h"

#define PLACE_NONE ((size_t)-1)

static char at(struct str s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

static bool begins(struct str s, size_t i, const char *word)
{
	return str_starts(str_slice(s, i, s.n), str_of(word));
}

// A number or a letter that names a place: its bytes.
static size_t number(const struct choice_question *q, struct str s, size_t i,
		     size_t *place)
{
	*place = PLACE_NONE;
	if (is_digit(at(s, i))) {
		size_t n = 1 + is_digit(at(s, i + 1));
		if (is_digit(at(s, i + n)) ||
		    (at(s, i + n) == '.' && is_digit(at(s, i + n + 1))))
			return 0;
		*place = (n == 1 ? (size_t)(s.p[i] - '0')
				 : (size_t)(s.p[i] - '0') * 10 +
					   (size_t)(s.p[i + 1] - '0')) -
			 1;
		return n;
	}
	if (is_upper(at(s, i)) && !is_alpha(at(s, i + 1)) && !is_digit(at(s, i + 1))) {
		*place = (size_t)(s.p[i] - 'A');
		return 1;
	}
	size_t n = listed_at(LIST_NUMBERS, s, i, place);
	return n || !q->pair ? n : listed_at(LIST_STEMS, s, i, place);
}

static struct name full(const struct choice_question *q, size_t place, size_t n)
{
	if (place >= q->n)
		return (struct name){NAME_NONE, 0, n};
	return (struct name){NAME_FULL, 1u << place, n};
}

static size_t skip_any(struct str s, size_t i, const char *of, size_t most)
{
	size_t n = 0;
	while (n < most && at(s, i + n) && strchr(of, at(s, i + n)))
		n++;
	return n;
}

// "]" and "号" behind a number belong to it.
static size_t tail(struct str s, size_t i)
{
	size_t n = skip_any(s, i, "])", 1);
	return n + listed_at(LIST_NUMBER_ENDS, s, i + n, NULL);
}

// "回复一样好", "回答一个": no number.
static bool is_one_word(struct str s, size_t i)
{
	size_t n = listed_at(LIST_ONE, s, i, NULL);
	return n && listed_at(LIST_ONE_ENDS, s, i + n, NULL);
}

// "option b"; an article is no letter.
static size_t small_letter(struct str s, size_t i, size_t *place)
{
	char c = at(s, i);
	if (c < 'a' || c > 'h' || is_alpha(at(s, i + 1)) ||
	    (c == 'a' && at(s, i + 1) == ' '))
		return 0;
	*place = (size_t)(c - 'a');
	return 1;
}

// Noun and number: "回复1", "[Reply 2]", "option B".
static struct name by_noun(const struct choice_question *q, struct str s, size_t i)
{
	size_t place, noun = listed_at(LIST_NOUNS_ZH, s, i, NULL);
	bool zh = noun > 0;
	if (!zh)
		noun = listed_at(LIST_NOUNS_EN, s, i, NULL);
	if (!noun)
		return (struct name){0};
	size_t from = i + noun;
	from += skip_any(s, from, zh ? " [(#" : " [(#-", 2);
	if (!zh && begins(s, i + noun, " -")) // "Reply -1"
		return (struct name){0};
	if (!zh)
		from += listed_at(LIST_NUMERO, s, from, NULL);
	size_t n = number(q, s, from, &place);
	if (!n && from > i + noun)
		n = small_letter(s, from, &place);
	if (!n || place == PLACE_NONE)
		return (struct name){0};
	if (zh && is_one_word(s, from))
		return (struct name){0};
	return full(q, place, from + n + tail(s, from + n) - i);
}

// What may stand behind "第一个" where the noun is left out.
static bool ends_ordinal(struct str s, size_t i)
{
	if (i >= s.n || strchr(",;:.!?)]\n", s.p[i]))
		return true;
	if (s.p[i] == ' ')
		return i + 1 >= s.n || (unsigned char)s.p[i + 1] < 0x80;
	return listed_at(LIST_ORDINAL_ENDS, s, i, NULL) > 0;
}

// "第一个回复", "第2项".
static struct name by_ordinal(const struct choice_question *q, struct str s, size_t i)
{
	size_t place = PLACE_NONE, front = listed_at(LIST_ORDINAL_FRONT, s, i, NULL);
	size_t from = i + front;
	size_t n = front ? number(q, s, from, &place) : 0;
	if (!n || place == PLACE_NONE)
		return (struct name){0};
	from += n;
	size_t measure = listed_at(LIST_MEASURES, s, from, NULL);
	from += measure;
	size_t noun = listed_at(LIST_NOUNS_ZH, s, from, NULL);
	if (!noun && !(measure && ends_ordinal(s, from)))
		return (struct name){0};
	return full(q, place, from + noun - i);
}

// "the second reply", "the first is".
static struct name by_english_ordinal(const struct choice_question *q, struct str s,
				      size_t i)
{
	size_t place, item, the = listed_at(LIST_THE, s, i, NULL);
	size_t n = listed_at(LIST_ORDINALS, s, i + the, &place), end = i + the + n;
	bool blank = at(s, end) == ' ';
	if (!n)
		return (struct name){0};
	size_t noun = blank ? listed_at(LIST_NOUNS_EN, s, end + 1, NULL) : 0;
	if (noun)
		return full(q, place, end + 1 + noun - i);
	size_t next = blank ? listed_at(LIST_ORDINAL_FOLLOWS, s, end + 1, &item) : 0;
	bool ends = end >= s.n || strchr(".!;\n", s.p[end]);
	if (!the || !(next || ends))
		return (struct name){0};
	return full(q, place, end + (next && item == 0 ? 1 + next : 0) - i);
}

// "前者", "后一个回复", "the former".
static struct name by_order(const struct choice_question *q, struct str s, size_t i)
{
	size_t item, n = listed_at(LIST_ORDER, s, i, &item);
	if (!n || !q->pair)
		return (struct name){0};
	return (struct name){item ? NAME_LATTER : NAME_FORMER, 0, n};
}

// "B项", "C选项", "2号".
static struct name by_suffix(const struct choice_question *q, struct str s, size_t i)
{
	size_t place, n = 0;
	if (is_upper(at(s, i)) || is_digit(at(s, i)))
		n = number(q, s, i, &place);
	if (n && at(s, i + n) == ' ')
		n++;
	size_t suffix = n ? listed_at(LIST_SUFFIXES, s, i + n, NULL) : 0;
	if (!suffix || place == PLACE_NONE)
		return (struct name){0};
	return full(q, place, n + suffix);
}

// Letters that stand together: "ACD", of a question that asks for several.
static struct name letters(const struct choice_question *q, struct str s, size_t i)
{
	struct name name = {NAME_BARE, 0, 0};
	char last = 0;
	while (is_upper(at(s, i + name.n)) && s.p[i + name.n] > last &&
	       (size_t)(s.p[i + name.n] - 'A') < q->n) {
		last = s.p[i + name.n++];
		name.places |= 1u << (last - 'A');
	}
	char next = at(s, i + name.n);
	bool word = is_alpha(next) || is_digit(next) || next == '\'' ||
		    (next == '-' && is_alpha(at(s, i + name.n + 1)));
	return !word && (name.n == 1 || (name.n > 1 && !q->pair)) ? name
								  : (struct name){0};
}

static struct name bare(const struct choice_question *q, struct str s, size_t i)
{
	size_t place;
	char c = at(s, i), next = at(s, i + 1);
	size_t hash = c == '#';
	if (is_upper(c))
		return letters(q, s, i);
	if (i && s.p[i - 1] == '-' && (i < 2 || s.p[i - 2] == ' '))
		return (struct name){0}; // "-1"
	if (is_digit(at(s, i + hash))) {
		size_t n = number(q, s, i + hash, &place);
		if (!n || place >= q->n || is_alpha(at(s, i + hash + n)) ||
		    listed_at(LIST_UNITS, s, i + hash + n, NULL)) // "2个"
			return (struct name){0};
		return (struct name){NAME_BARE, 1u << place, n + hash};
	}
	if (c >= 'a' && (size_t)(c - 'a') < q->n && c <= 'z' && !is_alpha(next) &&
	    (next == '\0' || strchr(")].,:;\n", next)))
		return (struct name){NAME_BARE, 1u << (c - 'a'), 1};
	return (struct name){0};
}

struct name choice_name(const struct choice_question *q, struct str plain, size_t at)
{
	static struct name (*const ways[])(const struct choice_question *q, struct str s,
					   size_t i) = {
		by_noun, by_ordinal, by_english_ordinal, by_order, by_suffix, bare,
	};
	for (size_t k = 0; k < COUNT(ways); k++) {
		struct name name = ways[k](q, plain, at);
		if (name.kind != NAME_NONE || name.n)
			return name;
	}
	return (struct name){0};
}
