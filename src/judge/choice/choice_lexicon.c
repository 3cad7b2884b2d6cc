// The words of data/choice/words.yaml, found in a text.
#include <pthread.h>
#include <stdlib.h>

#include "base/asset.h"
#include "base/vec.h"
#include "base/yaml.h"
#include "judge/choice/choice_lexicon.h"

#define FILE_NAME "choice/words.yaml"
#define LONGEST 200

static const char *const names[WORDS] = {
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

struct entry {
	struct str text;
	unsigned char word;
};

static struct arena kept;
static VEC(struct entry) entries; // in the order of their bytes
static pthread_once_t once = PTHREAD_ONCE_INIT;

// Every way of a pattern, `done` standing in front of it; alternatives may hold others.
static void add(struct str done, struct str pattern, enum word word);

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

static void add_ways(struct str done, struct str ways, struct str rest, enum word word)
{
	int depth = 0;
	size_t from = 0;
	for (size_t i = 0; i <= ways.n; i++) {
		char c = i < ways.n ? ways.p[i] : '|';
		depth += (c == '{') - (c == '}');
		if (c != '|' || depth)
			continue;
		struct str way[] = {str_slice(ways, from, i), rest};
		add(done, arena_join(&kept, way, 2, STR("")), word);
		from = i + 1;
	}
}

static void add(struct str done, struct str pattern, enum word word)
{
	size_t open = str_find_byte(pattern, '{');
	struct str parts[] = {done, str_slice(pattern, 0, open)};
	done = arena_join(&kept, parts, 2, STR(""));
	if (open == STR_NPOS) {
		if (!done.n || done.n > LONGEST)
			bug(FILE_NAME ": a word is empty or too long");
		VEC_PUSH(&entries, (struct entry){done, (unsigned char)word});
		return;
	}
	size_t close = closing(pattern, open);
	add_ways(done, str_slice(pattern, open + 1, close),
		 str_slice(pattern, close + 1, pattern.n), word);
}

static int by_bytes(const void *one, const void *other)
{
	const struct entry *a = one, *b = other;
	int text = str_cmp(a->text, b->text);
	return text ? text : a->word - b->word;
}

static void read_words(void)
{
	struct err e = {0};
	const struct yaml *root = yaml_parse(&kept, asset_text(FILE_NAME), FILE_NAME, &e);
	if (!root)
		bug(e.msg);
	for (size_t w = 0; w < WORDS; w++) {
		const struct yaml *list = yaml_get(root, names[w]);
		if (!list)
			bug(FILE_NAME ": a kind of word is missing");
		for (size_t i = 0; i < list->n; i++)
			add(STR(""), yaml_str(list->items[i]), (enum word)w);
	}
	qsort(entries.p, entries.n, sizeof(*entries.p), by_bytes);
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
}

static bool ends_word(struct str plain, size_t end)
{
	return !is_alnum(plain.p[end - 1]) || end == plain.n ||
	       (!is_alnum(plain.p[end]) && plain.p[end] != '\'');
}

static int byte_of(const struct entry *entry, size_t k)
{
	return k < entry->text.n ? (unsigned char)entry->text.p[k] : -1;
}

// The first of [from, to) whose byte k is at least `byte`; before it they all agree.
static size_t first_at_least(size_t from, size_t to, size_t k, int byte)
{
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (byte_of(&entries.p[mid], k) < byte)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

size_t choice_word(struct str plain, size_t at, enum word *out)
{
	pthread_once(&once, read_words);
	size_t from = 0, to = entries.n, longest = 0;
	for (size_t k = 0; at + k < plain.n && from < to; k++) {
		int c = lower(plain.p[at + k]);
		from = first_at_least(from, to, k, c);
		to = first_at_least(from, to, k, c + 1);
		if (from == to || entries.p[from].text.n != k + 1 ||
		    !ends_word(plain, at + k + 1))
			continue;
		*out = (enum word)entries.p[from].word;
		longest = k + 1;
	}
	return longest;
}
