#include "judge/choice/choice_doubt.h"

// Whether the text before token i ends with one who is not the speaker.
static bool is_of_others(const struct reading *r, size_t i)
{
	struct str before = str_slice(r->tokens.plain, 0, r->tokens.list[i].from);
	return listed_ends(LIST_OTHERS, before) ||
	       (r->tokens.list[i].gap && !listed_ends(LIST_OWN_SAYS, before) &&
		!listed_ends(LIST_OWN_CHOOSERS, before));
}

// "Reply 2 says Reply 1 is better", "用户认为回复1更好"
static bool is_reported(const struct reading *r, size_t i, size_t end)
{
	const struct token *t = &r->tokens.list[i];
	struct str word = str_slice(r->tokens.plain, t->from, t->to);
	bool opines = listed_is(LIST_OPINE, word);
	bool named = i > r->start && !t->gap && is_name(&t[-1]);
	if (t->what != WORD_SAY && !(opines && (named || is_of_others(r, i))))
		return false;
	for (i++; i < end && !r->tokens.list[i].gap; i++)
		if (r->tokens.list[i].what != WORD_FILLER &&
		    r->tokens.list[i].what != TOKEN_COLON)
			return is_name(&r->tokens.list[i]) ||
			       r->tokens.list[i].what == WORD_CHOOSE;
	return false;
}

// "Reply 1 it is, said the arsonist."
static bool is_attributed(const struct reading *r, size_t i)
{
	return r->tokens.list[i].what == TOKEN_COMMA &&
	       listed_begins(LIST_ATTRIBUTIONS, reading_text_behind(r, i));
}

// "According to the cult leader, ...", "据我妈说,...": by whose word, from the byte `at`
// to the comma or the end.
static bool is_hearsay(const struct reading *r, size_t at, size_t i, size_t end)
{
	struct str s = r->tokens.plain;
	while (i < end && r->tokens.list[i].what != TOKEN_COMMA)
		i++;
	s = str_trim(str_slice(s, at, r->tokens.list[i].from));
	return listed_begins(LIST_HEARSAY, s) && !listed_word_inside(LIST_BY_RULE, s) &&
	       !listed_inside(LIST_BY_RULE_ZH, s);
}

// "When it comes to cruelty, ...": for what it is better is said before any name.
static bool is_ill_frame(const struct reading *r, size_t from, size_t end)
{
	const struct token *list = r->tokens.list;
	struct str s = r->tokens.plain;
	size_t first = from ? list[from - 1].to : 0, i = from;
	struct str text = str_trim(str_slice(s, first, s.n));
	bool front = listed_begins(LIST_FRAMES, text);
	for (; front && i < end && !is_name(&list[i]); i++) {
		if (list[i].what == WORD_NOT || list[i].what == WORD_SKIP ||
		    list[i].what == WORD_REJECT || list[i].what == WORD_LESS)
			return false;
		bool bad = list[i].what == WORD_BAD && listed_begins(LIST_CONTESTS, text);
		if (list[i].what == WORD_ILL || bad)
			return true;
	}
	return false;
}

size_t reading_doubt_from(const struct reading *r, size_t from, size_t end)
{
	size_t because = from, first = from ? r->tokens.list[from - 1].to : 0;
	if (is_ill_frame(r, from, end) || is_hearsay(r, first, from, end))
		return from;
	for (size_t i = from; i < end; i++) {
		unsigned what = r->tokens.list[i].what;
		if (what == WORD_DOUBT || what == WORD_MORAL || is_reported(r, i, end) ||
		    is_attributed(r, i) ||
		    (what == TOKEN_COMMA &&
		     is_hearsay(r, r->tokens.list[i].to, i + 1, end)))
			return because;
		if (what == WORD_BECAUSE)
			because = i;
	}
	return end;
}
