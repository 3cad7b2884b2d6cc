#include "judge/choice/choice_lexicon.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/asset.h"
#include "base/vec.h"
#include "base/yaml.h"

#define FILE_NAME "choice/words.yaml"
#define LONGEST 200
#define BY_KIND LISTS // where words of all kinds are kept, behind the lists

static const char *const kinds[WORDS] = {
	[WORD_BETTER] = "better",   [WORD_WORSE] = "worse",
	[WORD_PLAIN] = "plain",     [WORD_GOOD] = "good",
	[WORD_RIGHT] = "right",     [WORD_WRONG] = "wrong",
	[WORD_BAD] = "bad",         [WORD_THAN] = "than",
	[WORD_BESIDE] = "beside",   [WORD_BEATS] = "beats",
	[WORD_LOSES] = "loses",     [WORD_SKIP] = "skip",
	[WORD_NOT] = "not",         [WORD_CHOOSE] = "choose",
	[WORD_ANSWER] = "answer",   [WORD_IS] = "is",
	[WORD_FINAL] = "final",     [WORD_BOTH] = "both",
	[WORD_TIE] = "tie",         [WORD_CANNOT] = "cannot",
	[WORD_NONE] = "none",       [WORD_QUESTION] = "question",
	[WORD_OR] = "or",           [WORD_RANGE] = "range",
	[WORD_BUT] = "but",         [WORD_INSTEAD] = "instead",
	[WORD_REASON] = "reason",   [WORD_AND] = "and",
	[WORD_ALL] = "all",         [WORD_FILLER] = "filler",
	[WORD_BECAUSE] = "because", [WORD_REJECT] = "reject",
	[WORD_DOUBT] = "doubt",     [WORD_MORAL] = "moral",
	[WORD_BACK] = "back",       [WORD_FORCED] = "forced",
	[WORD_LESS] = "less",       [WORD_HIGHER] = "higher",
	[WORD_LOWER] = "lower",     [WORD_VIRTUE] = "virtue",
	[WORD_RISK] = "risk",       [WORD_TOWARD] = "toward",
	[WORD_ILL] = "ill",         [WORD_MEND] = "mend",
	[WORD_SAY] = "say",         [WORD_TOO] = "too",
	[WORD_DEGREE] = "degree",
};

static const char *const lists[LISTS] = {
	[LIST_NUMBERS] = "numbers",
	[LIST_ORDINALS] = "ordinals",
	[LIST_STEMS] = "stems",
	[LIST_ORDER] = "order",
	[LIST_NOUNS_ZH] = "nouns_zh",
	[LIST_NOUNS_EN] = "nouns_en",
	[LIST_NUMERO] = "numero",
	[LIST_THE] = "the",
	[LIST_ORDINAL_FRONT] = "ordinal_front",
	[LIST_MEASURES] = "measures",
	[LIST_ORDINAL_ENDS] = "ordinal_ends",
	[LIST_ORDINAL_FOLLOWS] = "ordinal_follows",
	[LIST_SUFFIXES] = "suffixes",
	[LIST_NUMBER_ENDS] = "number_ends",
	[LIST_ONE] = "one",
	[LIST_ONE_ENDS] = "one_ends",
	[LIST_UNITS] = "units",
	[LIST_STILL] = "still",
	[LIST_LABEL_FRONTS] = "label_fronts",
	[LIST_REPLY_FRONTS] = "reply_fronts",
	[LIST_OPINE] = "opine",
	[LIST_MADE_TO] = "made_to",
	[LIST_OWN_SAYS] = "own_says",
	[LIST_ATTRIBUTIONS] = "attributions",
	[LIST_HEARSAY] = "hearsay",
	[LIST_BY_RULE] = "by_rule",
	[LIST_BY_RULE_ZH] = "by_rule_zh",
	[LIST_OTHERS] = "others",
	[LIST_CHOOSERS] = "choosers",
	[LIST_OWN_CHOOSERS] = "own_choosers",
	[LIST_PRAISED] = "praised",
	[LIST_ADVERBS] = "adverbs",
	[LIST_SPEAKER] = "speaker",
	[LIST_FIRST_PERSON] = "first_person",
	[LIST_MAY_PRECEDE] = "may_precede",
	[LIST_OTHERS_VERBS] = "others_verbs",
	[LIST_GIVES] = "gives",
	[LIST_OWN_ANSWERS] = "own_answers",
	[LIST_OWNERS] = "owners",
	[LIST_NO_OWNERS] = "no_owners",
	[LIST_FRAMES] = "frames",
	[LIST_CONTESTS] = "contests",
	[LIST_BEST] = "best",
	[LIST_BEST_ENDS] = "best_ends",
	[LIST_FIT] = "fit",
	[LIST_DONE] = "done",
	[LIST_SO] = "so",
	[LIST_SO_ENDS] = "so_ends",
	[LIST_THAN_ELSEWHERE] = "than_elsewhere",
	[LIST_FOR] = "for",
	[LIST_WAY_TO] = "way_to",
	[LIST_GOOD_TO] = "good_to",
	[LIST_GOOD_FOR] = "good_for",
	[LIST_FIT_FOR] = "fit_for",
	[LIST_FIT_ENDS] = "fit_ends",
	[LIST_FIT_INSIDE] = "fit_inside",
	[LIST_NO_PLAY] = "no_play",
	[LIST_OF_CHOOSERS] = "of_choosers",
	[LIST_WILL] = "will",
	[LIST_MERE_CHOOSING] = "mere_choosing",
	[LIST_BE] = "be",
	[LIST_LEADS] = "leads",
	[LIST_ENOUGH] = "enough",
	[LIST_ADDS] = "adds",
	[LIST_LAST] = "last",
	[LIST_AS_OTHER] = "as_other",
	[LIST_OF] = "of",
	[LIST_DEGREE_THAN] = "degree_than",
	[LIST_BETTER_BEHIND] = "better_behind",
	[LIST_UN] = "un",
	[LIST_AS] = "as",
};

