#include "judge/choice/choice_names.h"

#include "base/vec.h"

#define PLACE_NONE ((size_t)-1)

static char at(struct str s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

static bool begins(struct str s, size_t i, const char *word)
{
	return str_starts(str_slice(s, i, s.n), str_of(word));
}

// The first of `words` at i, ASCII in either case: its bytes, else 0.
static size_t one_of(struct str s, size_t i, const char *const *words, size_t n,
		     size_t *which)
{
	for (size_t k = 0; k < n; k++) {
		size_t len = strlen(words[k]);
		if (i + len > s.n ||
		    !str_eq_nocase(str_slice(s, i, i + len), str_of(words[k])))
			continue;
		if (is_alpha(words[k][len - 1]) && is_alpha(at(s, i + len)))
			continue;
		if (which)
			*which = k;
		return len;
	}
	return 0;
}

static const char *const han_numbers[] = {"一", "二", "三", "四", "五",
					  "六", "七", "八", "九", "十"};
static const char *const counts[] = {"one", "two", "three", "four", "five"};
static const char *const ordinals[] = {"first", "second", "third",  "fourth",
				       "fifth", "1st",    "2nd",    "3rd",
				       "4th",   "5th",    "former", "latter"};
static const char *const zh_nouns[] = {"回复", "回答", "答复", "回覆", "回应", "反馈",
				       "选项", "方案", "答案", "文本", "候选"};
static const char *const en_nouns[] = {"reply",      "response", "answer",
				       "option",     "choice",   "candidate",
				       "completion", "text",     "statement",
				       "message",    "opt",      "assistant"};
static const char *const measures[] = {"个", "条", "种", "则", "份", "项", "号", "位"};

// A number or a letter that names a place: its bytes.
static size_t number(const struct choice_question *q, struct str s, size_t i,
		     size_t *place)
{
	size_t which;
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
	size_t n = one_of(s, i, han_numbers, COUNT(han_numbers), &which);
	if (!n)
		n = one_of(s, i, counts, COUNT(counts), &which);
	if (!n && q->pair && (begins(s, i, "甲") || begins(s, i, "乙"))) {
		*place = begins(s, i, "乙");
		return strlen("甲");
	}
	if (n)
		*place = which;
	return n;
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
	return begins(s, i + n, "号") ? n + strlen("号") : n;
}

// "回复一样好", "回答一个": no number.
static bool is_one_word(struct str s, size_t i)
{
	static const char *const next[] = {"个", "样", "般", "些", "直", "定", "起",
					   "致", "概", "下", "次", "句", "段", "种",
					   "部", "切", "边", "方", "旦", "向", "再"};
	return one_of(s, i, next, COUNT(next), NULL) > 0;
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
	size_t place, noun = one_of(s, i, zh_nouns, COUNT(zh_nouns), NULL);
	bool zh = noun > 0;
	if (!zh)
		noun = one_of(s, i, en_nouns, COUNT(en_nouns), NULL);
	if (!noun)
		return (struct name){0};
	size_t from = i + noun;
	from += skip_any(s, from, zh ? " [(#" : " [(#-", 2);
	if (!zh && begins(s, i + noun, " -")) // "Reply -1"
		return (struct name){0};
	if (!zh && begins(s, from, "no. "))
		from += 4;
	size_t n = number(q, s, from, &place);
	if (!n && from > i + noun)
		n = small_letter(s, from, &place);
	if (!n || place == PLACE_NONE)
		return (struct name){0};
	if (zh && begins(s, from, "一") && is_one_word(s, from + n))
		return (struct name){0};
	return full(q, place, from + n + tail(s, from + n) - i);
}

// What may stand behind "第一个" where the noun is left out.
static bool ends_ordinal(struct str s, size_t i)
{
	static const char *const next[] = {"更",   "比", "是", "较",   "好", "不", "吧",
					   "明显", "最", "优", "显然", "和", "与", "、",
					   "都",   "的", "要", "在",   "会", "而", "相"};
	if (i >= s.n || strchr(",;:.!?)]\n", s.p[i]))
		return true;
	if (s.p[i] == ' ')
		return i + 1 >= s.n || (unsigned char)s.p[i + 1] < 0x80;
	return one_of(s, i, next, COUNT(next), NULL) > 0;
}

// "第一个回复", "第2项".
static struct name by_ordinal(const struct choice_question *q, struct str s, size_t i)
{
	size_t place, from = i + strlen("第");
	if (!begins(s, i, "第"))
		return (struct name){0};
	size_t n = number(q, s, from, &place);
	if (!n || place == PLACE_NONE)
		return (struct name){0};
	from += n;
	size_t measure = one_of(s, from, measures, COUNT(measures), NULL);
	from += measure;
	size_t noun = one_of(s, from, zh_nouns, COUNT(zh_nouns), NULL);
	if (!noun && !(measure && ends_ordinal(s, from)))
		return (struct name){0};
	return full(q, place, from + noun - i);
}

// "the second reply", "the former", "the first is".
static struct name by_english_ordinal(const struct choice_question *q, struct str s,
				      size_t i)
{
	static const char *const follow[] = {" is", " was", " seems", " one", " over"};
	size_t which, the = 4 * str_eq_nocase(str_slice(s, i, i + 4), STR("the "));
	size_t n = one_of(s, i + the, ordinals, COUNT(ordinals), &which);
	if (!n)
		return (struct name){0};
	size_t end = i + the + n, place = which % 5;
	if (which >= 10 && q->pair)
		return (struct name){which == 10 ? NAME_FORMER : NAME_LATTER, 0, end - i};
	if (which >= 10)
		return (struct name){0};
	if (at(s, end) == ' ') {
		size_t noun = one_of(s, end + 1, en_nouns, COUNT(en_nouns), NULL);
		if (noun)
			return full(q, place, end + 1 + noun - i);
	}
	size_t next = one_of(s, end, follow, COUNT(follow), NULL);
	bool ends = end >= s.n || strchr(".!;\n", s.p[end]);
	if (!the || !(next || ends))
		return (struct name){0};
	if (str_is(str_slice(s, end, end + 4), " one"))
		end += 4;
	return full(q, place, end - i);
}

// "前者", "后一个回复".
static struct name by_order(const struct choice_question *q, struct str s, size_t i)
{
	static const char *const words[] = {"前者",       "后者",   "前一个回复",
					    "后一个回复", "前一个", "后一个",
					    "前一条",     "后一条", "前面的回复",
					    "后面的回复"};
	size_t which, n = one_of(s, i, words, COUNT(words), &which);
	if (!n || !q->pair)
		return (struct name){0};
	return (struct name){which % 2 ? NAME_LATTER : NAME_FORMER, 0, n};
}

// "B项", "C选项", "2号".
static struct name by_suffix(const struct choice_question *q, struct str s, size_t i)
{
	static const char *const suffixes[] = {"选项",   "项", "号回复",
					       "号选项", "号", "答案"};
	size_t place, n = 0;
	if (is_upper(at(s, i)) || is_digit(at(s, i)))
		n = number(q, s, i, &place);
	if (n && at(s, i + n) == ' ')
		n++;
	size_t suffix = n ? one_of(s, i + n, suffixes, COUNT(suffixes), NULL) : 0;
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

// What is counted is not named: "2个", "3年".
static bool counts_something(struct str s, size_t i)
{
	static const char *const units[] = {"个", "条", "种", "点", "年", "月",
					    "日", "次", "分", "人", "天", "岁",
					    "%",  "倍", "元", "步"};
	return one_of(s, i, units, COUNT(units), NULL) > 0;
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
		    counts_something(s, i + hash + n))
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
