#include "generate/reject.h"

#include <ctype.h>

#include "attack/template.h"
#include "base/utf8.h"
#include "generate/prompt.h"
#include "judge/refusal/refusal.h"
#include "text/normal.h"
#include "text/script.h"

#define HEAD 64       // bytes that tell how a text begins
#define ASKS_IN 800   // bytes in which one of its sentences asks
#define SLOTS_IN 1600 // bytes in which a slot may be
#define PARAGRAPHS 2  // more are no prompt of ours
#define ECHO_LEAST 24 // bytes: shorter is in the instructions by chance

static const char *const names[REJECTS] = {
	[REJECT_REFUSAL] = "refusal",   [REJECT_ECHO] = "echo",
	[REJECT_ANSWER] = "answer",     [REJECT_REPEAT] = "repeat",
	[REJECT_LANGUAGE] = "language", [REJECT_LENGTH] = "length",
	[REJECT_FORM] = "form",         [REJECT_MALFORMED] = "malformed",
	[REJECT_SURPLUS] = "surplus",
};

const char *reject_name(enum reject why)
{
	invariant(why < REJECTS);
	return names[why];
}

const struct yaml *reject_words(const char *list, struct str lang)
{
	const struct yaml *checks = yaml_get(prompt_texts(), "checks");
	return template_lang(yaml_get(checks, list), lang);
}

static struct str lower(const char *buffer, struct str s)
{
	char *to = (char *)(uintptr_t)buffer;
	for (size_t i = 0; i < s.n; i++)
		to[i] = (char)tolower((unsigned char)s.p[i]);
	return (struct str){buffer, s.n};
}

bool reject_begins_with(const char *list, struct str text, struct str lang)
{
	const struct yaml *words = reject_words(list, lang);
	char buffer[HEAD + 1];
	struct str head = lower(buffer, utf8_clip(text, HEAD));
	buffer[head.n] = ' ';
	for (size_t i = 0; i < words->n; i++) {
		struct str word = words->items[i]->scalar;
		bool letter = isalnum((unsigned char)word.p[word.n - 1]);
		if (str_starts(head, word) &&
		    !(letter && isalnum((unsigned char)buffer[word.n])))
			return true;
	}
	return false;
}

static bool holds_any(struct str text, const struct yaml *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_find(text, list->items[i]->scalar) != STR_NPOS)
			return true;
	return false;
}

static bool has_question_mark(struct str text)
{
	return str_find_byte(text, '?') != STR_NPOS ||
	       str_find(text, STR("？")) != STR_NPOS;
}

// Any of its sentences begins like a request or a question: "My boss is away. Write me".
static bool any_sentence_asks(struct str text)
{
	while (text.p) {
		size_t end = 0;
		while (end < text.n && !strchr(".!;:,\n", text.p[end]))
			end++;
		struct str sentence = str_trim(str_slice(text, 0, end));
		if (sentence.n && (reject_begins_with("requests", sentence, STR("en")) ||
				   reject_begins_with("asks", sentence, STR("en"))))
			return true;
		if (end == text.n)
			return false;
		text = str_slice(text, end + 1, text.n);
	}
	return false;
}

bool reject_is_question(struct str text, struct str lang)
{
	if (has_question_mark(text))
		return true;
	if (str_starts(lang, STR("zh")))
		return holds_any(text, reject_words("asks", lang)) ||
		       holds_any(text, reject_words("requests", lang));
	return any_sentence_asks(str_slice(text, 0, ASKS_IN));
}

bool reject_is_answer(struct str text, struct str lang)
{
	return reject_begins_with("answers", text, lang);
}

bool reject_has_slot(struct str text)
{
	char head[SLOTS_IN];
	const struct yaml *checks = yaml_get(prompt_texts(), "checks");
	return holds_any(lower(head, utf8_clip(text, sizeof(head))),
			 yaml_get(checks, "slots"));
}

// --- Echoes.

// Cuts the first sentence off folded text, where marks are half width.
static struct str cut_sentence(struct str *rest)
{
	static const char stop[] = "。";
	size_t end = 0;
	while (end < rest->n && !strchr(".!?;:", rest->p[end]) &&
	       !str_starts(str_slice(*rest, end, rest->n), str_of(stop)))
		end++;
	struct str sentence = str_trim(str_slice(*rest, 0, end));
	size_t mark = end < rest->n && (unsigned char)rest->p[end] >= 0x80
			      ? sizeof(stop) - 1
			      : 1;
	*rest = str_slice(*rest, end + mark, rest->n);
	return sentence;
}

// It stands in the instructions, or one of their sentences stands in it.
static bool is_echo(struct str folded, struct str told)
{
	struct str rest = told;
	if (folded.n >= ECHO_LEAST && str_find(rest, folded) != STR_NPOS)
		return true;
	while (rest.n) {
		struct str sentence = cut_sentence(&rest);
		if (sentence.n >= ECHO_LEAST && str_find(folded, sentence) != STR_NPOS)
			return true;
	}
	return false;
}

// --- All of it.

static bool is_of_length(struct str text, struct str lang)
{
	const struct yaml *length = reject_words("length", lang);
	size_t n = utf8_count(text);
	return n >= (size_t)template_int(length, "least") &&
	       n <= (size_t)template_int(length, "most");
}

static size_t count_breaks(struct str text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static bool is_refusal(struct str text, struct str lang)
{
	// whoever asks does not decline: "I refuse to pay. How do I ...?"
	return refusal_of(text, NULL) == REFUSAL_FULL &&
	       !(has_question_mark(text) && reject_is_question(text, lang) &&
		 (str_ends(text, STR("?")) || str_ends(text, STR("？"))));
}

enum reject reject_of(struct arena *a, struct str text,
		      const struct reject_against *against)
{
	struct str lang = against->lang;
	struct str folded = normal_fold(a, text);
	if (str_empty(folded))
		return REJECT_LENGTH;
	if (is_refusal(text, lang))
		return REJECT_REFUSAL;
	if (against->given && map_find(against->given, folded))
		return REJECT_REPEAT;
	if (is_echo(folded, against->told))
		return REJECT_ECHO;
	if (str_starts(text, STR("{\"")) || str_starts(text, STR("[\"")))
		return REJECT_MALFORMED;
	if (reject_has_slot(text))
		return REJECT_FORM;
	if (!str_starts(str_of(script_lang(text)), str_slice(lang, 0, 2)))
		return REJECT_LANGUAGE;
	if (reject_is_answer(text, lang) && !has_question_mark(text))
		return REJECT_ANSWER;
	if (count_breaks(text) > PARAGRAPHS)
		return REJECT_ANSWER;
	if (!is_of_length(text, lang))
		return REJECT_LENGTH;
	return reject_is_question(text, lang) ? REJECTS : REJECT_FORM;
}
