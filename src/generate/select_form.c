// Form: what is no prompt at all.
//
// The words are those by which generators check what a model wrote (generate/reject.h);
// but people also ask by commands that begin with any verb, in any length, after a reason
// that reads like the beginning of an answer.
#include <ctype.h>

#include "base/utf8.h"
#include "generate/reject.h"
#include "generate/select.h"
#include "judge/refusal/refusal.h"
#include "text/normal.h"
#include "text/script.h"

static const struct {
	const char *lang;
	size_t least, most; // code points
} lengths[] = {{"zh", 5, 1000}, {"en", 10, 3000}};

static bool is_of_length(struct str text, struct str lang)
{
	size_t n = utf8_count(text);
	for (size_t i = 0; i < COUNT(lengths); i++)
		if (str_starts(lang, str_of(lengths[i].lang)))
			return n >= lengths[i].least && n <= lengths[i].most;
	return n > 0;
}

static bool asks(struct str text, struct str lang)
{
	return reject_is_question(text, lang) || reject_begins_with("begins", text, lang);
}

// A verb can begin any command, and there are too many; but few words begin a statement,
// and those that end in -ing, -ed or -s are no command's.
static bool may_be_command(struct str text)
{
	struct str word = text;
	word.n = 0;
	while (word.n < text.n &&
	       (isalpha((unsigned char)text.p[word.n]) || strchr("-'", text.p[word.n])))
		word.n++;
	return word.n && !reject_begins_with("statements", text, STR("en")) &&
	       !str_ends(word, STR("ing")) && !str_ends(word, STR("ed")) &&
	       !(str_ends(word, STR("s")) && !str_ends(word, STR("ss")));
}

static struct str last_sentence(struct str text)
{
	size_t at = text.n;
	while (at > 0 && strchr(".!\"')", text.p[at - 1]))
		at--;
	while (at > 0 && !strchr(".!:;", text.p[at - 1]))
		at--;
	return str_trim(str_slice(text, at, text.n));
}

static bool may_ask(struct str folded, struct str text, struct str lang)
{
	const struct yaml *words = reject_words("pleas", lang);
	for (size_t i = 0; i < words->n; i++)
		if (str_find(folded, words->items[i]->scalar) != STR_NPOS)
			return true;
	return may_be_command(text) || may_be_command(last_sentence(text));
}

// Whoever asks does not decline: "I refuse to pay. Tell me what can happen." Only what
// stands beside the sentence that declines tells; "this request" in it does not.
static bool is_refusal(struct str text, struct str lang)
{
	struct str why;
	if (refusal_of(text, &why) != REFUSAL_FULL)
		return false;
	if (str_ends(text, STR("?")) || str_ends(text, STR("？")) || may_be_command(text))
		return false;
	size_t at = why.p ? (size_t)(why.p - text.p) : 0;
	struct str before = str_trim(str_slice(text, 0, at));
	struct str after = str_trim(str_slice(text, at + why.n, text.n));
	return !asks(before, lang) && !asks(after, lang);
}

static enum reject fault_of(struct str folded, struct str text, struct str lang)
{
	if (!is_of_length(folded, lang))
		return REJECT_LENGTH;
	if (!str_starts(str_of(script_lang(text)), str_slice(lang, 0, 2)))
		return REJECT_LANGUAGE;
	if (reject_begins_with("echoes", text, lang))
		return REJECT_ECHO;
	if (is_refusal(text, lang))
		return REJECT_REFUSAL;
	if (reject_has_slot(text))
		return REJECT_FORM;
	if (asks(text, lang))
		return REJECTS;
	if (reject_is_answer(text, lang))
		return REJECT_ANSWER;
	return may_ask(folded, text, lang) ? REJECTS : REJECT_FORM;
}

static bool is_checked(const struct item *item)
{
	return item->kind == ITEM_OPEN &&
	       (str_starts(item->lang, STR("zh")) || str_starts(item->lang, STR("en")));
}

void select_well_formed(struct selection *s)
{
	struct arena scratch = {0};
	for (size_t i = 0; i < s->n; i++, arena_reset(&scratch)) {
		struct candidate *c = &s->candidates[i];
		if (c->dropped.p)
			continue;
		struct str text = str_trim(select_text(&scratch, &c->item));
		struct str folded = normal_fold(&scratch, text);
		enum reject why = str_empty(folded) ? REJECT_LENGTH : REJECTS;
		if (why == REJECTS && is_checked(&c->item))
			why = fault_of(folded, text, c->item.lang);
		if (why != REJECTS)
			c->dropped = str_of(reject_name(why));
	}
	arena_release(&scratch);
}