struct entry {
	struct str text;
	unsigned char list; // enum listed, or BY_KIND
	unsigned char item; // of the list; BY_KIND: enum word
};

struct span { // of entries
	size_t from, to;
};

static struct arena kept;
static VEC(struct entry) entries; // by list, in the order of their bytes
static struct span spans[LISTS + 1];
static pthread_once_t once = PTHREAD_ONCE_INIT;

// Every way of a pattern, e.text standing in front of it; alternatives may hold others.
static void add(struct entry e, struct str pattern);

static size_t closing(struct str s, size_t open)
{
	int depth = 0;
	for (size_t i = open; i < s.n; i++) {
		depth += (s.p[i] == '{') - (s.p[i] == '}');
		if (!depth)
			return i;
	}
	bug(FILE_NAME ": a brace is not closed");
}

static void add_ways(struct entry e, struct str ways, struct str rest)
{
	int depth = 0;
	size_t from = 0;
	for (size_t i = 0; i <= ways.n; i++) {
		char c = i < ways.n ? ways.p[i] : '|';
		depth += (c == '{') - (c == '}');
		if (c != '|' || depth)
			continue;
		struct str way[] = {str_slice(ways, from, i), rest};
		add(e, arena_join(&kept, way, 2, STR("")));
		from = i + 1;
	}
}

static void add(struct entry e, struct str pattern)
{
	size_t open = str_find_byte(pattern, '{');
	struct str parts[] = {e.text, str_slice(pattern, 0, open)};
	e.text = arena_join(&kept, parts, 2, STR(""));
	if (open == STR_NPOS) {
		if (!e.text.n || e.text.n > LONGEST)
			bug(FILE_NAME ": a word is empty or too long");
		VEC_PUSH(&entries, e);
		return;
	}
	size_t close = closing(pattern, open);
	add_ways(e, str_slice(pattern, open + 1, close),
		 str_slice(pattern, close + 1, pattern.n));
}

static int by_bytes(const void *one, const void *other)
{
	const struct entry *a = one, *b = other;
	int text = str_cmp(a->text, b->text);
	if (a->list != b->list)
		return a->list - b->list;
	return text ? text : a->item - b->item;
}

static const struct yaml *items_of(const struct yaml *map, const char *name)
{
	const struct yaml *items = yaml_get(map, name);
	if (!items || !items->n)
		bug(FILE_NAME ": a kind or list of words is missing");
	return items;
}

