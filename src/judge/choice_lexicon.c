// The words of data/choice/words.yaml, found in a text.
#include <pthread.h>
#include <stdlib.h>

#include "base/asset.h"
#include "base/vec.h"
#include "base/yaml.h"
#include "judge/choice_lexicon.h"

#define FILE_NAME "choice/words.yaml"
#define LONGEST 200

static const char *const names[WORDS] = {
	[WORD_BETTER] = "better", [WORD_WORSE] = "worse",
	[WORD_PLAIN] = "plain",   [WORD_GOOD] = "good",
	[WORD_RIGHT] = "right",   [WORD_WRONG] = "wrong",
	[WORD_BAD] = "bad",       [WORD_THAN] = "than",
	[WORD_BESIDE] = "beside", [WORD_BEATS] = "beats",
	[WORD_LOSES] = "loses",   [WORD_SKIP] = "skip",
	[WORD_NOT] = "not",       [WORD_CHOOSE] = "choose",
	[WORD_ANSWER] = "answer", [WORD_IS] = "is",
	[WORD_FINAL] = "final",   [WORD_BOTH] = "both",
	[WORD_TIE] = "tie",       [WORD_CANNOT] = "cannot",
	[WORD_NONE] = "none",     [WORD_QUESTION] = "question",
	[WORD_OR] = "or",         [WORD_RANGE] = "range",
	[WORD_BUT] = "but",       [WORD_INSTEAD] = "instead",
	[WORD_REASON] = "reason", [WORD_AND] = "and",
	[WORD_ALL] = "all",       [WORD_FILLER] = "filler",
};

struct entry {
	struct str text;
	unsigned char word;
};

static struct arena kept;
static VEC(struct entry) entries; // by first byte, the longest first
static size_t firsts[257];        // where the entries of a first byte begin
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

static int by_place(const void *one, const void *other)
{
	const struct entry *a = one, *b = other;
	int first = (unsigned char)a->text.p[0] - (unsigned char)b->text.p[0];
	if (first)
		return first;
	if (a->text.n != b->text.n)
		return a->text.n > b->text.n ? -1 : 1;
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
	qsort(entries.p, entries.n, sizeof(*entries.p), by_place);
	for (size_t i = 0, c = 0; c < 257; c++) {
		while (i < entries.n && (unsigned char)entries.p[i].text.p[0] < c)
			i++;
		firsts[c] = i;
	}
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
}

static bool is_alnum(char c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

static bool stands_at(struct str plain, size_t at, struct str word)
{
	if (plain.n - at < word.n)
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (lower(plain.p[at + i]) != (unsigned char)word.p[i])
			return false;
	size_t end = at + word.n;
	char last = word.p[word.n - 1];
	return !is_alnum(last) || end == plain.n ||
	       (!is_alnum(plain.p[end]) && plain.p[end] != '\'');
}

size_t choice_word(struct str plain, size_t at, enum word *out)
{
	pthread_once(&once, read_words);
	unsigned char first = lower(plain.p[at]);
	for (size_t i = firsts[first]; i < firsts[first + 1]; i++) {
		if (!stands_at(plain, at, entries.p[i].text))
			continue;
		*out = (enum word)entries.p[i].word;
		return entries.p[i].text.n;
	}
	return 0;
}
