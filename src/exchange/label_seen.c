#include "exchange/label_seen.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/utf8.h"

#define WORD_MAX 40 // bytes of a label that a warning names

struct said { // of a question and answer, by the first row that labelled it
	enum verdict label;
	enum refusal refusal;
	int offensive;
	struct str file;
	size_t line;
	bool contradicted;
};

void label_seen_release(struct label_seen *s)
{
	map_release(&s->words);
	map_release(&s->answers);
	arena_release(&s->arena);
}

void label_seen_word(struct label_seen *s, struct str word, struct str positive)
{
	if (str_eq(word, positive))
		s->positive = true;
	else if (s->words.n <= LABEL_WORDS && !map_find(&s->words, word))
		map_put(&s->words, arena_str(&s->arena, word), NULL);
}

static bool contradicts(const struct said *said, const struct labelled *row)
{
	return (said->label && row->label && said->label != row->label) ||
	       (said->refusal && row->refusal && said->refusal != row->refusal) ||
	       (said->offensive >= 0 && row->offensive >= 0 &&
		said->offensive != row->offensive);
}

void label_seen_row(struct label_seen *s, const struct labelled *row, size_t line)
{
	struct hasher h;
	struct hash128 hash;

	if (!str_trim(row->response).n ||
	    (!row->label && !row->refusal && row->offensive < 0))
		return;
	hasher_init(&h);
	hasher_field(&h, row->prompt);
	hasher_field(&h, row->response);
	hash = hasher_end(&h);
	struct str key = {(const char *)&hash, sizeof(hash)};
	const union map_value *at = map_find(&s->answers, key);
	if (!at) {
		struct said *said = arena_new(&s->arena, struct said);
		*said = (struct said){row->label, row->refusal, row->offensive,
				      s->file,    line,         false};
		map_put(&s->answers, arena_str(&s->arena, key), NULL)->ptr = said;
		return;
	}
	struct said *said = at->ptr;
	if (said->contradicted || !contradicts(said, row))
		return;
	said->contradicted = true;
	if (!s->contradictions++)
		s->first = arena_printf(&s->arena, STR_FMT ":%zu and " STR_FMT ":%zu",
					STR_ARG(said->file), said->line, STR_ARG(s->file),
					line);
}

static void warn_of_words(const struct label_seen *s, const char *path,
			  struct str positive)
{
	struct buf words;

	buf_init(&words, BUF_TEXT_MAX);
	for (size_t i = 0; i < s->words.n && i < LABEL_WORDS; i++)
		buf_addf(&words, "%s\"" STR_FMT "\"", i ? ", " : "",
			 STR_ARG(utf8_clip(s->words.entries[i].key, WORD_MAX)));
	if (s->words.n > LABEL_WORDS)
		buf_adds(&words, ", ...");
	log_warn("%s: no row says \"" STR_FMT "\" (--positive), so that all count as "
		 "safe; they say " STR_FMT,
		 path, STR_ARG(positive), STR_ARG(buf_str(&words)));
	buf_release(&words);
}

void label_seen_warn(const struct label_seen *s, const char *path, struct str positive)
{
	if (positive.n && !s->positive && s->words.n)
		warn_of_words(s, path, positive);
	if (s->contradictions)
		log_warn("%s: %zu answers have labels that contradict each other (the "
			 "same question and answer in several rows), the first: " STR_FMT,
			 path, s->contradictions, STR_ARG(s->first));
}