static void read_entries(const struct yaml *root)
{
	const struct yaml *map = items_of(root, "lists");
	if (root->n != WORDS + 1 || map->n != LISTS)
		bug(FILE_NAME ": a kind or list of words that nothing reads");
	for (size_t w = 0; w < WORDS; w++) {
		const struct yaml *items = items_of(root, kinds[w]);
		for (size_t i = 0; i < items->n; i++)
			add((struct entry){STR(""), BY_KIND, (unsigned char)w},
			    yaml_str(items->items[i]));
	}
	for (size_t l = 0; l < LISTS; l++) {
		const struct yaml *items = items_of(map, lists[l]);
		for (size_t i = 0; i < items->n; i++)
			add((struct entry){STR(""), (unsigned char)l, (unsigned char)i},
			    yaml_str(items->items[i]));
	}
}

static void read_words(void)
{
	struct err e = {0};
	const struct yaml *root = yaml_parse(&kept, asset_text(FILE_NAME), FILE_NAME, &e);
	if (!root)
		bug(e.msg);
	read_entries(root);
	qsort(entries.p, entries.n, sizeof(*entries.p), by_bytes);
	for (size_t i = 0; i < entries.n; i++) {
		struct span *span = &spans[entries.p[i].list];
		span->from = span->to ? span->from : i;
		span->to = i + 1;
	}
}

static struct span span_of(unsigned list)
{
	pthread_once(&once, read_words);
	return spans[list];
}

static unsigned char lower(char c)
{
	return (unsigned char)(is_upper(c) ? c | 32 : c);
}

static int byte_of(const struct entry *entry, size_t k)
{
	return k < entry->text.n ? (unsigned char)entry->text.p[k] : -1;
}

// The first of a span whose byte k is at least `byte`; before it they all agree.
static size_t first_at_least(struct span s, size_t k, int byte)
{
	while (s.from < s.to) {
		size_t mid = s.from + (s.to - s.from) / 2;
		if (byte_of(&entries.p[mid], k) < byte)
			s.from = mid + 1;
		else
			s.to = mid;
	}
	return s.from;
}

// The longest entry of a span that begins at `at`, and ends where `ends` says so.
static const struct entry *longest(struct span span, struct str s, size_t at,
				   bool (*ends)(struct str s, size_t end))
{
	const struct entry *found = NULL;
	for (size_t k = 0; at + k < s.n && span.from < span.to; k++) {
		int c = lower(s.p[at + k]);
		span.from = first_at_least(span, k, c);
		span.to = first_at_least(span, k, c + 1);
		if (span.from < span.to && entries.p[span.from].text.n == k + 1 &&
		    ends(s, at + k + 1))
			found = &entries.p[span.from];
	}
	return found;
}

static bool ends_word(struct str s, size_t end)
{
	return !is_alnum(s.p[end - 1]) || end == s.n ||
	       (!is_alnum(s.p[end]) && s.p[end] != '\'');
}

static bool ends_letters(struct str s, size_t end)
{
	return !is_alpha(s.p[end - 1]) || end == s.n || !is_alpha(s.p[end]);
}

size_t choice_word(struct str plain, size_t at, enum word *out)
{
	const struct entry *e = longest(span_of(BY_KIND), plain, at, ends_word);
	if (!e)
		return 0;
	*out = (enum word)e->item;
	return e->text.n;
}

size_t listed_at(enum listed list, struct str s, size_t at, size_t *item)
{
	const struct entry *e = longest(span_of(list), s, at, ends_letters);
	if (e && item)
		*item = e->item;
	return e ? e->text.n : 0;
}

bool listed_begins(enum listed list, struct str s)
{
	return listed_at(list, s, 0, NULL) > 0;
}

bool listed_is(enum listed list, struct str s)
{
	return s.n && listed_at(list, s, 0, NULL) == s.n;
}

size_t listed_ends(enum listed list, struct str s)
{
	struct span span = span_of(list);
	size_t most = 0;
	for (size_t i = span.from; i < span.to; i++) {
		struct str word = entries.p[i].text;
		if (word.n > most && word.n <= s.n &&
		    str_eq_nocase(str_slice(s, s.n - word.n, s.n), word))
			most = word.n;
	}
	return most;
}

bool listed_inside(enum listed list, struct str s)
{
	for (size_t end = 1; end <= s.n; end++)
		if (listed_ends(list, str_slice(s, 0, end)))
			return true;
	return false;
}

bool listed_word_inside(enum listed list, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(i && is_alnum(s.p[i - 1])) && listed_at(list, s, i, NULL))
			return true;
	return false;
}
